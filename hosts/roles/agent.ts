import type { AgentHostConfig } from "../config";
import { modelName } from "../../model/llmEndpoints";
import { agentBridge } from "../flows";
import type { Piece } from "../piece";
import { certificates } from "../pieces/certificates";
import { docker } from "../pieces/docker";
import { gitContainer, gitServer } from "../pieces/gitServer";
import { openHands } from "../pieces/openHands";
import { relays, relayUnits } from "../pieces/relays";

/** OpenHands in its container, and the two relays that are its only doors. */
export function agentPieces(config: AgentHostConfig): Piece[] {
    const { address, port, llmGateway, image, certificateParameters } = config;
    const { repository, tag, digest } = image;
    return [
        certificates({ name: "agent", parameters: certificateParameters, peers: ["edge"], reload: relayUnits }),
        docker({
            openhands: { record: "images/agent/openhands.json", repository, tag, digest },
            [gitContainer]: { record: `images/agent/${gitContainer}.json`, repository: "isolated-openhands/git" },
        }),
        relays({ address, port, llmGateway }),
        gitServer(),
        openHands({ address, llmPort: llmGateway.port, llm: llmProfile(config) }),
    ];
}

/** How OpenHands reaches the gateway: OpenAI's dialects below /v1, Anthropic's client adds that itself. */
function llmProfile({
    llm: { endpoint, model: written, dialect },
    llmGateway,
    region,
}: AgentHostConfig): Record<string, string> {
    const base = `http://${agentBridge.host}:${llmGateway.port}/${endpoint}`;
    // Config writes the provider's prefix as OpenHands does; which client is used, the dialect decides.
    const model = modelName(written);
    const key = { api_key: "the-gateway-sets-the-key" };
    if (dialect === "anthropic-messages") return { model: `anthropic/${model}`, base_url: base, ...key };
    if (dialect.startsWith("bedrock")) {
        const dummy = { aws_access_key_id: key.api_key, aws_secret_access_key: key.api_key };
        return { model: `bedrock/${model}`, aws_bedrock_runtime_endpoint: base, aws_region_name: region, ...dummy };
    }
    const chat: Record<string, string> = dialect === "openai-responses" ? {} : { api_mode: "chat" };
    return { model: `openai/${model}`, base_url: `${base}/v1`, ...chat, ...key };
}
