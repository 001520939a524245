import { readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import type { Server } from "node:net";
import type { Plan } from "../../model/plan";
import { plannedAccount } from "../aws/account";
import { frontListener } from "../aws/front";
import { imdsListener } from "../aws/imds";
import { logTo } from "../aws/log";
import { Principals } from "../aws/principals";
import { serveUdp, tcpServer } from "../aws/resolver";
import { foreign, seeded } from "../aws/seed";
import { switchesOf } from "../aws/switches";
import { shellOf } from "./agent";
import { serveTime } from "./clock";
import { llmListener } from "./llm";
import { mirrorListener } from "./mirror";
import { httpsSink, plainSink, tcpSink, udpSink } from "./sink";
import type { Stand, Surroundings } from "./stand";

/**
 * Everything around the hosts, in one process: its sockets stand in the namespaces where they belong and are inherited from
 * twin/machines/sockets.py, the first as descriptor 3.
 */
const surroundings = JSON.parse(readFileSync(process.argv[2], "utf8")) as Surroundings;
const { certificates, names, privateNames, knownAs, approved } = surroundings;
const log = logTo(surroundings.logFile);
const planned = plannedAccount(JSON.parse(readFileSync(surroundings.planFile, "utf8")) as Plan);
const principals = new Principals(planned);
const store = seeded(planned, surroundings.secrets, shellOf(surroundings.machines));
const { account, region } = planned;
for (const { bucket, key, file, text = "" } of surroundings.staged) {
    const body = file === undefined ? Buffer.from(text) : readFileSync(file);
    store.buckets.get(bucket)?.objects.set(key, { body, contentType: "binary/octet-stream", modified: new Date() });
}

const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const attacker = principals.addUser(foreign.account, "attacker", everything);
writeFileSync(surroundings.attackerKeysFile, JSON.stringify(attacker));

const commands = ["ssm:SendCommand", "ssm:GetCommandInvocation"];
const administers = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: commands, Resource: "*" }] };
const operator = principals.addUser(planned.account, "operator", administers);
writeFileSync(surroundings.operatorKeysFile, JSON.stringify(operator), { mode: 0o600 });

const family = (address: string) => (address.includes(":") ? "AAAA" : "A");
const zoneOf = (all: Readonly<Record<string, readonly string[]>>) =>
    new Map(
        Object.entries(all).map(([name, addresses]) => [
            name,
            Object.fromEntries(["A", "AAAA"].map((type) => [type, addresses.filter((one) => family(one) === type)])),
        ]),
    );
const zones = { vpc: zoneOf({ ...names, ...privateNames }), internet: zoneOf(names) };
const isOff = switchesOf(surroundings.switchesFile);
const resolvers = {
    vpc: { name: "vpc", zone: zones.vpc, log, rules: () => (isOff("dns-firewall") ? [] : planned.domainRules) },
    internet: { name: "internet", zone: zones.internet, log, rules: () => [] },
};
const imds = imdsListener({
    instances: new Map(planned.instances.map((instance) => [instance.address, instance])),
    credentials: (instance) => principals.ofInstance(instance),
    ...{ account, region, log, isOff },
});

const tls = ({ cert, key }: { cert: string; key: string }) => ({ cert: readFileSync(cert), key: readFileSync(key) });

function front(endpoint: string | undefined) {
    const found = planned.endpoints.find(({ id }) => id === endpoint);
    if (endpoint !== undefined && !found) throw new Error(`the plan has no endpoint ${endpoint}`);
    return frontListener({ endpoint: found, planned, principals, store, log, knownAs, isOff });
}

function tcp({ serves, port }: Stand): Server {
    switch (serves.kind) {
        case "imds":
            return createHttp(imds);
        case "resolver":
            return tcpServer(resolvers[serves.of]);
        case "aws":
            return createHttps(tls(certificates.aws), front(serves.endpoint));
        case "llm":
            return createHttps(tls(certificates.llm), llmListener(approved, log));
        case "mirror":
            return createHttps(tls(certificates.mirror), mirrorListener(log));
        case "sink":
            if (serves.speaks === "https") return httpsSink(log, tls(certificates.attacker));
            return serves.speaks === "http" ? plainSink(log) : tcpSink(log, `tcp ${port}`);
        case "time":
            throw new Error("time is told by UDP only");
    }
}

function udp({ serves, port, address }: Stand, fd: number): Promise<void> {
    const version = address.includes(":") ? "udp6" : "udp4";
    switch (serves.kind) {
        case "resolver":
            return serveUdp(resolvers[serves.of], fd, version);
        case "time":
            return serveTime(fd);
        case "sink":
            return udpSink(log, `udp ${port}`, fd, version);
        default:
            throw new Error(`${serves.kind} does not speak UDP`);
    }
}

function listen(server: Server, fd: number): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once("listening", resolve).once("error", reject);
        server.listen({ fd });
    });
}

const listening = surroundings.stands.map((stand, index) =>
    stand.protocol === "tcp" ? listen(tcp(stand), 3 + index) : udp(stand, 3 + index),
);
void Promise.all(listening).then(() => writeFileSync(surroundings.readyFile, ""));
