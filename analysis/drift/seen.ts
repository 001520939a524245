/** One thing of a VPC as AWS shows it, in the words of the resource type that would make it: what the network model reads, and no more. */
export interface Seen {
    readonly type: string;
    /** AWS's own id; of what has none, what tells it apart: `rtb-1 0.0.0.0/0`. */
    readonly id: string;
    /** Properties that tell it apart where Pulumi makes an id up (routes, entries of ACLs, associations). */
    readonly key?: readonly string[];
    /** What AWS does by default is left out, as a program leaves it out. */
    readonly props: Readonly<Record<string, unknown>>;
}

/** The VPC, and whether the stack has it: one that it was put into has other tenants. */
export interface Scope {
    readonly vpcId: string;
    readonly shared: boolean;
}
