import type { NetworkGraph } from "../graph/model";
import type { Category } from "./line";
import { cents, dollars, formatDollars as usd, sumDollars } from "./money";
import { HOURS_PER_MONTH, prices } from "./prices";
import type { ComparisonRow, CostLine } from "./report";

const PROPOSAL_TOTAL = 128.32;
/** The proposal's NAT line is 32.40 = 0.045 x 720. */
const PROPOSAL_HOURS = 720;
const ENDPOINTS_OF_OPTION_1 = 3;
const EIP = "aws:ec2/eip:Eip";

interface Group {
    readonly item: string;
    readonly requirement: number | null;
    readonly takes: (line: CostLine) => boolean;
    readonly why: (lines: readonly CostLine[], computed: number) => string;
}

const isInstance = (role: string) => (line: CostLine) => line.category === "compute" && line.role === role;
const inCategory = (category: Category) => (line: CostLine) => line.category === category;

/** First match takes the line; the last group takes what is left, so that nothing is lost. */
const GROUPS: readonly Group[] = [
    { item: "Web proxy, t3.small", requirement: 15.18, takes: isInstance("edge"), why: whyInstance(15.18) },
    { item: "OpenHands server, t3.large", requirement: 60.74, takes: isInstance("agent"), why: whyInstance(60.74) },
    { item: "NAT gateway", requirement: 32.4, takes: inCategory("nat"), why: whyNat },
    { item: "Data transfer", requirement: 10, takes: inCategory("transfer"), why: whyTransfer },
    { item: "EBS storage, 100 GB", requirement: 10, takes: inCategory("volumes"), why: whyVolumes },
    extra("Verifier instance and other compute", "compute", "it prices the agent's half only"),
    extra(
        "Public IPv4 addresses",
        "public-ipv4",
        "AWS charges every public address since 2024-02-01 (3.65 a month each)",
    ),
    extra("Load balancers", "load-balancing", "it has the web proxy face the internet itself and no verifier"),
    extra(
        "Interface endpoints",
        "endpoints",
        "sealed hosts reach SSM and logs without a route out, 7.30 per service and zone",
    ),
    extra("Snapshots", "backup", "it asks for backups and does not price them"),
    extra("Logs", "logs", "it asks for audit trails and does not price them"),
    extra("Alarms and metrics", "monitoring", "it asks for alerts and does not price them"),
    extra(
        "Keys and secrets",
        "keys-and-secrets",
        "encryption keys and the LLM key are kept in KMS and Secrets Manager",
    ),
    extra("Object storage", "object-storage", "artifacts, images and models are the other document's"),
    extra("DNS Firewall and zones", "dns", "names are filtered too, which the proposal does not have"),
    extra("Firewalls", "firewall", "it has no such service"),
];

export function compare(lines: readonly CostLine[], network: NetworkGraph): readonly ComparisonRow[] {
    const left = new Set(lines);
    const rows = GROUPS.flatMap((group): readonly ComparisonRow[] => {
        const taken = [...left].filter(group.takes);
        taken.forEach((line) => left.delete(line));
        if (taken.length === 0 && group.requirement === null) return [];
        const computed = amountOf(taken);
        const requirement = group.requirement === null ? null : exactly(group.requirement);
        return [
            {
                group: "proposal",
                item: group.item,
                requirement,
                computed,
                why: group.why(taken, computed) + without(taken),
            },
        ];
    });
    const total = amountOf(lines);
    return [...rows, totalRow(rows, total, without(lines)), ...optionRows(lines, network), artifactsRow(lines)];
}

/** What lines come to, as far as they have a price. */
const amountOf = (lines: readonly CostLine[]) => sumDollars(lines.map(({ monthly }) => monthly ?? 0));

/** What a figure is without. */
function without(lines: readonly CostLine[]): string {
    const missing = [...new Set(lines.flatMap(({ unknown }) => unknown?.what ?? []))];
    return missing.length === 0 ? "" : ` Cost unknown, and not in the figure: ${missing.join(", ")}.`;
}

function exactly(amount: number): { from: number; to: number } {
    return { from: amount, to: amount };
}

function extra(item: string, category: Category, reason: string): Group {
    return {
        item,
        requirement: null,
        takes: inCategory(category),
        why: (lines, computed) =>
            `Not in the proposal: ${reason}. ${lines.length} line${lines.length === 1 ? "" : "s"}, ${usd(computed)}.`,
    };
}

function whyInstance(requirement: number): Group["why"] {
    return (lines, computed) => {
        if (lines.length === 0) return "No instance of this role is in the plan.";
        const parts = lines
            .map((line) => `${line.item} at ${line.unitPrice ?? "an unknown price"} x ${line.quantity} h`)
            .join(", ");
        if (lines.some(({ unknown }) => unknown)) return `The plan has ${parts}.`;
        return computed === requirement
            ? `The same: ${parts}.`
            : `The plan has ${parts}: ${difference(computed, requirement)} than the proposal.`;
    };
}

function whyNat(lines: readonly CostLine[]): string {
    const proposal = dollars(cents(prices.natHour.usd, PROPOSAL_HOURS));
    if (lines.length === 0) return `No NAT gateway: ${usd(proposal)} less.`;
    const each = lines[0].monthly ?? 0;
    return (
        `The proposal counts ${PROPOSAL_HOURS} h (${prices.natHour.usd} x ${PROPOSAL_HOURS} = ${usd(proposal)}), a month has ` +
        `${HOURS_PER_MONTH} h: ${usd(each)} each, ${lines.length} in the plan.`
    );
}

