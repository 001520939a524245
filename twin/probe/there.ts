import { setTimeout as sleep } from "node:timers/promises";
import { GetCommandInvocationCommand, SendCommandCommand, type SSMClient } from "@aws-sdk/client-ssm";

export interface Ran {
    readonly status: number;
    readonly said: string;
}

export interface Command {
    readonly id: string;
    readonly run: string;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** One script for all rows of a host: each by itself and in its time, one line of its result. */
export function scriptOf(commands: readonly Command[], variables: Readonly<Record<string, string>>): string {
    return [
        ...Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`),
        "row() {",
        '    said=$(timeout 20 bash -c "$2" 2>&1 </dev/null); status=$?',
        `    printf '%s\\t%s\\t%s\\n' "$1" "$status" "$(printf %s "$said" | tr '\\n\\t' '  ' | tail -c 160)"`,
        "}",
        ...commands.map(({ id, run }) => `row ${quoted(id)} ${quoted(run)} &`),
        "wait",
    ].join("\n");
}

/** The results by the row's id, from what the script has said. */
export function resultsOf(output: string): Map<string, Ran> {
    const lines = output.split("\n").map((line) => line.split("\t"));
    return new Map(
        lines.filter(({ length }) => length === 3).map(([id, status, said]) => [id, { status: Number(status), said }]),
    );
}

/** Longer than any row and a command's way to the host. */
const patienceSeconds = 120;
const under = ["Pending", "InProgress", "Delayed"];

/** Runs a shell script as root on an instance, by Systems Manager's own document, and gives what it said. */
export async function runThere(client: SSMClient, instance: string, script: string): Promise<string> {
    const { Command: sent } = await client.send(
        new SendCommandCommand({
            ...{ DocumentName: "AWS-RunShellScript", InstanceIds: [instance] },
            ...{
                Parameters: { commands: [script] },
                TimeoutSeconds: patienceSeconds,
                Comment: "isolated-openhands probe",
            },
        }),
    );
    for (const end = Date.now() + patienceSeconds * 1000; Date.now() < end; await sleep(500)) {
        const found = await client
            .send(new GetCommandInvocationCommand({ CommandId: sent!.CommandId, InstanceId: instance }))
            // It is not known in the first moments.
            .catch((error: Error) => (error.name === "InvocationDoesNotExist" ? undefined : Promise.reject(error)));
        if (found === undefined || under.includes(found.Status ?? "")) continue;
        if (found.Status === "Success") return found.StandardOutputContent ?? "";
        throw new Error(`${instance}: the command ended as ${found.Status}: ${found.StandardErrorContent ?? ""}`);
    }
    throw new Error(`${instance}: the command did not end in ${patienceSeconds} s`);
}
