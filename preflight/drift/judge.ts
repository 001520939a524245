import type { EC2Client } from "@aws-sdk/client-ec2";
import { type JudgedClaim, judgeClaims } from "../../analysis/claims";
import { compare, type Difference } from "../../analysis/drift/compare";
import type { Scope, Seen } from "../../analysis/drift/seen";
import { buildGraph } from "../../analysis/graph/build";
import type { NetworkGraph } from "../../analysis/graph/model";
import type { GraphResource } from "../../analysis/graph/resource";
import { vpcTypes } from "../../analysis/graph/types";
import { networkIntent } from "../../model/intent";
import { Refused } from "../exported";
import { liveVpc } from "./ec2";

/** The VPC of the stack, or the one that it was put into. */
function scopeOf(resources: readonly GraphResource[]): Scope {
    const own = resources.filter(({ type, external }) => vpcTypes.some((one) => one === type) && !external);
    const [lookedUp] = resources.flatMap(({ outputs }) => networkIntent.safeParse(outputs.intent).data?.lookedUp ?? []);
    if (own.length > 1) throw new Refused(`the stack has ${own.length} VPCs: drift knows how to ask about one`);
    if (own.length === 1) return { vpcId: own[0].id, shared: own[0].type !== vpcTypes[0] };
    if (lookedUp) return { vpcId: lookedUp.vpcId, shared: true };
    throw new Refused("the stack has no VPC, and says of none that it is in it: is it deployed?");
}

async function read(client: EC2Client, scope: Scope): Promise<readonly Seen[]> {
    try {
        return await liveVpc(client, scope);
    } catch (error) {
        throw new Refused(`EC2 did not answer about ${scope.vpcId}: ${(error as Error).message}`);
    } finally {
        client.destroy();
    }
}

const asGap = ({ urn, what }: Difference) => ({
    ...{ urn, what, fix: "undo it, or write it into the program and run up" },
});

export interface LiveJudgement {
    readonly vpc: string;
    /** The stack's resources as AWS has them. */
    readonly live: readonly GraphResource[];
    readonly differences: readonly Difference[];
    readonly graph: NetworkGraph;
    readonly claims: readonly JudgedClaim[];
}

/** The claims of a stack, of what its VPC holds now. @throws Refused when the VPC cannot be told or read */
export async function judgeLive(resources: readonly GraphResource[], client: EC2Client): Promise<LiveJudgement> {
    const scope = scopeOf(resources);
    const live = compare(resources, await read(client, scope), scope);
    const graph = buildGraph(live.resources, live.differences.map(asGap));
    return { vpc: scope.vpcId, live: live.resources, differences: live.differences, graph, claims: judgeClaims(graph) };
}
