import type { HostName } from "./hosts";

export type { HostRole } from "./intent";

/**
 * Names that AWS or the requirements fix. The stack called "prod" has the exact names of the requirements; every other
 * stack appends its own, so that two can live in one account.
 */
export class Naming {
    constructor(
        readonly stack: string,
        readonly account: string,
        readonly region: string,
        readonly partition: "aws" | "aws-us-gov" = "aws",
    ) {}

    /** "openhands-web-proxy-sg" in prod, "openhands-web-proxy-sg-dev" in dev. */
    name(base: string): string {
        return this.stack === "prod" ? base : `${base}-${this.stack}`;
    }

    get artifactBucket(): string {
        return this.name(`ttb-verifier-artifacts-${this.account}`);
    }

    get releaseBucket(): string {
        return this.name(`isolated-openhands-release-${this.account}`);
    }

    get logBucket(): string {
        return this.name(`isolated-openhands-logs-${this.account}`);
    }

    hostRole(host: HostName): string {
        return this.name(`openhands-${host}-host`);
    }

    /** Lets VPC Flow Logs write to `flowLogGroup`. */
    get flowLogsRole(): string {
        return this.name("openhands-flow-logs");
    }

    /** For people who read and delete artifacts. */
    get operatorRole(): string {
        return this.name("ttb-verifier-artifacts-operator");
    }

    /** The parameter that names a host's bundle. */
    hostParameter(host: HostName): string {
        return this.path("hosts", host);
    }

    hostLogGroup(host: HostName): string {
        return this.path("logs", host);
    }

    /** The parameter that a host publishes its certificate as. */
    certificateParameter(host: HostName): string {
        return this.path("certificates", host);
    }

    get flowLogGroup(): string {
        return this.path("flow-logs");
    }

    /** "/isolated-openhands/prod/hosts/edge": parameters and log groups share this tree. */
    path(...parts: readonly string[]): string {
        return ["", "isolated-openhands", this.stack, ...parts].join("/");
    }

    arn(service: string, resource: string, { region = this.region, account = this.account } = {}): string {
        return `arn:${this.partition}:${service}:${region}:${account}:${resource}`;
    }

    bucketArn(bucket: string): string {
        return `arn:${this.partition}:s3:::${bucket}`;
    }

    roleArn(role: string): string {
        return `arn:${this.partition}:iam::${this.account}:role/${role}`;
    }

    parameterArn(path: string): string {
        return this.arn("ssm", `parameter${path}`);
    }
}
