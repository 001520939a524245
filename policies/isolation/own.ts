import type { GraphResource } from "../../analysis/graph/resource";
import { text } from "../../analysis/graph/values";
import type { Context } from "../framework/context";
import { intentsOf, networkOf } from "./network";
import { namingOf } from "./design";
import { textsOf } from "./texts";

/** What is the stack's own, or what `operations` of its configuration names: whoever else gets something is an outsider. */
export interface Ours {
    readonly resources: readonly GraphResource[];
    /** Undefined where no component registers them. */
    readonly account: string | undefined;
    readonly region: string | undefined;
    /** Texts of the configuration's `operations`; undefined where no configuration is at hand. */
    readonly configured: ReadonlySet<string> | undefined;
}

export const oursOf = (context: Context): Ours => context.derive(built);

function built(context: Context): Ours {
    const { resources, settings } = context;
    return {
        // What was only read may be another account's.
        resources: resources.filter(({ custom, external }) => custom && !external),
        account: intentsOf(networkOf(context))[0]?.account,
        region: namingOf(context)?.region,
        configured: settings && new Set(textsOf(settings.operations).map(({ value }) => value)),
    };
}

const bucketType = /^aws:s3\/bucket(V2)?:/;

export const bucketsOf = ({ resources }: Ours): string[] =>
    resources
        .filter(({ type }) => bucketType.test(type))
        .flatMap(({ props, outputs }) => text(props.bucket ?? outputs.bucket) ?? []);

/** Modules of the provider whose resources are of a service that ARNs call otherwise. */
const modules: Readonly<Record<string, string>> = { logs: "cloudwatch", states: "sfn", firehose: "kinesis" };

/**
 * Whether a text is what AWS calls a resource of the stack: its id or ARN, the name or ARN of its bucket, or an ARN of this account
 * and region that ends with the name that the program gives to a resource of that service.
 */
export function isOurs(value: string, ours: Ours): boolean {
    const [arn, , service = "", region = "", owner = "", ...rest] = value.split(":");
    if (ours.resources.some(({ id, outputs }) => [id, outputs.arn, outputs.id].includes(value))) return true;
    if (arn !== "arn") return ours.resources.some(({ props }) => [props.name, props.bucket].includes(value));
    const name = rest.join(":").replace(/:\*$/, "");
    if (service === "s3") return owner === "" && bucketsOf(ours).includes(name.split("/")[0]);
    if (owner !== ours.account || (ours.region !== undefined && region !== ours.region)) return false;
    const names = [name, name.replace(/^[a-z-]+[:/]/i, "")];
    return ours.resources.some(
        ({ type, props }) =>
            type.startsWith(`aws:${modules[service] ?? service}/`) && names.includes(text(props.name) ?? ""),
    );
}
