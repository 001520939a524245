import type { GraphResource } from "../../../analysis/graph/resource";
import { list, object, text } from "../../../analysis/graph/values";
import { tokens } from "../../../model/tokens";
import type { Context } from "../../framework/context";
import { judge } from "../../framework/judge";
import { compliant, type Outcome, violation } from "../../framework/outcome";
import { UnknownProperty } from "../../framework/read";
import type { Rule } from "../../framework/rule";
import { accountUnknown } from "../design";
import { intentsOf, networkOf } from "../network";
import { isOurs, type Ours, oursOf } from "../own";
import { textsOf, type Written } from "../texts";
import { attached } from "./attached";

interface Surveyed {
    readonly context: Context;
    readonly ours: Ours;
}

type Judged = readonly (Outcome | undefined)[];

/** Inputs that name a key of KMS, by their last word; that of a listener or an object names something else. */
const keyInput = /(kms\w*key\w*|keyArn|keyIdentifier|encryptionKey|targetKeyId|^keyId)$/i;
/** Inputs of that form that name none. */
const noKey = /(period|seconds|days|type|enabled|usage|spec|policy)$/i;
const keyArn = /^arn:aws[a-z-]*:kms:/;

/** A key decides who reads what it encrypts; AWS's own of the account are nobody else's. */
function keys(resource: GraphResource, { ours }: Surveyed): Judged {
    const named = (path: readonly string[]) => keyInput.test(path.at(-1) ?? "") && !noKey.test(path.at(-1) ?? "");
    mustBeKnown(resource, named, ours);
    return textsOf(resource.written ?? resource.props)
        .filter(({ path, value }) => !path.includes("Statement") && (named(path) || keyArn.test(value)))
        .map(({ path, value }) =>
            isOurKey(value, ours) || isAnswer(resource, value, ours) || isOfNew(resource, path, keysOf(ours))
                ? undefined
                : violation(
                      `${resource.name}: ${path.join(".")} is ${value}, which is no key of this stack: name the stack's own key, or leave it out`,
                  ),
        );
}

/** Where no key is named AWS answers with its own of the account; in a state that is analysed later inputs and answers are one. */
const answered = /^aws:(ebs|ec2|backup|rds|docdb|neptune|efs|fsx|memorydb)\//;
const isAnswer = ({ type, props, outputs, written }: GraphResource, value: string, { account, region }: Ours) =>
    written === undefined &&
    props === outputs &&
    answered.test(type) &&
    value.startsWith(`arn:aws:kms:${region}:${account}:key/`);

/** Made of a resource of the stack whose own ARN nobody has told yet. */
const isOfNew = ({ propertyDependencies }: GraphResource, path: readonly string[], made: readonly GraphResource[]) =>
    (propertyDependencies[path[0]] ?? []).some((urn) =>
        made.some((one) => one.urn === urn && one.outputs.arn === undefined),
    );

const keysOf = ({ resources }: Ours) => resources.filter(({ type }) => /^aws:kms\/(key|alias|replicaKey):/.test(type));

function isOurKey(value: string, ours: Ours): boolean {
    if (value === "") return true;
    const [arn, , service, region, account, ...rest] = value.split(":");
    const alias = arn === "arn" && service === "kms" ? rest.join(":") : value;
    const isHere = arn !== "arn" || (account === ours.account && region === ours.region);
    if (isHere && /^alias\/aws\/[a-z0-9-]+$/.test(alias)) return true;
    if (/^(AWS_OWNED_KMS_KEY|AWS_OWNED_KEY)$/.test(value) || ours.configured?.has(value)) return true;
    const resources = keysOf(ours);
    return isOurs(value, { ...ours, resources: resources }) || resources.some(({ outputs }) => outputs.keyId === value);
}

/** What the balancers show as the stack's own: the configured certificate, or one that the stack makes. */
function certificates(resource: GraphResource, { context, ours }: Surveyed): Judged {
    if (!/^aws:(lb|alb)\/listener/.test(resource.type)) return [];
    const named = (path: readonly string[]) => path.at(-1) === "certificateArn";
    mustBeKnown(resource, named, ours);
    const configured = text(object(object(context.settings?.access).verifier).certificateArn);
    const made = ours.resources.filter(({ type }) => /^aws:(acm\/certificate|iam\/serverCertificate):/.test(type));
    return textsOf(resource.props)
        .filter(({ path }) => named(path))
        .map(({ path, value }) => {
            if (value === configured || isOurs(value, { ...ours, resources: made })) return undefined;
            if (isOfNew(resource, path, made)) return undefined;
            const [, , , region, account] = value.split(":");
            const isHere = account === ours.account && region === ours.region;
            // Without a configuration nobody says which of the account's it is.
            if (context.settings === undefined ? isHere : configured === undefined && isHere && made.length > 0)
                return undefined;
            return violation(
                `${resource.name} shows ${value}, which neither the stack makes nor access.verifier.certificateArn names: write it there`,
            );
        });
}

