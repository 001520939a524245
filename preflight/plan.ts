import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ignoredText, wronglyIgnored } from "../model/ignorable";
import type { Plan } from "../model/plan";
import { type Fail, failing, untilFailure } from "./failure";
import { type Account, answerLookup, UnknownLookup } from "./lookups";
import { Recorder } from "./recorder";
import { readStackFiles, type StackFiles } from "./stackFiles";

/** What `index.ts` exports: the program, as Pulumi calls it. */
export type Program = () => Promise<unknown>;

/** A resource may keep values that are not the program's. */
export class IgnoredChanges extends Error {}

const repository = join(__dirname, "..");

/** Plans a checked-in stack: no account, no network, no CLI. @throws what the program throws, such as a ConfigError */
export async function planStack(stack: string): Promise<Plan> {
    // The program is loaded here and not above, because the SDK must be told to mock before anything of it runs.
    const { default: program } = await import("../index.js");
    return planProgram(readStackFiles(repository, stack), program as Program);
}

/**
 * Runs a program against a recording monitor in this process. The SDK's own mocks know neither parents nor dependencies,
 * and let two resources share a URN; the monitor they install is kept and its registrations are replaced.
 *
 * @throws the first thing that goes wrong: what the program throws, also in an `apply`, or why a resource or a look-up
 * cannot be planned
 */
export async function planProgram(files: StackFiles, program: Program): Promise<Plan> {
    const account = accountOf(files.config);
    const recorder = new Recorder(files.project, files.stack, account, files.config);
    pulumi.runtime.setAllConfig(files.config, [...files.secretKeys]);
    await untilFailure(async (fail) => {
        const call = ({ token, inputs }: pulumi.runtime.MockCallArgs) =>
            failing(fail, () => answerLookup(token, inputs, account));
        const newResource = ({ type, name, id }: pulumi.runtime.MockResourceArgs) =>
            failing(fail, (): never => {
                throw new UnknownLookup(`the program reads the existing ${type} ${id} as ${name}: look it up instead`);
            });
        await pulumi.runtime.setMocks({ newResource, call }, files.project, files.stack, false);
        record(pulumi.runtime.getMonitor() as unknown as Monitor, recorder, fail);
        await pulumi.runtime.runInPulumiStack(program);
        await settled();
    });
    return { stack: files.stack, resources: recorder.recorded() };
}

/** Waits for every registration. Exported by the SDK's runtime, but not part of its declared types. */
const settled = () => (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();

/** The account that the plan pretends, and where it is from: the pinned one, else the certificate's, else that of AWS's examples. */
export function accountOf(config: StackFiles["config"]): Account & { readonly from: string } {
    // By pattern: a file that is wrong is the parser's to report.
    const pinned = /"(\d{12})"/.exec(config["aws:allowedAccountIds"] ?? "")?.[1];
    const certificate = /arn:aws[a-z-]*:acm:[a-z0-9-]+:(\d{12}):/.exec(config["isolated-openhands:access"] ?? "")?.[1];
    const account = pinned ?? certificate ?? "111122223333";
    const from = pinned ? "pinned" : certificate ? "the certificate's" : "an example: the stack pins none";
    return { account, region: config["aws:region"] ?? "us-east-1", from };
}

/** The part of the SDK's monitor client that a program uses. */
interface Monitor {
    registerResource(request: RegisterRequest, callback: Callback): void;
    registerResourceOutputs(request: OutputsRequest, callback: Callback): void;
}

type Callback = (error: Error | undefined, response?: unknown) => void;

interface RegisterRequest {
    getType(): string;
    getName(): string;
    getParent(): string;
    getCustom(): boolean;
    getRemote(): boolean;
    getProvider(): string;
    getVersion(): string;
    getPlugindownloadurl(): string;
    hasProtect(): boolean;
    getProtect(): boolean;
    getObject(): Struct | undefined;
    getDependenciesList(): string[];
    getAdditionalsecretoutputsList(): string[];
    getIgnorechangesList(): string[];
    getPropertydependenciesMap(): { forEach(visit: (deps: { getUrnsList(): string[] }, key: string) => void): void };
}

interface OutputsRequest {
    getUrn(): string;
    getOutputs(): Struct | undefined;
}

type Properties = Record<string, unknown>;
const toProperties = (struct: Struct | undefined) => (struct?.toJavaScript() ?? {}) as Properties;

function record(monitor: Monitor, recorder: Recorder, fail: Fail): void {
    const answering = (answer: () => unknown, callback: Callback) => {
        try {
            callback(undefined, failing(fail, answer));
        } catch (error) {
            callback(error as Error);
        }
    };
    monitor.registerResource = (request, callback) =>
        answering(() => {
            refuseIgnored(request);
            const propertyDependencies: Record<string, string[]> = {};
            request
                .getPropertydependenciesMap()
                .forEach((deps, key) => (propertyDependencies[key] = deps.getUrnsList()));
            const { urn, id, outputs } = recorder.register({
                type: request.getType(),
                name: request.getName(),
                parent: request.getParent(),
                custom: request.getCustom(),
                remote: request.getRemote(),
                provider: request.getProvider(),
                plugin: { version: request.getVersion(), pluginDownloadURL: request.getPlugindownloadurl() },
                protect: request.hasProtect() ? request.getProtect() : undefined,
                inputs: toProperties(request.getObject()),
                dependencies: request.getDependenciesList(),
                propertyDependencies,
                secretOutputs: request.getAdditionalsecretoutputsList(),
            });
            return response(urn, id, outputs);
        }, callback);
    monitor.registerResourceOutputs = (request, callback) =>
        answering(() => recorder.registerOutputs(request.getUrn(), toProperties(request.getOutputs())) ?? {}, callback);
}

/** With `ignoreChanges` the engine keeps what was deployed, which no plan shows: the packs say the same (`changes-not-ignored`). */
function refuseIgnored(request: RegisterRequest): void {
    const refused = wronglyIgnored(request.getType(), request.getIgnorechangesList());
    if (refused.length > 0) throw new IgnoredChanges(ignoredText(`${request.getType()} ${request.getName()}`, refused));
}

function response(urn: string, id: string, outputs: Properties) {
    const struct = Struct.fromJavaScript(JSON.parse(JSON.stringify(outputs)));
    return {
        getUrn: () => urn,
        getId: () => id,
        getObject: () => struct,
        getPropertydependenciesMap: () => new Map(),
        getResult: () => 0,
        getUnknown: () => false,
        getStable: () => false,
        getStablesList: () => [],
    };
}
