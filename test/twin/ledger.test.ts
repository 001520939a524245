import { expect } from "chai";
import { networkOfPlan } from "../../analysis/graph/ofPlan";
import type { Plan, PlanResource } from "../../model/plan";
import { compile } from "../../twin/compile";
import { planned } from "../fixtures/planned";

/**
 * Proof and packets read one model, so neither sees what the model leaves out. Here every property of every network resource is changed:
 * the compiled network is then another one, or refused, or the property stands below with the reason why it says nothing to a packet.
 */
const silent: Readonly<Record<string, string>> = {
    "* tags": "a label",
    "* name": "a label",
    "* description": "a label",
    "Eip domain": "all are of VPCs",
    "FlowLog iamRoleArn": "a record of packets, not a rule for them",
    "FlowLog logDestination": "a record of packets, not a rule for them",
    "FlowLog logDestinationType": "a record of packets, not a rule for them",
    "FlowLog maxAggregationInterval": "a record of packets, not a rule for them",
    "FlowLog trafficType": "a record of packets, not a rule for them",
    "FlowLog vpcId": "a record of packets, not a rule for them",
    "Instance ami": "what runs, not what passes",
    "Instance creditSpecification": "what runs, not what passes",
    "Instance ebsOptimized": "what runs, not what passes",
    "Instance iamInstanceProfile": "what AWS's services answer, which the matrix asks",
    "Instance instanceType": "what runs, not what passes",
    "Instance rootBlockDevice": "what runs, not what passes",
    "Instance userData": "what runs, not what passes",
    "Listener certificateArn": "inside TLS",
    "Listener sslPolicy": "inside TLS",
    "Listener tcpIdleTimeoutSeconds": "how long, not whether",
    "LoadBalancer accessLogs": "a record of requests, not a rule for them",
    "LoadBalancer desyncMitigationMode": "inside HTTP",
    "LoadBalancer dropInvalidHeaderFields": "inside HTTP",
    "LoadBalancer enableDeletionProtection": "who may remove it",
    "LoadBalancer idleTimeout": "how long, not whether",
    "NatGateway allocationId": "which public address, not whether: connectivityType says that",
    "Subnet availabilityZone": "asked only where a balancer does not cross zones",
    "Subnet mapPublicIpOnLaunch": "every interface of these stacks says itself whether it has a public address",
    "TargetGroup deregistrationDelay": "how long, not whether",
    "TargetGroup healthCheck": "asked by the claim about doors; its packets are the balancer's own",
    "TargetGroup port": "each attachment says its own",
    "VolumeAttachment deviceName": "a disk",
    "VolumeAttachment instanceId": "a disk",
    "VolumeAttachment stopInstanceBeforeDetaching": "a disk",
    "VolumeAttachment volumeId": "a disk",
    "Vpc enableDnsHostnames": "names, not packets",
    "VpcEndpoint privateDnsEnabled": "names, not packets",
    ...Object.fromEntries(
        ["DefaultSecurityGroup", "NetworkAcl", "RouteTable", "SecurityGroup", "TargetGroup", "VpcEndpoint"].map(
            (type) => [`${type} vpcId`, "there is one VPC, and AWS refuses another's"],
        ),
    ),
    "DefaultNetworkAcl defaultNetworkAclId": "there is one VPC, and AWS refuses another's",
};

/** Where another text or number is no other meaning. */
const meant: Readonly<Record<string, unknown>> = {
    "Instance metadataOptions": { httpEndpoint: "disabled" },
    "Listener protocol": "UDP",
    "LoadBalancer ipAddressType": "dualstack",
    "LoadBalancer loadBalancerType": "gateway",
    "TargetGroup preserveClientIp": false,
    "TargetGroup targetType": "ip",
};

/** The first of a type may be one whose property is the usual value. */
const triedOfEach = 4;

const typeOf = ({ type }: PlanResource): string => type.split(":").at(-1)!;
const isNetwork = ({ type }: PlanResource): boolean => /^aws:(ec2|lb)\//.test(type);

function made(plan: Plan): string {
    try {
        const { namespaces, cables } = compile(networkOfPlan(plan), ["8.8.8.8"]);
        return JSON.stringify([namespaces, cables]);
    } catch (error) {
        return (error as Error).message;
    }
}

function other(value: unknown): unknown {
    if (typeof value === "boolean") return !value;
    if (typeof value === "number") return value + 7;
    if (typeof value === "string") return /^\d+[.]/.test(value) ? value.replace(/^\d+/, "77") : `${value}-other`;
    if (Array.isArray(value)) return value.slice(1);
    return {};
}

const without = <T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));

function isConsumed(plan: Plan, property: string, resource: PlanResource, base: string): boolean {
    const key = `${typeOf(resource)} ${property}`;
    const changed = key in meant ? meant[key] : other(resource.props[property]);
    // Without what it refers to: that would say more than the value.
    const propertyDependencies = without(resource.propertyDependencies, property);
    const props = without(resource.props, property);
    return [{ ...props, [property]: changed }, props].some((variant) => {
        const edited = { ...resource, props: variant, propertyDependencies };
        return made({ ...plan, resources: plan.resources.map((one) => (one === resource ? edited : one)) }) !== base;
    });
}

/** The owners of each property of a network resource, by its type and name; without those that say nothing. */
function propertiesOf({ resources }: Plan): Map<string, PlanResource[]> {
    const properties = new Map<string, PlanResource[]>();
    for (const resource of resources.filter(isNetwork)) {
        for (const property of Object.keys(resource.props)) {
            const key = `${typeOf(resource)} ${property}`;
            if (key in silent || `* ${property}` in silent) continue;
            properties.set(key, [...(properties.get(key) ?? []), resource]);
        }
    }
    return properties;
}

describe("what the compiler reads of a plan", () => {
    it("is every property of every network resource, but for those that are listed with a reason", async function () {
        this.timeout(300_000);
        const shown = new Set<string>();
        for (const stack of ["prod", "dev"] as const) {
            const { plan } = await planned(stack);
            const base = made(plan);
            const properties = [...propertiesOf(plan)].filter(([key]) => !shown.has(key));
            const unread = properties.filter(
                ([key, owners]) =>
                    !owners.slice(0, triedOfEach).some((one) => isConsumed(plan, key.split(" ")[1], one, base)),
            );
            expect(
                unread.map(([key]) => key),
                stack,
            ).to.deep.equal([]);
            for (const [key] of properties) shown.add(key);
        }
        expect(shown.size).to.be.greaterThan(50);
    });
});
