import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { RegisterResourceOutputsRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { answerLookup, remoteOutputs } from "../../../preflight/lookups";
import { Account } from "./account";
import { check, create, diff, type Identity, type DeploymentTarget, update, updated } from "./resources";
import { fromStruct, readable, toStruct } from "./values";

/**
 * A provider that stands in for AWS, awsx and tls: the real engine plans and "deploys" with it, and no cloud is contacted.
 * Look-ups and computed outputs are preflight's; at preview, computed outputs are unknown, as the real provider's are.
 *
 * It refuses types and missing inputs that types.ts tells it about, a second thing with a name or block that exists once,
 * and the deletion of what is protected; it replaces where AWS would. It cannot check what AWS accepts as a value, property
 * names and types against the provider's schema, permissions, quotas, eventual consistency, the provider's own defaults,
 * `tagsAll`, or what a real component of awsx would look up. `../shared/aws-check` looks at values; an account at the rest.
 *
 * Started by the engine as `pulumi-resource-<package>`, which names the package as first argument; prints its port.
 * STAND_IN_ACCOUNT is the folder of the account: a file a package, since each package is a process of its own.
 */
const folder = process.env.STAND_IN_ACCOUNT;
if (!folder) throw new Error("STAND_IN_ACCOUNT is not set: this provider only runs in test/engine");

const account = new Account(join(folder, `${process.argv[2]}.json`));
let target: DeploymentTarget = { account: "111122223333", region: "us-east-1" };

interface HasIdentity {
    getUrn(): string;
}

/** Type and name are in the URN; not every request carries them apart. */
function identityOf(request: HasIdentity): Identity {
    const urn = request.getUrn();
    const [, , types, name] = urn.split("::");
    return { urn, type: types.split("$").at(-1) ?? types, name };
}

const handlers: Record<string, (request: never) => unknown> = {
    handshake: () => {
        const response = new rpc.ProviderHandshakeResponse();
        response.setAcceptSecrets(true);
        return response;
    },
    getPluginInfo: () => {
        const info = new PluginInfo();
        info.setVersion(installedVersion());
        return info;
    },
    checkConfig: (request: rpc.CheckRequest) => checked(request),
    diffConfig: () => new rpc.DiffResponse(),
    configure: (request: rpc.ConfigureRequest) => {
        const { region, allowedAccountIds } = readable(fromStruct(request.getArgs()));
        const ids: unknown = typeof allowedAccountIds === "string" ? JSON.parse(allowedAccountIds) : allowedAccountIds;
        const [id] = Array.isArray(ids) ? (ids as string[]) : [];
        target = { account: id ?? target.account, region: typeof region === "string" ? region : target.region };
        const response = new rpc.ConfigureResponse();
        response.setAcceptsecrets(true);
        response.setSupportspreview(true);
        return response;
    },
    check: (request: rpc.CheckRequest) => {
        const response = checked(request);
        for (const { property, reason } of check(identityOf(request), fromStruct(request.getNews()))) {
            const failure = new rpc.CheckFailure();
            failure.setProperty(property);
            failure.setReason(reason);
            response.addFailures(failure);
        }
        return response;
    },
    diff: (request: rpc.DiffRequest) => {
        const olds = fromStruct(request.getOldInputs());
        const found = diff(identityOf(request), olds, fromStruct(request.getNews()));
        const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
        const response = new rpc.DiffResponse();
        response.setChanges(found.changed.length > 0 ? DIFF_SOME : DIFF_NONE);
        response.setDiffsList([...found.changed]);
        response.setReplacesList([...found.replaces]);
        response.setDeletebeforereplace(found.deleteBeforeReplace);
        return response;
    },
    create: (request: rpc.CreateRequest) => {
        const inputs = fromStruct(request.getProperties());
        const response = new rpc.CreateResponse();
        if (request.getPreview()) {
            // What a reply leaves out is unknown to the program.
            response.setProperties(toStruct(inputs));
            return response;
        }
        const made = create(identityOf(request), inputs, target, account);
        response.setId(made.id);
        response.setProperties(toStruct(made.outputs));
        return response;
    },
    read: (request: rpc.ReadRequest) => {
        const response = new rpc.ReadResponse();
        response.setId(request.getId());
        response.setProperties(request.getProperties());
        response.setInputs(request.getInputs());
        return response;
    },
    update: (request: rpc.UpdateRequest) => {
        const [state, inputs] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
        const response = new rpc.UpdateResponse();
        const outputs = request.getPreview()
            ? updated(state, inputs)
            : update(identityOf(request), request.getId(), state, inputs, account);
        response.setProperties(toStruct(outputs));
        return response;
    },
    delete: (request: rpc.DeleteRequest) => {
        account.remove(identityOf(request).type, request.getId());
        return new Empty();
    },
    invoke: (request: rpc.InvokeRequest) => {
        const response = new rpc.InvokeResponse();
        response.setReturn(toStruct(answerLookup(request.getTok(), readable(fromStruct(request.getArgs())), target)));
        return response;
    },
    construct: (request: rpc.ConstructRequest) => construct(request),
    cancel: () => new Empty(),
    attach: () => new Empty(),
};

/** The engine wants the plugin that belongs to the installed package. */
function installedVersion(): string {
    const manifest = require.resolve(`@pulumi/${process.argv[2]}/package.json`);
    return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

function checked(request: rpc.CheckRequest): rpc.CheckResponse {
    const response = new rpc.CheckResponse();
    response.setInputs(request.getNews());
    return response;
}

/** A component of another package is one opaque resource here: only its own provider could make its children. */
async function construct(request: rpc.ConstructRequest): Promise<rpc.ConstructResponse> {
    const state = toStruct({ ...fromStruct(request.getInputs()), ...remoteOutputs(request.getType(), target) });
    const credentials = grpc.credentials.createInsecure();
    // A proxy of the environment must not catch a call to this machine.
    const monitor = new ResourceMonitorClient(request.getMonitorendpoint(), credentials, {
        "grpc.enable_http_proxy": 0,
    });
    const registration = new RegisterResourceRequest();
    registration.setType(request.getType());
    registration.setName(request.getName());
    registration.setParent(request.getParent());
    registration.setObject(request.getInputs());
    registration.setAcceptsecrets(true);
    const urn = await new Promise<string>((resolve, reject) => {
        monitor.registerResource(registration, (error, reply) => (error ? reject(error) : resolve(reply.getUrn())));
    });
    const outputs = new RegisterResourceOutputsRequest();
    outputs.setUrn(urn);
    outputs.setOutputs(state);
    await new Promise<void>((resolve, reject) => {
        monitor.registerResourceOutputs(outputs, (error) => (error ? reject(error) : resolve()));
    });
    const response = new rpc.ConstructResponse();
    response.setUrn(urn);
    response.setState(state);
    return response;
}

function serve(): void {
    const implementation: grpc.UntypedServiceImplementation = {};
    for (const [name, handler] of Object.entries(handlers)) {
        const answer: grpc.handleUnaryCall<never, unknown> = async ({ request }, callback) => {
            try {
                callback(null, await handler(request));
            } catch (error) {
                callback({ code: grpc.status.UNKNOWN, details: (error as Error).message });
            }
        };
        implementation[name] = answer as grpc.UntypedHandleCall;
    }
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(ResourceProviderService, implementation);
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error) throw error;
        process.stdout.write(`${port}\n`);
    });
}

serve();
// The engine that is killed cannot say so.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(1), 1000).unref();
