import type { Interfaces } from "./interfaces";
import type { Linker } from "./linker";
import type { Balancer, Interface, Listener, Target } from "./model";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import { balancerTypes, targetGroupTypes } from "./types";
import { flag, integer, list, object, texts } from "./values";

/** Load balancers with what their listeners forward to. */

const listenerTypes = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"] as const;
const attachmentTypes = [
    "aws:lb/targetGroupAttachment:TargetGroupAttachment",
    "aws:alb/targetGroupAttachment:TargetGroupAttachment",
] as const;
const ruleTypes = ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"] as const;
const instanceType = "aws:ec2/instance:Instance";
const scalingType = "aws:autoscaling/group:Group";

export function balancers(linker: Linker, interfaces: Interfaces, gaps: Gaps): Balancer[] {
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
            .map((listener) => readListener(listener, linker, interfaces, gaps)),
    }));
}

function readListener(resource: GraphResource, linker: Linker, interfaces: Interfaces, gaps: Gaps): Listener {
    const rules = linker
        .ofType(...ruleTypes)
        .filter((rule) => linker.link(rule, "listenerArn", ...listenerTypes).targets.includes(resource));
    const groups = new Set([
        ...forwardedTo(resource, "defaultActions", linker),
        ...rules.flatMap((rule) => forwardedTo(rule, "actions", linker)),
    ]);
    const port = integer(resource.props.port);
    if (port === undefined) gaps.add(resource, "its port is not known", "write it as a plain value");
    return {
        protocol: String(resource.props.protocol ?? "HTTP"),
        port: port ?? 0,
        targets: [...groups].flatMap((group) => targetsOf(group, linker, interfaces, gaps)),
    };
}

/** Target groups that actions forward to. Where the ARNs are not known, the dependencies are. */
function forwardedTo(resource: GraphResource, property: string, linker: Linker): GraphResource[] {
    const actions = list(resource.props[property]).map(object);
    const named = actions.flatMap((action) => [
        ...texts(action.targetGroupArn),
        ...list(object(action.forward).targetGroups).flatMap((group) => texts(object(group).arn)),
    ]);
    const groups = linker.ofType(...targetGroupTypes);
    const byArn = groups.filter(
        (group) => named.includes(String(group.outputs.arn)) || (group.id !== "" && named.includes(group.id)),
    );
    if (byArn.length > 0) return byArn;
    return (resource.propertyDependencies[property] ?? []).flatMap((urn) =>
        groups.filter((group) => group.urn === urn),
    );
}

function targetsOf(group: GraphResource, linker: Linker, interfaces: Interfaces, gaps: Gaps): Target[] {
    const protocol = String(group.props.protocol ?? "");
    const network = ["TCP", "UDP", "TLS", "TCP_UDP", "QUIC", "TCP_QUIC"].includes(protocol);
    const kind = String(group.props.targetType ?? "instance");
    // AWS: client IP preservation is on for instances, and for UDP; off for addresses reached by TCP or TLS.
    const keepsClient =
        network &&
        (flag(group.props.preserveClientIp) ?? (["instance", "alb"].includes(kind) || protocol.includes("UDP")));
    const port = integer(group.props.port) ?? 0;
    const checkedOn = integer(object(group.props.healthCheck).port);
    return membersOf(group, kind, linker, interfaces, gaps).map((member): Target => {
        const targetPort = member.port ?? port;
        return { interface: member.interface, port: targetPort, checkedOn: checkedOn ?? targetPort, keepsClient };
    });
}

interface Member {
    readonly interface: Interface;
    /** Where it differs from the group's. */
    readonly port: number | undefined;
}

/** What a target group holds: attached one by one, or by an Auto Scaling group, or by a service of ECS. */
function membersOf(group: GraphResource, kind: string, linker: Linker, interfaces: Interfaces, gaps: Gaps): Member[] {
    const isOf = (holder: GraphResource, property: string) =>
        linker.names(holder, property, group, ...targetGroupTypes);
    const attached = linker
        .ofType(...attachmentTypes)
        .filter((attachment) => isOf(attachment, "targetGroupArn"))
        .flatMap((attachment) => {
            const found = attachedBy(attachment, kind, linker, interfaces);
            // A function is called, not sent packets.
            if (found.length === 0 && kind !== "lambda")
                gaps.add(attachment, "its target is not known", "attach what the stack has, by its id");
            return found.map((networkInterface) => ({
                interface: networkInterface,
                port: integer(attachment.props.port),
            }));
        });
    const scaled = [
        ...linker.ofType(scalingType).filter((resource) => isOf(resource, "targetGroupArns")),
        ...linker
            .ofType("aws:autoscaling/attachment:Attachment")
            .filter((attachment) => isOf(attachment, "lbTargetGroupArn"))
            .flatMap((attachment) => linker.link(attachment, "autoscalingGroupName", scalingType).targets),
        ...linker
            .ofType("aws:autoscaling/trafficSourceAttachment:TrafficSourceAttachment")
            .filter(({ props }) => object(props.trafficSource).identifier === group.id)
            .flatMap((attachment) => linker.link(attachment, "autoscalingGroupName", scalingType).targets),
    ];
    const served = linker.ofType("aws:ecs/service:Service").flatMap((service) =>
        list(service.props.loadBalancers)
            .map(object)
            .filter(({ targetGroupArn }) => targetGroupArn === group.id || targetGroupArn === group.outputs.arn)
            .flatMap(({ containerPort }) => {
                const cards = interfaces.of(service);
                if (cards.length === 0)
                    gaps.add(service, "which hosts serve its load balancer is not known", "use awsvpc networking");
                return cards.map((one) => ({ interface: one, port: integer(containerPort) }));
            }),
    );
    return [
        ...attached,
        ...scaled.flatMap((resource) => interfaces.of(resource).map((one) => ({ interface: one, port: undefined }))),
        ...served,
    ];
}

function attachedBy(
    attachment: GraphResource,
    kind: string,
    linker: Linker,
    interfaces: Interfaces,
): readonly Interface[] {
    if (kind === "ip") {
        const address = String(attachment.props.targetId);
        return interfaces
            .all()
            .filter((networkInterface) =>
                [...networkInterface.addresses, ...networkInterface.addresses6].includes(address),
            );
    }
    const { targets, exact } = linker.link(attachment, "targetId", instanceType, ...balancerTypes);
    return exact ? targets.flatMap((target) => interfaces.of(target)) : [];
}
