import { Linker } from "../../analysis/graph/linker";
import type { GraphResource } from "../../analysis/graph/resource";

/** The stack's configuration by section, such as `access`, as it is written: what the program read. */
export type Settings = Readonly<Record<string, unknown>>;

/** The sections that rules read. */
export const settingSections = ["network", "access", "llm", "host", "operations"] as const;

/** Everything that a rule may look at. */
export class Context {
    readonly linker: Linker;
    readonly stack: string;
    readonly project: string;
    /** Where a finding belongs that is about no single resource. */
    readonly stackUrn: string;
    private readonly derived = new Map<unknown, unknown>();

    /** @param settings undefined where they cannot be known, as in `pulumi policy analyze` */
    constructor(
        readonly resources: readonly GraphResource[],
        readonly settings?: Settings,
    ) {
        this.linker = new Linker(resources);
        const urn = resources[0]?.urn ?? "";
        this.stack = urn.split("::")[0]?.split(":")[2] ?? "";
        this.project = urn.split("::")[1] ?? "";
        this.stackUrn =
            resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ??
            `urn:pulumi:${this.stack}::${this.project}::pulumi:pulumi:Stack::${this.project}-${this.stack}`;
    }

    /** What `build` makes of this context, made once however many rules ask: pass the same function. */
    derive<T>(build: (context: Context) => T): T {
        if (!this.derived.has(build)) this.derived.set(build, build(this));
        return this.derived.get(build) as T;
    }
}
