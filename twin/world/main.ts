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
import { seeded } from "../aws/seed";
import type { Stand, Surroundings } from "./stand";

/**
 * Everything around the hosts, in one process: its sockets stand in the namespaces where they belong and are inherited from
 * twin/machines/sockets.py, the first as descriptor 3.
 */
const surroundings = JSON.parse(readFileSync(process.argv[2], "utf8")) as Surroundings;
const log = logTo(surroundings.logFile);
const planned = plannedAccount(JSON.parse(readFileSync(surroundings.planFile, "utf8")) as Plan);
const principals = new Principals(planned);
const store = seeded(planned, surroundings.secrets);
const { account, region } = planned;

const zone = new Map(Object.entries(surroundings.names).map(([name, addresses]) => [name, { A: addresses }]));
const resolvers = {
    vpc: { name: "vpc", zone, log, rules: planned.domainRules },
    internet: { name: "internet", zone, log, rules: [] },
};
const imds = imdsListener({
    instances: new Map(planned.instances.map((instance) => [instance.address, instance])),
    credentials: (instance) => principals.ofInstance(instance),
    ...{ account, region, log },
});

const tls = ({ cert, key }: { cert: string; key: string }) => ({ cert: readFileSync(cert), key: readFileSync(key) });

function front(endpoint: string | undefined) {
    const found = planned.endpoints.find(({ id }) => id === endpoint);
    if (endpoint !== undefined && !found) throw new Error(`the plan has no endpoint ${endpoint}`);
    return frontListener({ endpoint: found, planned, principals, store, log });
}

function serve({ serves, protocol }: Stand, fd: number): Promise<void> {
    switch (serves.kind) {
        case "imds":
            return listen(createHttp(imds), fd);
        case "resolver":
            return protocol === "udp"
                ? serveUdp(resolvers[serves.of], fd)
                : listen(tcpServer(resolvers[serves.of]), fd);
        case "aws":
            return listen(createHttps(tls(surroundings.certificates.aws), front(serves.endpoint)), fd);
    }
}

function listen(server: Server, fd: number): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once("listening", resolve).once("error", reject);
        server.listen({ fd });
    });
}

void Promise.all(surroundings.stands.map((stand, index) => serve(stand, 3 + index))).then(() =>
    writeFileSync(surroundings.readyFile, ""),
);
