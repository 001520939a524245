import type { Interfaces } from "./interfaces";
import type { Linker } from "./linker";
import type { Balancer, Listener, Target } from "./model";
import type { Notes } from "./notes";
import type { GraphResource } from "./resource";
import { flag, integer, list, object, texts } from "./values";

/** Load balancers with what their listeners forward to. */

const balancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"] as const;
const groupTypes = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"] as const;
const listenerTypes = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"] as const;
const attachmentTypes = [
    "aws:lb/targetGroupAttachment:TargetGroupAttachment",
    "aws:alb/targetGroupAttachment:TargetGroupAttachment",
] as const;
const ruleTypes = ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"] as const;
const instanceType = "aws:ec2/instance:Instance";

export function balancers(linker: Linker, interfaces: Interfaces, notes: Notes): Balancer[] {
    return linker.ofType(...balancerTypes).map((resource) => ({
        resource,
        interfaces: interfaces.of(resource),
        internetFacing: !(flag(resource.props.internal) ?? false),
        // AWS: always on for application load balancers, off for network load balancers unless said.
        crossZone:
            resource.props.loadBalancerType !== "network" ||
            (flag(resource.props.enableCrossZoneLoadBalancing) ?? false),
        listeners: linker
            .ofType(...listenerTypes)
            .filter((listener) => linker.link(listener, "loadBalancerArn", ...balancerTypes).targets.includes(resource))
            .map((listener) => readListener(listener, linker, interfaces, notes)),
    }));
}

function readListener(resource: GraphResource, linker: Linker, interfaces: Interfaces, notes: Notes): Listener {
    const rules = linker
        .ofType(...ruleTypes)
        .filter((rule) => linker.link(rule, "listenerArn", ...listenerTypes).targets.includes(resource));
    const groups = new Set([
        ...forwardedTo(resource, "defaultActions", linker),
        ...rules.flatMap((rule) => forwardedTo(rule, "actions", linker)),
    ]);
    const port = integer(resource.props.port);
    if (port === undefined) notes.unknown(resource, "its port is not known", "write it as a plain value");
    return {
        protocol: String(resource.props.protocol ?? "HTTP"),
        port: port ?? 0,
        targets: [...groups].flatMap((group) => targetsOf(group, linker, interfaces, notes)),
    };
}

/** Target groups that actions forward to. Where the ARNs are not known, the dependencies are. */
function forwardedTo(resource: GraphResource, property: string, linker: Linker): GraphResource[] {
    const actions = list(resource.props[property]).map(object);
    const named = actions.flatMap((action) => [
        ...texts(action.targetGroupArn),
        ...list(object(action.forward).targetGroups).flatMap((group) => texts(object(group).arn)),
    ]);
    const groups = linker.ofType(...groupTypes);
    const byArn = groups.filter(
        (group) => named.includes(String(group.outputs.arn)) || (group.id !== "" && named.includes(group.id)),
    );
    if (byArn.length > 0) return byArn;
    return (resource.propertyDependencies[property] ?? []).flatMap((urn) =>
        groups.filter((group) => group.urn === urn),
    );
}

function targetsOf(group: GraphResource, linker: Linker, interfaces: Interfaces, notes: Notes): Target[] {
    const protocol = String(group.props.protocol ?? "");
    const network = ["TCP", "UDP", "TLS", "TCP_UDP", "QUIC", "TCP_QUIC"].includes(protocol);
    const kind = String(group.props.targetType ?? "instance");
    // AWS: client IP preservation is on for instances, and for UDP; off for addresses reached by TCP or TLS.
    const keepsClient =
        network && (flag(group.props.preserveClientIp) ?? (kind === "instance" || protocol.includes("UDP")));
    return linker
        .ofType(...attachmentTypes)
        .filter((attachment) => linker.link(attachment, "targetGroupArn", ...groupTypes).targets.includes(group))
        .flatMap((attachment) => {
            const { targets, exact } = linker.link(attachment, "targetId", instanceType);
            if (targets.length === 0 || !exact) {
                notes.unknown(
                    attachment,
                    "its target is not a known instance",
                    "attach instances of the stack by their id",
                );
            }
            const port = integer(attachment.props.port) ?? integer(group.props.port) ?? 0;
            const checkedOn = integer(object(group.props.healthCheck).port) ?? port;
            return targets.flatMap((target) =>
                interfaces.of(target).map((own): Target => ({ interface: own, port, checkedOn, keepsClient })),
            );
        });
}
