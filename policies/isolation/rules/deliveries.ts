import type { GraphResource } from "../../../analysis/graph/resource";
import type { Context } from "../../framework/context";
import { type Outcome, unknown, unless, violation } from "../../framework/outcome";
import { UnknownProperty } from "../../framework/read";
import { judge } from "../../framework/judge";
import type { Rule } from "../../framework/rule";
import { accountUnknown } from "../design";
import { bucketsOf, isOurs, type Ours, oursOf } from "../own";
import { textsOf, type Written } from "../texts";

export const deliveries: Rule = {
    id: "deliveries-own",
    pack: "isolation",
    severity: "critical",
    title: "Nothing is delivered, replicated, copied or told to an account, bucket, topic, function, address or URL that is not the stack's",
    why: "What AWS itself delivers crosses no network of the stack: a trail, a log or a copy in an outsider's bucket is data that has left.",
    remediation:
        "Name a resource of the stack; an address or vault outside it belongs into operations of the stack's configuration.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html",
    rows: [122],
    designSpecific: true,
    evaluate: (context) => context.resources.flatMap((resource) => judge(resource, () => among(resource, context))),
};

function among(resource: GraphResource, context: Context): Outcome | readonly Outcome[] {
    // What roles may do is held against the design by rules of their own.
    if (!resource.custom || !/^aws[a-z-]*:/.test(resource.type) || resource.type.startsWith("aws:iam/")) return [];
    const ours = oursOf(context);
    const hole = [...resource.unknown].find((path) => delivers(path.split(".")) && !isMadeOfOurs(resource, path, ours));
    if (hole !== undefined) throw new UnknownProperty(hole);
    const values = textsOf(resource.props).filter(isSetting);
    if (values.length === 0) return [];
    if (ours.account === undefined) return values.some(({ value }) => /\d{12}/.test(value)) ? accountUnknown : [];
    const found = values.flatMap((written) => doubts(resource.name, written, ours));
    return found.length === 0 ? unless() : found;
}

/** What is not known yet and comes from resources of the stack is theirs. */
function isMadeOfOurs({ propertyDependencies }: GraphResource, path: string, { resources }: Ours): boolean {
    const dependencies = propertyDependencies[path.split(".")[0]] ?? [];
    return dependencies.length > 0 && dependencies.every((urn) => resources.some((one) => one.urn === urn));
}

/** What a person reads, what hosts run and what statements name (`resource-policies-own`) is nothing that AWS delivers to. */
const isSetting = ({ path }: Written) => !path.includes("Statement") && !noSetting.test(path.at(-1) ?? "");

const noSetting =
    /^(\w*description|comment|reason|note|markdown|regexString|searchString|userData|userDataBase64|content|contentBase64|insecureValue|value|secretString)$/i;

/** Inputs that say where something is put or who is told, by their last word. */
const place =
    /(bucket|topic|destination|queue|lambda|function|stream|subscriber|address|vault|endpoint|(alarm|ok|data)action|target)(name|arn|url|uri|id|addresse?)?s?$/i;
/** These end so, and are none: a switch of the metadata service, the stack's own endpoint and target groups, IP addresses. */
const noPlace = /^(httpEndpoint|vpcEndpointId|(private|public)?ip(v[46])?address(es)?|targetId|backupVaultName)$/i;

const delivers = (path: readonly string[]) => {
    const names = path.filter((key) => !/^\d+$/.test(key));
    const last = names.at(-1) ?? "";
    return place.test(last) && !noPlace.test(last);
};

function doubts(name: string, { path, value }: Written, ours: Ours): Outcome[] {
    if (value === "" || ours.configured?.has(value) === true) return [];
    const input = `${name}: ${path.join(".")}`;
    const addresses = value.match(email) ?? [];
    if (addresses.length > 0) return addresses.flatMap((address) => told(name, address, ours));
    const outsider = accountsIn(value).find((id) => id !== ours.account);
    if (outsider !== undefined)
        return [
            violation(`${input} names account ${outsider}, which is not the stack's: name a resource of the stack`),
        ];
    const isStrange =
        (delivers(path) || isPlaceArn(value) || isUrl(value)) && !isAction(value) && !isOwnPlace(path, value, ours);
    return isStrange
        ? [
              violation(
                  `${input} is ${value}, which is nothing of this stack: name a resource of it, or write it into operations of the configuration`,
              ),
          ]
        : [];
}

const isUrl = (value: string) => /\b[a-z][a-z0-9+.-]*:\/\/\S/i.test(value);

/** The name of a bucket is one that nobody else in AWS has: that something else of the stack is called so says nothing. */
function isOwnPlace(path: readonly string[], value: string, ours: Ours): boolean {
    const [, bucket] = /^s3:\/\/([^/]+)/.exec(value) ?? [];
    const named = bucket ?? (/bucket/i.test(path.at(-1) ?? "") && !value.startsWith("arn:") ? value : undefined);
    return named === undefined ? isOurs(value, ours) : bucketsOf(ours).includes(named);
}

const email = /[^\s@"'<>,;:/]+@[^\s@"'<>,;:/]+\.[a-z]+/gi;

function told(name: string, address: string, { configured }: Ours): Outcome[] {
    if (configured?.has(address)) return [];
    return configured === undefined
        ? [unknown(`whether ${name} may tell ${address}`, "operations.alarmEmail into the stack's configuration")]
        : [violation(`${name} tells ${address}, which operations of the stack's configuration does not name`)];
}

/** Twelve digits that stand alone, as in an ARN, a list of accounts or the URL of a queue. */
const accountsIn = (value: string): readonly string[] => value.match(/(?<![\w.-])\d{12}(?![\w-])/g) ?? [];

/** Services whose resources hold nothing that is delivered to them: who one is, what is asked for, what is read or watched. */
const noPlaces =
    /^arn:[^:]*:(iam|sts|kms|acm|ec2|elasticloadbalancing|route53resolver|ssm|secretsmanager|cloudwatch|wafv2|resource-groups|rbin):/;

const isPlaceArn = (value: string) =>
    /^arn:/.test(value) && !noPlaces.test(value) && !/^arn:[^:]*:[^:]*:\*?:\*:/.test(value);

/** An alarm's action on the instance that it watches (AWS: Create alarms to stop, terminate, reboot, or recover an EC2 instance). */
const isAction = (value: string) =>
    /^arn:aws[a-z-]*:automate:[a-z0-9-]*:ec2:(stop|terminate|reboot|recover)$/.test(value);
