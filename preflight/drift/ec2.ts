import type * as ec2 from "@aws-sdk/client-ec2";
import type { Scope, Seen } from "../../analysis/drift/seen";
import type { Reader } from "./ask";
import { endpoints, gateways, peerings, subnets, vpcs } from "./places";
import { acls, groups, tables } from "./rules";
import { hosts } from "./hosts";

/** Each asks EC2 about one kind of thing. What carries traffic without being here has interfaces in the VPC, and those are. */
const readers: readonly Reader[] = [vpcs, subnets, gateways, endpoints, peerings, groups, tables, acls, hosts];

/** What the VPC holds now, by read-only calls (`ec2:Describe*`). @throws what the SDK throws: nothing is judged of half an answer */
export async function liveVpc(client: ec2.EC2Client, { vpcId }: Scope): Promise<readonly Seen[]> {
    return (await Promise.all(readers.map((read) => read(client, vpcId)))).flat();
}
