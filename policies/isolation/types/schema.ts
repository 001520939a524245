import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** What the provider documents of one input, read from the declarations that its SDK ships. */
export interface Documented {
    readonly required: boolean;
    /** "Defaults to `x`": what leaving it out means. */
    readonly fallback?: string;
    /** Every value in backticks of the sentence that lists the valid ones; empty where none does. */
    readonly values: readonly string[];
    /** The declared type, as written. */
    readonly type: string;
}

const sdk = dirname(createRequire(__filename).resolve("@pulumi/aws/package.json"));
const files = new Map<string, string>();
const interfaces = new Map<string, Readonly<Record<string, Documented>>>();

/** Every resource type of the provider, by what its SDK registers, sorted. */
export function providerTypes(): string[] {
    const modules = readdirSync(sdk, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const registries = modules.map(({ name }) => join(sdk, name, "index.js")).filter((file) => existsSync(file));
    const found = registries.flatMap((file) => readFileSync(file, "utf8").match(/(?<=case ")aws:[^"]+(?=")/g) ?? []);
    return [...new Set(found)].sort();
}

/** The inputs of a type as the SDK declares them; nested ones are reached by `documented`. */
export const inputsOf = (type: string): Readonly<Record<string, Documented>> => {
    const [, module, file, title] = parts(type);
    return module === undefined ? {} : declared(join(module, fileOf(module, `${file}.d.ts`)), `${title}Args`);
};

/** The SDK writes S3Location's declarations into s3location.d.ts: the file whose name differs in the size of letters only. */
const fileOf = (module: string, name: string): string =>
    existsSync(join(sdk, module, name))
        ? name
        : (readdirSync(join(sdk, module)).find((file) => file.toLowerCase() === name.toLowerCase()) ?? name);

/** The names of all inputs of a type, nested ones included. */
export function inputNames(type: string): Set<string> {
    const names = new Set<string>();
    const seen = new Set<string>();
    const visit = (own: Readonly<Record<string, Documented>>) => {
        for (const [name, { type: written }] of Object.entries(own)) {
            names.add(name);
            const [nested, namespace, title] = /inputs\.(\w+)\.(\w+)/.exec(written) ?? [];
            if (nested === undefined || seen.has(nested)) continue;
            seen.add(nested);
            visit(declared(join("types", "input.d.ts"), title, namespace));
        }
    };
    visit(inputsOf(type));
    return names;
}

const parts = (type: string) => /^aws:([^/]+)\/([^:]+):(\w+)$/.exec(type) ?? [];

/** What is documented of a nested input; places in lists are skipped. @returns undefined for what the SDK does not declare */
export function documented(type: string, path: readonly (string | number)[]): Documented | undefined {
    let own = inputsOf(type);
    let found: Documented | undefined;
    for (const name of path.filter((step) => typeof step === "string")) {
        found = own[name];
        own = found ? within(found) : {};
    }
    return found;
}

/** The inputs of an object, or of what a list holds; none of plain values. */
export function within({ type }: Documented): Readonly<Record<string, Documented>> {
    const nested = /inputs\.(\w+)\.(\w+)/.exec(type);
    return nested ? declared(join("types", "input.d.ts"), nested[2], nested[1]) : {};
}

/** The properties of an interface of a file; of its namespace, where the file has several. */
function declared(file: string, title: string, namespace = ""): Readonly<Record<string, Documented>> {
    const key = `${file} ${namespace} ${title}`;
    const known = interfaces.get(key);
    if (known) return known;
    const text = files.get(file) ?? readFileSync(join(sdk, file), "utf8");
    files.set(file, text);
    const from = namespace === "" ? 0 : text.indexOf(`declare namespace ${namespace} {`);
    const start = text.indexOf(`interface ${title} {`, from);
    const body = start < 0 ? "" : text.slice(start, text.indexOf("\n" + indent(text, start) + "}", start));
    const properties = [...body.matchAll(/(?:\/\*\*([\s\S]*?)\*\/\s*)?^\s*(\w+)(\??): (pulumi\.Input<.*>);$/gm)];
    const read = Object.fromEntries(
        properties.map(([, doc = "", name, optional, type]) => [
            name,
            { ...said(doc), ...undocumented[`${title}.${name}`], required: optional === "", type },
        ]),
    );
    interfaces.set(key, read);
    return read;
}

/** Defaults that the provider's own pages name and the SDK's declarations leave out. */
const undocumented: Readonly<Record<string, Partial<Documented>>> = {
    "BucketArgs.forceDestroy": { fallback: "false" },
};

const indent = (text: string, at: number) => /^ */.exec(text.slice(text.lastIndexOf("\n", at) + 1))?.[0] ?? "";

function said(doc: string): Pick<Documented, "fallback" | "values"> {
    const [, quoted, bare] = /defaults? (?:to |is |value is )?(?:[`"]+([^`"]+)[`"]+|(true|false))/i.exec(doc) ?? [];
    const [, marked] = /`"?([^`"]+)"?` \(default\)/i.exec(doc) ?? [];
    const listing = doc
        .split(/\.\s/)
        .filter((sentence) => /valid (values|options)|possible values|either|one of/i.test(sentence));
    const values = listing.flatMap((sentence) => [...sentence.matchAll(/`"?([^`"]+)"?`/g)].map(([, value]) => value));
    return { fallback: quoted ?? bare ?? marked, values: [...new Set(values)] };
}
