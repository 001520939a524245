import { modelsOf } from "../model/llmEndpoints";
import type { Settings } from "../policies/framework/context";

/** What a stack's configuration approves: the LLMs that the agent may use, and the people who may come in. */
export interface Approved {
    readonly endpoints: readonly ApprovedEndpoint[];
    /** Endpoint and model that conversations start with. */
    readonly start: string;
    readonly users: readonly string[];
    readonly from: readonly string[];
    readonly ssh: readonly string[];
    /** Of the door of the agent's page: what config asks for, and what the host does. */
    readonly certificate: string;
}

export interface ApprovedEndpoint {
    readonly name: string;
    readonly where: string;
    /** Which may be called, and what they may run at the provider. */
    readonly models: string;
}

interface Endpoint {
    readonly name: string;
    readonly host?: string;
    readonly region?: string;
    readonly paths?: readonly (string | { readonly path: string })[];
    readonly models?: readonly string[];
    readonly allowServerTools?: readonly string[];
}

interface Access {
    readonly authorizedCidrs: readonly string[];
    readonly sshCidrs?: readonly string[];
    readonly users?: readonly { readonly name: string }[];
    readonly openHands?: { readonly certificate?: { readonly kind: string } };
}

/** Of a configuration that the parser has taken. */
export function approvedBy(settings: Settings): Approved {
    const access = settings.access as Access;
    const llm = settings.llm as {
        readonly endpoints: readonly Endpoint[];
        readonly default: { readonly endpoint: string; readonly model: string };
    };
    return {
        endpoints: llm.endpoints.map((endpoint) => endpointOf(endpoint, llm.default.model)),
        start: `${llm.default.model} at ${llm.default.endpoint}`,
        users: (access.users ?? []).map(({ name }) => name),
        from: access.authorizedCidrs,
        ssh: access.sshCidrs ?? [],
        certificate: certificateTexts[access.openHands?.certificate?.kind ?? "self-signed"]!,
    };
}

function endpointOf(endpoint: Endpoint, defaultModel: string): ApprovedEndpoint {
    const { name, host, region, paths = [], models, allowServerTools = [] } = endpoint;
    const listed = paths.map((each) => (typeof each === "string" ? each : each.path));
    const called = modelsOf(models, defaultModel).join(", ");
    return {
        name,
        where: host === undefined ? `Amazon Bedrock in ${region}` : `https://${host} ${listed.join(", ")}`,
        models: allowServerTools.length > 0 ? `${called}, with ${allowServerTools.join(", ")} at the provider` : called,
    };
}

/** Another's certificate comes after the host's first boot, and the host does not keep people out until then. */
const certificateTexts: Readonly<Record<string, string>> = {
    "self-signed": "self-signed, made on the web proxy",
    letsencrypt: "by Let's Encrypt, renewed by the web proxy; until the first is issued a self-signed one",
    secret: "from Secrets Manager, looked at every hour; until the first is there a self-signed one",
};

/** Nobody may sign in where no user is written. */
export const usersText = ({ users }: Approved): string => users.join(", ") || "nobody: access.users is empty";

export const sshText = ({ ssh }: Approved): string =>
    ssh.length > 0 ? `${ssh.join(", ")} to the web proxy` : "none: Session Manager only";
