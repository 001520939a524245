import { join } from "node:path";
import type { Plan } from "../../model/plan";
import { planProgram, type Program } from "../../preflight/plan";
import { readStackFiles } from "../../preflight/stackFiles";

/** Sections of a stack's configuration, merged over the checked-in one; a key with a colon is one outside the project. */
export type Sections = Readonly<Record<string, object | string>>;

const anthropic = {
    name: "anthropic",
    kind: "https",
    host: "api.anthropic.com",
    paths: ["/v1/messages"],
    authHeader: "x-api-key",
    secretName: "llm/anthropic",
    cidrs: ["160.79.104.0/23"],
};
const openai = {
    name: "openai",
    kind: "https",
    host: "api.openai.com",
    paths: ["/v1/chat/completions"],
    authHeader: "authorization",
    secretName: "llm/openai",
    cidrs: [],
};
const bedrock = {
    name: "bedrock",
    kind: "bedrock",
    region: "us-east-1",
    models: ["anthropic.claude-sonnet-4-5-20250929-v1:0"],
};
const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
const image = {
    repository: "registry.example.com/openhands",
    tag: "1.26.0",
    digest: `sha256:${"b".repeat(64)}`,
};

/** Valid configurations of both stacks that differ from the checked-in ones. */
const everywhere: Readonly<Record<string, Sections>> = {
    "several authorized blocks": {
        access: { authorizedCidrs: ["203.0.113.0/24", "198.51.100.0/25", "192.0.2.16/28"] },
    },
    "one authorized address": { access: { authorizedCidrs: ["203.0.113.7/32"] } },
    "SSH from an office": { access: { sshCidrs: ["198.51.100.8/29"] } },
    "several users": { access: { users: [{ name: "alice" }, { name: "bob" }, { name: "carol" }] } },
    "a certificate of Let's Encrypt": {
        access: {
            openHands: {
                host: "agent.example.com",
                certificate: { kind: "letsencrypt", email: "ops@example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" },
            },
        },
    },
    "a certificate of a secret": {
        access: {
            openHands: {
                host: "agent.example.com",
                certificate: {
                    kind: "secret",
                    secretArn: "arn:aws:secretsmanager:us-east-1:111122223333:secret:tls-AbCdEf",
                },
            },
        },
    },
    "Bedrock besides": { llm: { endpoints: [anthropic, bedrock] } },
    "Bedrock alone": {
        llm: {
            endpoints: [bedrock],
            default: { endpoint: "bedrock", model: "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0" },
        },
    },
    "two providers": { llm: { endpoints: [anthropic, openai] } },
    "a provider without published ranges": {
        llm: { endpoints: [openai], default: { endpoint: "openai", model: "openai/gpt-5" } },
    },
    "a larger agent": { openHands: { instanceType: "m6i.xlarge" } },
    "larger disks": { openHands: { rootVolumeGb: 80, dataVolumeGb: 500 } },
    "a data volume that exists": { openHands: { dataVolumeId: "vol-0123456789abcdef0" } },
    "another image": { openHands: { image } },
    "a larger verifier": { verifier: { instanceType: "c6i.2xlarge" } },
    "artifacts kept half a year": {
        verifier: { artifacts: { enabled: true, defaultSave: false, retentionDays: 180 } },
    },
    "artifacts kept seven years": {
        verifier: { artifacts: { enabled: true, defaultSave: true, retentionDays: 2555 } },
    },
    "no artifacts": { verifier: { artifacts: { enabled: false, defaultSave: false, retentionDays: 365 } } },
    "another AMI": { host: { amiId: "ami-0fedcba9876543210" } },
    "other operations": {
        operations: { alarmEmail: "night@example.com", backupRetentionDays: 60, patchWindow: "04:30", budgetUsd: 900 },
    },
};

const ofProd: Readonly<Record<string, Sections>> = {
    "two zones": { network: { azCount: 2 } },
    "three zones": { network: { azCount: 3, availabilityZones: zones } },
    "two zones, a NAT gateway each": { network: { azCount: 2, natGateways: "per-az" } },
    "three zones, a NAT gateway each": { network: { azCount: 3, natGateways: "per-az", availabilityZones: zones } },
    "other zones": { network: { availabilityZones: ["us-east-1c", "us-east-1a"] } },
    "another block": { network: { cidr: "10.64.0.0/16" } },
    "a block of 172.16": { network: { cidr: "172.20.0.0/16" } },
    "a block of 192.168": { network: { cidr: "192.168.0.0/16" } },
    "two zones and SSH": { network: { azCount: 2 }, access: { sshCidrs: ["198.51.100.8/29"] } },
    "another account": {
        "aws:allowedAccountIds": '["444455556666"]',
        access: {
            verifier: {
                host: "labels.example.com",
                certificateArn: "arn:aws:acm:us-east-1:444455556666:certificate/01234567-89ab-cdef-0123-456789abcdef",
            },
        },
    },
};

/** In prod the agent's rule for S3 names a list of AWS's that may hold any address, so nobody can say that an ingress point for all is not in it. */
const ofDev: Readonly<Record<string, Sections>> = {
    "the open internet, accepted": { access: { authorizedCidrs: ["0.0.0.0/0"], acceptOpenInternet: true } },
};

export const configurations = (stack: string): Readonly<Record<string, Sections>> =>
    stack === "prod" ? { ...everywhere, ...ofProd } : { ...everywhere, ...ofDev };

const repository = join(__dirname, "..", "..");

/** Plans a checked-in stack with other sections. @throws what the program says of a configuration that is not valid */
export async function replanned(stack: string, sections: Sections): Promise<Plan> {
    const files = readStackFiles(repository, stack);
    const config: Record<string, string> = { ...files.config };
    for (const [section, change] of Object.entries(sections)) {
        const key = section.includes(":") ? section : `${files.project}:${section}`;
        config[key] =
            typeof change === "string" ? change : JSON.stringify({ ...JSON.parse(config[key] ?? "{}"), ...change });
    }
    const { default: program } = await import("../../index.js");
    return planProgram({ ...files, config }, program as Program);
}
