import { list, object, text } from "../../../analysis/graph/values";
import { packageMirror } from "../../../design/destinations";
import type { Settings } from "../../framework/context";
import type { EdgeUses } from "../../../model/intent";
import { stackRule } from "../../framework/rule";
import { violationAt, compliantAt, intentsOf, networkOf } from "../network";
import type { Operators } from "../../../model/operators";
import { operatorsOf } from "../design";
import { strangeGateway } from "./gatewayConfigured";

/** Names that AWS answers for, and the two that a Let's Encrypt certificate needs. */
const aws = /\.(amazonaws\.com|api\.aws)$/;
const acme = "acme-v02.api.letsencrypt.org";

/**
 * Every other rule asks whether the plan keeps what the components say they mean. This one asks whether they mean what the stack's
 * configuration says: a component that calls any address authorized would otherwise be believed.
 */
export const intentConfigured = stackRule("isolation", {
    id: "intent-configured",
    severity: "critical",
    title: "What the components register as intended is what the stack's configuration says",
    why: "All other rules and claims measure the plan by the registered intent, and would trust a wrong one.",
    remediation:
        "Take ingress points, modes, approved names and the gateway's policy in components from config; widen access in Pulumi.<stack>.yaml.",
    source: "docs/claims.md",
    rows: [25, 26, 132],
    designSpecific: true,
    evaluate(context) {
        const { settings, stackUrn } = context;
        // `pulumi policy analyze` reads a state, and knows no configuration.
        if (settings === undefined)
            return [{ urn: stackUrn, verdict: "not-applicable", message: "no stack configuration is at hand" }];
        const graph = networkOf(context);
        const networks = intentsOf(graph).flatMap((intent) => [
            ...outsiders(intent.authorizedCidrs, settings),
            ...otherMode(intent, settings),
            ...strangeNames(intent.approvedDomains, settings),
        ]);
        const ingresses = graph.parts.flatMap(({ intent }) =>
            intent.ingresses.flatMap(({ from }) => outsiders(from, settings)),
        );
        const uses = graph.parts.flatMap(({ intent }) => strangeUses(intent.uses, settings));
        const gateways = graph.parts.flatMap(({ intent }) => strangeGateway(intent.gateway, settings));
        const found = [
            ...new Set([
                ...networks,
                ...ingresses,
                ...uses,
                ...gateways,
                ...strangeOperators(operatorsOf(context), settings),
            ]),
        ];
        return found.length === 0 ? [compliantAt(stackUrn)] : found.map((message) => violationAt(stackUrn, message));
    },
});

const texts = (value: unknown): string[] => list(value).flatMap((item) => text(item) ?? []);

function outsiders(cidrs: readonly string[], { access }: Settings): string[] {
    const { authorizedCidrs, sshCidrs } = object(access);
    const authorized = [...texts(authorizedCidrs), ...texts(sshCidrs)];
    return cidrs
        .filter((cidr) => !authorized.includes(cidr))
        .map((cidr) => `${cidr} counts as authorized, which access.authorizedCidrs does not hold`);
}

function otherMode(intent: { readonly mode: string; readonly sealed: boolean }, { network }: Settings): string[] {
    const mode = text(object(network).mode);
    if (mode !== undefined && mode !== intent.mode) return [`the network is ${intent.mode}, network.mode is ${mode}`];
    return intent.mode === "nat-endpoints" && !intent.sealed
        ? ["the private tier does not count as sealed in mode nat-endpoints"]
        : [];
}

function strangeNames(domains: readonly string[], { llm }: Settings): string[] {
    const hosts = list(object(llm).endpoints).flatMap((endpoint) => text(object(endpoint).host) ?? []);
    const approved = new Set([...hosts, packageMirror, acme]);
    return domains
        .filter((domain) => !approved.has(domain) && !aws.test(domain))
        .map((domain) => `${domain} counts as approved, and is neither an LLM endpoint of llm.endpoints nor AWS's`);
}

/** Who may take the operators' role, beside whom the configuration names. */
function strangeOperators({ arns, subjects }: Operators, { access }: Settings): string[] {
    const { operatorArns, trustedSubjects } = object(access);
    const named = texts(operatorArns);
    const trusted = list(trustedSubjects).map((one) => subjectText(object(one)));
    return [
        ...arns
            .filter((arn) => !named.includes(arn))
            .map((arn) => `${arn} may take the operators' role, which access.operatorArns does not name`),
        ...subjects
            .map((one) => subjectText({ ...one }))
            .filter((one) => !trusted.includes(one))
            .map((one) => `${one} may take the operators' role, which access.trustedSubjects does not name`),
    ];
}

const subjectText = ({ provider, audience, subject }: Readonly<Record<string, unknown>>) =>
    `${String(subject)} of ${String(provider)} for ${String(audience)}`;

/** What the edge's role may read and call, beside what the configuration names. */
function strangeUses(uses: EdgeUses | undefined, { access, llm }: Settings): string[] {
    const endpoints = list(object(llm).endpoints).map(object);
    const secrets = endpoints.flatMap(({ secretName }) => text(secretName) ?? []);
    const models = endpoints.filter(({ kind }) => kind === "bedrock").flatMap((endpoint) => texts(endpoint.models));
    const { host, certificate } = object(object(access).openHands);
    const { secretArn, hostedZoneId } = object(certificate);
    const beside = (given: readonly (string | undefined)[], named: readonly unknown[], key: string) =>
        given
            .filter((one) => one !== undefined && !named.includes(one))
            .map((one) => `the web proxy's role is for ${one}, which ${key} does not name`);
    return [
        ...beside(uses?.secretNames ?? [], secrets, "llm.endpoints[].secretName"),
        ...beside(uses?.models ?? [], models, "llm.endpoints[].models"),
        ...beside([uses?.certificateSecretArn], [secretArn], "access.openHands.certificate.secretArn"),
        ...beside([uses?.acme?.hostedZoneId], [hostedZoneId], "access.openHands.certificate.hostedZoneId"),
        ...beside([uses?.acme?.host], [host], "access.openHands.host"),
    ];
}
