import type { Part } from "../../../analysis/graph/model";
import type { GraphResource } from "../../../analysis/graph/resource";
import { list, object } from "../../../analysis/graph/values";
import type { Context } from "../../framework/context";
import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";

const listenerType = "aws:lb/listener:Listener";

const balancerType = "aws:lb/loadBalancer:LoadBalancer";

export const doorsServed = stackRule("isolation", {
    id: "doors-served",
    severity: "high",
    title: "Every ingress point is a listener that leads to its own host, and every listener is an ingress point",
    why: "A listener that nobody planned is one more way in; an ingress point without one, or with another's targets, leads nowhere or astray.",
    remediation:
        "Give each ingress point of the component one listener on its port that forwards to the component's host or redirects to HTTPS.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
    rows: [56, 82, 84, 90],
    designSpecific: true,
    evaluate(context) {
        const served = networkOf(context).parts.filter(({ intent }) =>
            intent.ingresses.some(({ kind }) => kind !== "instance"),
        );
        return each(
            served,
            ({ resource }) => resource.urn,
            (part) => ingressProblems(context, part),
        );
    },
});

function ingressProblems({ linker }: Context, { intent, resource, balancers, interfaces }: Part): string[] {
    const ingresses = intent.ingresses.filter(({ kind }) => kind !== "instance");
    const listeners = balancers.flatMap((balancer) =>
        balancer.listeners.map((listener) => ({ ...listener, balancer })),
    );
    const redirecting = linker.ofType(listenerType).filter(redirects);
    return [
        ...balancers
            .filter(({ internetFacing }) => !internetFacing)
            .map((balancer) => `${balancer.resource.name} is internal: nobody outside gets to its ingress points`),
        ...ingresses
            .filter(({ port }) => !listeners.some((listener) => listener.port === port))
            .map(({ port }) => `${resource.name} has an ingress point on ${port} and no listener on it`),
        ...listeners.flatMap(({ port, targets, balancer }) => {
            const ingress = ingresses.find((one) => one.port === port);
            if (!ingress) return [`${balancer.resource.name} listens on ${port}, which is no ingress point`];
            const leads = redirecting.some(
                (one) =>
                    Number(one.props.port) === port &&
                    linker.link(one, "loadBalancerArn", balancerType).targets.includes(balancer.resource),
            );
            if (targets.length === 0 && !leads) return [`${balancer.resource.name} leads nowhere on ${port}`];
            return targets
                .filter(
                    (target) =>
                        !interfaces.includes(target.interface) || (ingress.kind === "nlb" && target.port !== port),
                )
                .map(
                    (target) => `${balancer.resource.name} leads ${port} to ${target.port} of ${target.interface.name}`,
                );
        }),
    ];
}

const redirects = ({ props }: GraphResource) =>
    list(props.defaultActions)
        .map(object)
        .some(({ type, redirect }) => type === "redirect" && object(redirect).protocol === "HTTPS");