function whyTransfer(lines: readonly CostLine[], computed: number): string {
    const gigabytes = (10 / Number(prices.dataOut.usd)).toFixed(0);
    const parts = lines.map((line) => `${line.quantity} GB ${line.item.replace(/^data /, "")}`).join(", ");
    return (
        `10.00 buys ${gigabytes} GB out at ${prices.dataOut.usd}. The assumptions come to ${parts || "nothing"} ` +
        `(${usd(computed)}): text to an LLM is small.`
    );
}

function whyVolumes(lines: readonly CostLine[], computed: number): string {
    const sized = lines.filter((line) => line.unit === "GB-month");
    const gigabytes = sized.reduce((sum, line) => sum + line.quantity, 0);
    const rates = [...new Set(sized.map((line) => line.unitPrice))].sort().join(" and ");
    return (
        `The proposal has 100 GB at 0.10 (gp2). The plan has ${gigabytes} GB in ${sized.length} volumes` +
        `${rates === "" ? "" : ` at ${rates}`}: ${difference(computed, 10)}.`
    );
}

function difference(computed: number, requirement: number): string {
    const cent = Math.round(computed * 100) - Math.round(requirement * 100);
    return `${usd(Math.abs(cent) / 100)} ${cent < 0 ? "less" : "more"}`;
}

function totalRow(rows: readonly ComparisonRow[], total: number, missing: string): ComparisonRow {
    const added = sumDollars(rows.filter((row) => row.requirement === null).map((row) => row.computed));
    const shared = sumDollars(rows.filter((row) => row.requirement !== null).map((row) => row.computed));
    return {
        group: "proposal",
        item: "Total",
        requirement: exactly(PROPOSAL_TOTAL),
        computed: total,
        why:
            `What the proposal lists comes to ${usd(shared)} (${difference(shared, PROPOSAL_TOTAL)}); ` +
            `what it does not list adds ${usd(added)}.${missing}`,
    };
}

/** The options of the enhancements document: their own parts at list price, then what this plan has of them. */
function optionRows(lines: readonly CostLine[], network: NetworkGraph): readonly ComparisonRow[] {
    const ipv4 = dollars(cents(prices.publicIpv4.usd, HOURS_PER_MONTH));
    const nat = dollars(cents(prices.natHour.usd, HOURS_PER_MONTH));
    const endpoints = dollars(cents(prices.interfaceEndpoint.usd, HOURS_PER_MONTH, ENDPOINTS_OF_OPTION_1));
    const natOnly = sumDollars([nat, ipv4]);
    const both = sumDollars([nat, ipv4, endpoints]);
    const listed = sumDollars([nat, endpoints]);
    return [
        option("Current state: public IP", 0, 0, ipv4, `Not free since 2024-02-01: ${usd(ipv4)} for each address.`),
        option(
            "Option 2: NAT gateway only",
            35,
            40,
            natOnly,
            `NAT ${usd(nat)} and its public IPv4 ${usd(ipv4)}, before 0.045 per GB.`,
        ),
        option(
            "Option 1: endpoints and NAT",
            50,
            60,
            both,
            `Option 2 and ${ENDPOINTS_OF_OPTION_1} interface endpoints in one zone (${usd(endpoints)}).`,
        ),
        option(
            "Option 3: own VPC",
            35,
            50,
            both,
            `Its own list (NAT, S3 gateway endpoint, SSM endpoints) comes to ${usd(nat)} + ${usd(endpoints)} = ${usd(listed)}, ` +
                `above its range; with the NAT's address it is option 1. A second zone adds ${usd(sumDollars([natOnly, endpoints]))}.`,
        ),
        networkRow(lines, network),
    ];
}

function option(item: string, from: number, to: number, computed: number, why: string): ComparisonRow {
    return { group: "options", item, requirement: { from, to }, computed, why };
}

function networkRow(lines: readonly CostLine[], { linker }: NetworkGraph): ComparisonRow {
    const gateways = linker.ofType("aws:ec2/natGateway:NatGateway");
    const addresses = new Set(
        gateways.flatMap((nat) => [nat, ...linker.link(nat, "allocationId", EIP).targets]).map(({ urn }) => urn),
    );
    const parts = lines.filter(
        (line) =>
            line.category === "nat" ||
            line.category === "endpoints" ||
            (line.category === "public-ipv4" && line.urn !== null && addresses.has(line.urn)),
    );
    return {
        group: "options",
        item: "This plan: NAT, its addresses, endpoints",
        requirement: null,
        computed: amountOf(parts),
        why: parts.length === 0 ? "None of them is in the plan." : parts.map((line) => line.item).join(", ") + ".",
    };
}

function artifactsRow(lines: readonly CostLine[]): ComparisonRow {
    const own = lines.filter((line) => line.category === "object-storage" && line.role === "artifacts");
    const stored = own.filter((line) => line.unit === "GB-month");
    const requests = amountOf(own.filter((line) => line.unit !== "GB-month"));
    const classes = stored.map(
        (line) => `${line.quantity} GB ${line.item.replace(/^artifacts in /, "")} ${usd(line.monthly ?? 0)}`,
    );
    return {
        group: "artifacts",
        item: "Artifact storage",
        requirement: { from: 1, to: 2 },
        computed: amountOf(own),
        why:
            own.length === 0
                ? "No artifact store is in the plan."
                : `6 GB a month, in steady state: ${classes.join("; ")}; requests and transitions ${usd(requests)}.`,
    };
}