/** A redirect sends a user, and what was typed into the address, to whatever host it names. */
function redirects(resource: GraphResource, { context, ours }: Surveyed): Judged {
    if (!/^aws:(lb|alb)\/listener/.test(resource.type)) return [];
    const named = (path: readonly string[]) => path.at(-1) === "host" && path.includes("redirect");
    mustBeKnown(resource, named, ours);
    const { openHands, verifier } = object(context.settings?.access);
    const hosts = ["#{host}", text(object(openHands).host), text(object(verifier).host)];
    return textsOf(resource.props)
        .filter(({ path, value }) => named(path) && !hosts.includes(value))
        .map(({ value }) =>
            violation(`${resource.name} redirects to ${value}, which is no host of the stack: leave host out`),
        );
}

/** Whoever made an image has been on every host that starts from it. What is not pinned must be of those that Canonical publishes. */
function images(resource: GraphResource, { context, ours }: Surveyed): Judged {
    if (!/^aws:ec2\/(instance|launchTemplate):/.test(resource.type)) return [];
    const pinned = text(object(context.settings?.host).amiId);
    const allowed = pinned === undefined ? context.derive(publishedImages) : [pinned];
    // Nobody who could say what is allowed: no configuration, or no host of this design.
    if (allowed.length === 0) return [];
    const named = (path: readonly string[]) => /^(ami|imageId)$/.test(path.join("."));
    mustBeKnown(resource, named, ours);
    const instead =
        pinned === undefined
            ? "which is none that Canonical publishes of this release: write it into host.amiId if it is to be"
            : `and host.amiId of the configuration is ${pinned}`;
    return textsOf(resource.props)
        .filter(({ path, value }) => named(path) && !allowed.includes(value))
        .map(({ value }) => violation(`${resource.name} starts from ${value}, ${instead}`));
}

/** What hosts register that were planned without a pinned image. */
const publishedImages = ({ resources }: Context): readonly string[] =>
    resources
        .filter(({ type }) => type === tokens.hardenedInstance)
        .flatMap(({ outputs }) => list(outputs.images).flatMap((id) => text(id) ?? []));

/** A zone or record that is called like what hosts may resolve waits for the day on which somebody lets it answer. */
function names(resource: GraphResource, { context, ours }: Surveyed): Judged {
    if (!/^aws:route53\/(zone|record):/.test(resource.type)) return [];
    mustBeKnown(resource, (path) => path.join(".") === "name", ours);
    const name = (text(resource.props.name) ?? "").toLowerCase().replace(/\.$/, "");
    const configured = list(object(context.settings?.llm).endpoints).flatMap((one) => text(object(one).host) ?? []);
    const approved = [
        ...intentsOf(networkOf(context)).flatMap(({ approvedDomains }) => approvedDomains),
        ...configured,
    ];
    const isLike = (host: string) =>
        name === host || name.endsWith(`.${host}`) || (isZone(resource) && isAbove(name, host));
    const host = approved.find(isLike);
    return host === undefined
        ? []
        : [
              violation(
                  `${resource.name} is ${name}, called like the approved host ${host}, which is not the stack's: remove it`,
              ),
          ];
}

const isZone = ({ type }: GraphResource) => type.startsWith("aws:route53/zone:");
const isAbove = (zone: string, host: string) => zone !== "" && host.endsWith(`.${zone}`);

const others = (resource: GraphResource, { ours }: Surveyed): Judged => attached(resource, ours);

/** What is not known yet and comes from resources of the stack is theirs. @throws UnknownProperty */
function mustBeKnown(resource: GraphResource, named: (path: Written["path"]) => boolean, { resources }: Ours): void {
    const hole = [...resource.unknown].find((path) => {
        const made = resource.propertyDependencies[path.split(".")[0]] ?? [];
        const isMade = made.length > 0 && made.every((urn) => resources.some((one) => one.urn === urn));
        return named(path.split(".").filter((key) => !/^\d+$/.test(key))) && !isMade;
    });
    if (hole !== undefined) throw new UnknownProperty(hole);
}

function among(resource: GraphResource, surveyed: Surveyed): Outcome | readonly Outcome[] {
    if (!resource.custom || !resource.type.startsWith("aws:") || resource.type.startsWith("aws:iam/")) return [];
    const kinds = [keys, certificates, redirects, images, names, others];
    const found = kinds.flatMap((kind) => list(kind(resource, surveyed)));
    const bad = found.filter((one) => one !== undefined) as Outcome[];
    if (bad.length === 0) return compliant;
    return surveyed.ours.account === undefined ? accountUnknown : bad;
}

export const lookalikes: Rule = {
    id: "ids-own",
    pack: "isolation",
    severity: "high",
    title: "Keys, certificates, images, redirects, names and what parts are attached to are the stack's or those that its configuration names",
    why: "An id that only looks like ours lets somebody else read what is encrypted, answer for a host, or start on every machine.",
    remediation: "Name the stack's own resource, or write the id into the stack's configuration.",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
    rows: [127],
    designSpecific: true,
    evaluate(context) {
        const surveyed = { context, ours: oursOf(context) };
        return context.resources.flatMap((resource) => judge(resource, () => among(resource, surveyed)));
    },
};
