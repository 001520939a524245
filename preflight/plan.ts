import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Plan } from "../model/plan";
import { type Fail, failing, untilFailure } from "./failure";
import { type Account, answerLookup, UnknownLookup } from "./lookups";
import { Recorder, type Registration } from "./recorder";
import { readStackFiles, type StackFiles } from "./stackFiles";
import { type Callback, type Transformable, Transforms } from "./transforms";

/** What `index.ts` exports: the program, as Pulumi calls it. */
export type Program = () => Promise<unknown>;

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
    await withShortTraces(() =>
        untilFailure(async (fail) => {
            const call = ({ token, inputs }: pulumi.runtime.MockCallArgs) =>
                failing(fail, () => answerLookup(token, inputs, account));
            const newResource = ({ type, name, id }: pulumi.runtime.MockResourceArgs) =>
                failing(fail, (): never => {
                    throw new UnknownLookup(
                        `the program reads the existing ${type} ${id} as ${name}: look it up instead`,
                    );
                });
            await pulumi.runtime.setMocks({ newResource, call }, files.project, files.stack, false);
            record(pulumi.runtime.getMonitor() as unknown as Monitor, recorder, fail);
            await pulumi.runtime.runInPulumiStack(program);
            await settled();
        }),
    );
    return { stack: files.stack, resources: recorder.recorded() };
}

/** The SDK keeps a stack trace with each of its promises, mapped to the sources: of ten frames a sixth of preflight's time, and nobody reads it. */
async function withShortTraces<T>(run: () => Promise<T>): Promise<T> {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 1;
    try {
        return await run();
    } finally {
        Error.stackTraceLimit = stackTraceLimit;
    }
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
    recordTransformCallback(token: string, transform: pulumi.ResourceTransform): void;
    registerStackTransform(callback: Callback, answer: Answer): void;
    registerStackInvokeTransform(callback: Callback, answer: Answer): void;
    registerResource(request: RegisterRequest, answer: Answer): void;
    registerResourceOutputs(request: OutputsRequest, answer: Answer): void;
}

type Answer = (error: Error | null, response?: unknown) => void;

interface RegisterRequest extends Transformable {
    getRemote(): boolean;
    getVersion(): string;
    getPlugindownloadurl(): string;
    getAdditionalsecretoutputsList(): string[];
    getPropertydependenciesMap(): { forEach(visit: (deps: { getUrnsList(): string[] }, key: string) => void): void };
}

interface OutputsRequest {
    getUrn(): string;
    getOutputs(): Struct | undefined;
}

type Properties = Record<string, unknown>;
const toProperties = (struct: Struct | undefined) => (struct?.toJavaScript() ?? {}) as Properties;

function record(monitor: Monitor, recorder: Recorder, fail: Fail): void {
    const transforms = new Transforms();
    const answering = async (answer: Answer, work: () => unknown) => {
        try {
            answer(null, (await work()) ?? {});
        } catch (error) {
            fail(error);
            answer(error as Error);
        }
    };
    monitor.recordTransformCallback = (token, transform) => transforms.know(token, transform);
    monitor.registerStackTransform = (callback, answer) =>
        void answering(answer, () => transforms.addToStack(callback));
    monitor.registerStackInvokeTransform = (_, answer) =>
        void answering(answer, (): never => {
            throw new UnknownLookup(
                "the program transforms its look-ups, and what it asks is answered here as it stands",
            );
        });
    monitor.registerResource = (request, answer) =>
        void answering(answer, async () => {
            await transforms.apply(request);
            const { urn, id, outputs } = recorder.register(registrationOf(request));
            transforms.addToChildren(urn, request);
            return response(urn, id, outputs);
        });
    monitor.registerResourceOutputs = (request, answer) =>
        void answering(answer, () => recorder.registerOutputs(request.getUrn(), toProperties(request.getOutputs())));
}

function registrationOf(request: RegisterRequest): Registration {
    const propertyDependencies: Record<string, string[]> = {};
    request.getPropertydependenciesMap().forEach((deps, key) => (propertyDependencies[key] = deps.getUrnsList()));
    return {
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent(),
        custom: request.getCustom(),
        remote: request.getRemote(),
        provider: request.getProvider(),
        plugin: { version: request.getVersion(), pluginDownloadURL: request.getPlugindownloadurl() },
        protect: request.hasProtect() ? request.getProtect() : undefined,
        ignoreChanges: request.getIgnorechangesList(),
        inputs: toProperties(request.getObject()),
        dependencies: request.getDependenciesList(),
        propertyDependencies,
        secretOutputs: request.getAdditionalsecretoutputsList(),
    };
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
