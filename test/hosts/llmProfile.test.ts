import { expect } from "chai";
import type { AgentHostConfig } from "../../hosts/config";
import { renderHost } from "../../hosts/render";
import { agentConfig } from "./configs";

type Llm = AgentHostConfig["llm"];

/** The profile `default` that the bundle seeds OpenHands with. */
function profileOf(llm: Llm): Readonly<Record<string, string>> {
    const seed = renderHost({ ...agentConfig, llm }).find(({ path }) => path.endsWith("/seed.json"));
    return (JSON.parse(seed!.content.toString()) as { llm: Record<string, string> }).llm;
}

const written: readonly Llm[] = [
    { endpoint: "anthropic", model: "anthropic/claude-sonnet-4-5-20250929", dialect: "anthropic-messages" },
    { endpoint: "mistral", model: "openai/mistral-large-2512", dialect: "openai-chat" },
    { endpoint: "provider", model: "openai/gpt-5.2", dialect: "openai-responses" },
    { endpoint: "bedrock", model: "bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0", dialect: "bedrock-converse" },
];

describe("the LLM profile of OpenHands", () => {
    for (const { dialect, ...llm } of written) {
        it(`names the provider's client once, and behind it the model that the gateway lists, in ${dialect}`, () => {
            // OpenHands' client cuts one prefix off and sends the rest: a second one would reach the gateway, which lists none.
            const [, client, model] = /^([a-z]+)\/(.+)$/.exec(profileOf({ ...llm, dialect }).model)!;
            expect(model).to.equal(llm.model.replace(/^[a-z]+\//, ""));
            expect(client).to.equal(dialect.split("-")[0]);
        });

        it(`is the same whether config writes the provider before the model or not, in ${dialect}`, () => {
            const bare = llm.model.replace(/^[a-z]+\//, "");
            expect(profileOf({ ...llm, dialect, model: bare })).to.deep.equal(profileOf({ ...llm, dialect }));
        });
    }
});
