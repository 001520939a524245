import type { NetworkGraph } from "../graph/model";
import type { Connection, Party } from "../reachability/connections";
import { few } from "./nodes";
import type { SceneNode } from "./scene";
import { networkIntent } from "./subnets";

export const INTERNET = "internet";
const USERS = "users";
const AWS = "aws";
const OPERATORS = "operators";
const S3 = "s3";

/** The cards outside the network, made when an arrow needs them. */
export class Outside {
    private readonly made = new Map<string, SceneNode>();

    constructor(
        private readonly graph: NetworkGraph,
        private readonly connections: readonly Connection[],
    ) {
        this.internet();
    }

    nodes(): readonly SceneNode[] {
        return [...this.made.values()];
    }

    /** The key of the card for some addresses outside. */
    block(block: string): string {
        if (block === "0.0.0.0/0") return this.internet();
        const authorized = networkIntent(this.graph)?.authorizedCidrs ?? [];
        if (authorized.includes(block)) return this.add(USERS, "users", "Authorized users", [few(authorized, 2)]);
        return this.add(block, "outside", block === "::/0" ? "Internet (IPv6)" : block, ["address block"]);
    }

    internet(): string {
        const names = this.approvedNames();
        const lines =
            names.length === 0 ? ["every name resolves"] : ["only approved names resolve:", ...nameLines(names)];
        return this.add(INTERNET, "internet", "Internet", lines);
    }

    aws(services: readonly string[]): string {
        return this.add(AWS, "aws", "AWS services", [few(services, 5), "PrivateLink, not the internet"]);
    }

    s3(): string {
        const buckets = this.graph.linker.ofType("aws:s3/bucket:Bucket").length;
        return this.add(S3, "aws", "Amazon S3", [`${buckets} bucket${buckets === 1 ? "" : "s"} of this stack`]);
    }

    operators(way = "SSM Session Manager"): string {
        const port = this.connections.some(isSsh) ? "and port 22, as drawn" : "no port open to them";
        return this.add(OPERATORS, "operators", "Operators", [way, port]);
    }

    /** Names outside AWS on the lists that an ALLOW rule of DNS Firewall uses. */
    private approvedNames(): string[] {
        return [...this.graph.dnsFirewalls.values()]
            .flatMap(({ rules }) => rules)
            .filter(({ action }) => action === "ALLOW")
            .flatMap(({ domains }) => domains ?? [])
            .map((name) => name.replace(/\.$/, ""))
            .filter((name) => !name.endsWith(".amazonaws.com"))
            .sort();
    }

    private add(key: string, kind: SceneNode["kind"], title: string, lines: readonly string[]): string {
        if (!this.made.has(key)) {
            this.made.set(key, { key, kind, name: key, title, lines, badge: null, subnets: [], role: null });
        }
        return key;
    }
}

function nameLines(names: readonly string[]): string[] {
    return names.length <= 3 ? [...names] : [...names.slice(0, 2), `and ${names.length - 2} more`];
}

/** Whether people outside may open a connection to port 22. */
function isSsh({ from, sector: { protocol, port } }: Connection): boolean {
    return from.kind === "outside" && protocol[0] <= 6n && protocol[1] >= 6n && port[0] <= 22n && port[1] >= 22n;
}

/** What a table calls a party outside. */
export function outsideName({ block }: Party & { readonly kind: "outside" }, graph: NetworkGraph): string {
    if (block === "0.0.0.0/0" || block === "::/0") return `Internet (${block})`;
    const authorized = networkIntent(graph)?.authorizedCidrs ?? [];
    return authorized.includes(block) ? `Authorized users (${block})` : block;
}
