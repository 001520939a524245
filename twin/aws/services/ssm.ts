import { randomUUID } from "node:crypto";
import { type Answer, failure, json } from "../operation";
import type { JsonOperations } from "./jsonService";

interface ParameterInput {
    readonly Name: string;
    readonly Value?: string;
    readonly Type?: string;
    readonly Overwrite?: boolean;
    readonly WithDecryption?: boolean;
}

interface CommandInput {
    readonly InstanceIds?: readonly string[];
    readonly DocumentName: string;
    readonly Parameters?: { readonly commands?: readonly string[] };
}

/** A name, or the ARN of a parameter of another account. */
function located(name: string, region: string, account: string): { arn: string; owner: string; name: string } {
    const foreign = /^arn:aws[a-z-]*:ssm:[a-z0-9-]+:(\d{12}):parameter(\/.*)$/.exec(name);
    if (foreign) return { arn: name, owner: foreign[1], name: foreign[2] };
    const path = name.startsWith("/") ? name : `/${name}`;
    return { arn: `arn:aws:ssm:${region}:${account}:parameter${path}`, owner: account, name };
}

const described = (name: string, { value, type, version }: { value: string; type: string; version: number }) => ({
    ...{ Name: name, Type: type, Value: value, Version: version },
});

/** Who owns an account that is not the caller's shares everything with everybody: an attacker does. */
const sharedBy = (owner: string, callerAccount: string) =>
    owner === callerAccount ? {} : { resourcePolicy: JSON.stringify(shared) };

const shared = { Version: "2012-10-17", Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } };

/** Systems Manager: parameters, documents by name, commands, and what an agent says of itself. */
export const ssm: JsonOperations = {
    GetParameter: (input, { region, callerAccount, store }) => {
        const { arn, owner, name } = located((input as unknown as ParameterInput).Name, region, callerAccount);
        const run = (): Answer => {
            const found = store.account(owner).parameters.get(name);
            return found ? json({ Parameter: described(name, found) }) : failure(400, "ParameterNotFound", name);
        };
        return { resource: arn, resourceAccount: owner, ...sharedBy(owner, callerAccount), run };
    },
    PutParameter: (input, { region, callerAccount, store }) => {
        const { Name, Value = "", Type = "String", Overwrite = false } = input as unknown as ParameterInput;
        const { arn, owner, name } = located(Name, region, callerAccount);
        const run = (): Answer => {
            const { parameters } = store.account(owner);
            const old = parameters.get(name);
            if (old && !Overwrite) return failure(400, "ParameterAlreadyExists", name);
            const version = (old?.version ?? 0) + 1;
            parameters.set(name, { value: Value, type: old?.type ?? Type, version });
            return json({ Version: version, Tier: "Standard" });
        };
        return { resource: arn, resourceAccount: owner, run };
    },
    GetDocument: (input, { region, callerAccount }) => {
        const name = String(input.Name);
        const foreign = /^arn:aws[a-z-]*:ssm:[a-z0-9-]+:(\d{12}):document\//.exec(name);
        const owner = foreign?.[1] ?? (name.startsWith("AWS-") ? "" : callerAccount);
        return {
            resource: foreign ? name : `arn:aws:ssm:${region}:${owner}:document/${name}`,
            // AWS's own documents belong to no account, so nobody is a stranger to them.
            resourceAccount: owner || callerAccount,
            ...sharedBy(owner || callerAccount, callerAccount),
            run: () => failure(400, "InvalidDocument", `the twin holds no documents: ${name}`),
        };
    },
    SendCommand: (input, { region, callerAccount, store }) => {
        const { InstanceIds, DocumentName, Parameters } = input as unknown as CommandInput;
        const [instance = ""] = InstanceIds ?? [];
        const run = (): Answer => {
            if (DocumentName !== "AWS-RunShellScript") return failure(400, "InvalidDocument", DocumentName);
            const id = randomUUID();
            const { commands } = store.account(callerAccount);
            const key = `${id} ${instance}`;
            commands.set(key, { status: "InProgress", code: -1, stdout: "", stderr: "" });
            const ended = store.shell(instance, (Parameters?.commands ?? []).join("\n"));
            void ended.then((ran) => commands.set(key, { ...ran, status: ran.code === 0 ? "Success" : "Failed" }));
            return json({ Command: { CommandId: id, InstanceIds, Status: "Pending" } });
        };
        return { resource: `arn:aws:ec2:${region}:${callerAccount}:instance/${instance}`, run };
    },
    GetCommandInvocation: (input, { callerAccount, store }) => {
        const { CommandId, InstanceId } = input as { CommandId?: string; InstanceId?: string };
        const run = (): Answer => {
            const found = store.account(callerAccount).commands.get(`${CommandId} ${InstanceId}`);
            if (!found) return failure(400, "InvocationDoesNotExist", String(CommandId));
            const { status, code, stdout, stderr } = found;
            return json({
                ...{ CommandId, InstanceId, Status: status, ResponseCode: code },
                // AWS: the first 24,000 and 8,000 characters.
                ...{ StandardOutputContent: stdout.slice(0, 24_000), StandardErrorContent: stderr.slice(0, 8000) },
            });
        };
        return { resource: "*", run };
    },
    UpdateInstanceInformation: () => ({ resource: "*", run: () => json({}) }),
};
