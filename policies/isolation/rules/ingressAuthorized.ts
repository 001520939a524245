import { contains } from "../../../model/cidr";
import type { GroupRule, SecurityGroup } from "../../../analysis/graph/model";
import { Groups } from "../../../analysis/graph/groups";
import { Gaps } from "../../../analysis/graph/gaps";
import type { Context } from "../../framework/context";
import { stackRule } from "../../framework/rule";
import { violationAt, compliantAt, networkOf } from "../network";

/** Every group with the rules of all forms, whether or not it is attached to an interface yet. */
export const groupsOf = (context: Context): SecurityGroup[] => context.derive(allGroups);

const allGroups = ({ linker }: Context): SecurityGroup[] => new Groups(linker, new Gaps(), []).all();

/** Ingress from addresses: authorized blocks to ingress points, and nothing else. Each block is judged alone, so any address in halves is no way round. */
export const ingressAuthorizedOnly = stackRule("isolation", {
    id: "ingress-authorized-only",
    severity: "critical",
    title: "Security groups admit authorized blocks to ingress points, and otherwise groups only",
    why: "A rule that names addresses admits whoever has them, from wherever they come.",
    remediation:
        "Name the group of the caller (referencedSecurityGroupId), or an authorized block and the port of an ingress point.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    rows: [25, 26, 27, 28, 29, 30, 34],
    designSpecific: true,
    evaluate(context) {
        const ingresses = networkOf(context).parts.flatMap(({ intent }) => intent.ingresses);
        const isIngress = ({ protocol, from, to, peer }: GroupRule) =>
            peer.kind === "cidr" &&
            /^(tcp|6)$/i.test(protocol) &&
            ingresses.some(
                (ingress) =>
                    ingress.port === from &&
                    ingress.port === to &&
                    ingress.from.some((block) => within(block, peer.cidr)),
            );
        return groupsOf(context).flatMap(({ name, ingress }) =>
            ingress.map((rule) => {
                const { peer, urn } = rule;
                if (peer.kind === "group" || isIngress(rule)) return compliantAt(urn);
                const who = peer.kind === "cidr" ? peer.cidr : `prefix list ${peer.id}`;
                return violationAt(
                    urn,
                    `${name} admits ${who} on ${portsOf(rule)}, which is no authorized block at an ingress point`,
                );
            }),
        );
    },
});

const within = (outer: string, inner: string) => !inner.includes(":") && !outer.includes(":") && contains(outer, inner);

export const portsOf = ({ protocol, from, to }: GroupRule) =>
    `${protocol === "-1" ? "every protocol" : protocol}${from === undefined ? "" : from === to ? ` ${from}` : ` ${from}-${to}`}`;
