import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EdgeHostConfig } from "../../hosts/config";
import type { Plan } from "../../model/plan";
import type { PlannedAccount } from "../aws/account";
import { attackerDomain } from "../world/addresses";
import { namesOf, privateNamesOf, type Outside, standsOf } from "../world/places";
import type { StagedObject, Surroundings } from "../world/stand";
import { makeAuthority, makeCertificate } from "./certificates";
import { hostOf, pidFileOf } from "./host";
import type { Network } from "./network";
import { roleOf } from "./roles";
import type { Room } from "./room";

/** What the surroundings need to know of the plan. */
export interface Planned {
    readonly plan: Plan;
    readonly account: PlannedAccount;
    readonly edge: EdgeHostConfig;
    readonly staged: readonly StagedObject[];
    /** A value that must be nowhere but where it belongs: it is in every LLM key. */
    readonly sentinel: string;
}

const repository = join(__dirname, "..", "..");

/** Starts the process that stands for AWS and the internet. @returns the authority that signs for both */
export async function surround(room: Room, network: Network, planned: Planned): Promise<string> {
    const pki = join(room.folder, "pki");
    const authority = await makeAuthority(pki, "authority");
    const { account, edge } = planned;
    const outside = outsideOf(network, edge);
    const domain = `${account.region}.amazonaws.com`;
    const sign = (name: string, hosts: readonly string[]) => makeCertificate(pki, name, hosts, authority);
    const stands = standsOf(network);
    const surroundings: Surroundings = {
        planFile: join(room.folder, "plan.json"),
        logFile: join(room.folder, "world.log"),
        readyFile: join(room.folder, "world.ready"),
        stands,
        names: namesOf(account, outside),
        privateNames: privateNamesOf(account),
        certificates: {
            aws: await sign("aws", [`*.${domain}`, `*.s3.${domain}`]),
            llm: await sign("llm", outside.llm.length > 0 ? outside.llm : ["no-endpoint.test"]),
            mirror: await sign("mirror", outside.mirror),
            attacker: await sign("attacker", [attackerDomain, `*.${attackerDomain}`]),
        },
        staged: planned.staged,
        secrets: secretsOf(planned),
        approved: outside.llm,
        knownAs: elasticIps(network, planned.plan),
        attackerKeysFile: join(room.folder, "attacker.json"),
        operatorKeysFile: join(room.folder, "operator.json"),
        machines: Object.fromEntries(
            account.instances.map(({ id, role }) => [id, pidFileOf(hostOf(room, roleOf(role)))]),
        ),
        switchesFile: join(room.folder, "off.json"),
    };
    await start(room, surroundings);
    return authority.cert;
}

function outsideOf(network: Network, { site, llmGateway, packageGateway }: EdgeHostConfig): Outside {
    const llm = llmGateway.policy.endpoints.flatMap((endpoint) => ("host" in endpoint ? [String(endpoint.host)] : []));
    const balancer = network.publicAddress("web-proxy-nlb");
    return { llm, mirror: packageGateway.upstreams, sites: balancer === undefined ? {} : { [site.host]: balancer } };
}

const secretsOf = ({ edge, sentinel }: Planned): Record<string, string> =>
    Object.fromEntries(
        edge.llmGateway.keys.flatMap(({ endpoint, secretName }) =>
            secretName === undefined ? [] : [[secretName, `sk-${sentinel}-${endpoint}`] as const],
        ),
    );

/** The plan's Elastic IPs, by the addresses that the twin gives their owners. */
function elasticIps({ publicAddress }: Network, { resources }: Plan): Record<string, string> {
    const addresses = new Map(resources.map(({ id, outputs }) => [id, outputs.publicIp]));
    return Object.fromEntries(
        resources
            .filter(({ type }) => type === "aws:ec2/natGateway:NatGateway")
            .flatMap(({ name, props }) => {
                const [twin, planned] = [publicAddress(name), addresses.get(String(props.allocationId))];
                return twin === undefined || planned === undefined ? [] : [[twin, String(planned)] as const];
            }),
    );
}

async function start(room: Room, surroundings: Surroundings): Promise<void> {
    const file = (name: string) => join(room.folder, name);
    writeFileSync(file("surroundings.json"), JSON.stringify(surroundings));
    writeFileSync(file("sockets.json"), JSON.stringify(surroundings.stands));
    const out = openSync(file("world.out"), "a");
    const main = [process.execPath, "--import=tsx", join(repository, "twin/world/main.ts"), file("surroundings.json")];
    const child = spawn("python3", [join(__dirname, "sockets.py"), file("sockets.json"), ...main], {
        ...{ detached: true, stdio: ["ignore", out, out], cwd: repository },
    });
    writeFileSync(file("world.pid"), String(child.pid));
    child.unref();
    for (let tries = 0; tries < 1200 && child.exitCode === null; tries++) {
        if (existsSync(surroundings.readyFile)) return;
        await sleep(50);
    }
    throw new Error(`the surroundings did not start: ${readFileSync(file("world.out"), "utf8").slice(-2000)}`);
}
