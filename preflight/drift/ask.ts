import type * as ec2 from "@aws-sdk/client-ec2";
import type { Seen } from "../../analysis/drift/seen";

/** Vocabulary of the readers: whole answers, filters, and what they hand back. */

export type Reader = (client: ec2.EC2Client, vpcId: string) => Promise<readonly Seen[]>;

/** One answer of EC2, whole: every page of it. */
export async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
    const found: T[] = [];
    for await (const page of pages) found.push(page);
    return found;
}

export const filter = (Name: string, ...Values: string[]): { Filters: ec2.Filter[] } => ({
    Filters: [{ Name, Values }],
});

export const seen = (type: string, id: string | undefined, props: Seen["props"], ...key: string[]): Seen => ({
    ...{ type, id: id ?? "", props },
    ...(key.length > 0 && { key }),
});
