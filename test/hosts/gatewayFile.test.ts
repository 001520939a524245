import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { destinations } from "../../design/destinations";
import { hostAddresses } from "../../design/addresses";
import { gatewayFilePath } from "../../hosts/pieces/llmGateway";
import { Naming } from "../../model/naming";
import { parseConfig } from "../../stacks/config";
import { gatewayOf } from "../../stacks/environment";
import { hostFiles } from "../../stacks/hostFiles";
import { rawConfig } from "../fixtures/config";

const main = join(__dirname, "..", "..", "services", "gateway", "src", "main.ts");
const naming = new Naming("prod", "111122223333", "us-east-1");
const anthropic = {
    name: "anthropic",
    kind: "https",
    host: "api.anthropic.com",
    paths: ["/v1/messages"],
    authHeader: "x-api-key",
    secretName: "llm/anthropic",
};
const model = "claude-sonnet-4-5-20250929";

interface File {
    readonly endpoints: readonly Readonly<Record<string, unknown>>[];
}

/** FILE as the web proxy's bundle carries it. */
function carried(endpoints: readonly object[]): File {
    const config = parseConfig(rawConfig({ "llm.endpoints": endpoints }));
    const allowlist = destinations({ ...config, naming });
    const files = hostFiles(config, {
        naming,
        allowlist,
        gateway: gatewayOf(config, allowlist),
        addresses: hostAddresses(config.network.cidr, config.network.azCount),
        balancers: ["10.0.0.0/24"],
    });
    const [own] = files.edge.filter(({ path }) => path === `root${gatewayFilePath}`);
    return JSON.parse(own.content.toString()) as File;
}

/** The agent's certificate, as the hosts write it in. */
const clients = [{ name: "agent", certSha256: "a".repeat(64) }];

describe("the LLM gateway's FILE in the web proxy's bundle", () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "gateway-file-"))));
    after(() => rmSync(folder, { recursive: true, force: true }));

    /** The real service's own check. */
    function checked(file: object): { readonly status: number | null; readonly said: string } {
        const path = join(folder, "file.json");
        writeFileSync(path, JSON.stringify(file));
        const { status, stderr } = spawnSync(process.execPath, ["--import=tsx", main, "--config", path, "--check"], {
            encoding: "utf8",
        });
        return { status, said: stderr };
    }

    it("is taken by the gateway's --check once the hosts have written the agent's certificate in", () => {
        const whole = {
            ...anthropic,
            paths: ["/v1/messages", { path: "/own/ask", dialect: "openai-chat" }],
            models: [model, "claude-opus-4-6"],
            betas: ["effort-2025-11-24"],
            allowServerTools: ["web_search"],
            limits: { concurrent: 8, requestsPerMinute: 60, tokensPerDay: 20_000_000, usdPerDay: 50.5 },
            prices: {
                [model]: { inputUsdPerMillion: 3, outputUsdPerMillion: 15 },
                "claude-opus-4-6": { inputUsdPerMillion: 5, outputUsdPerMillion: 25 },
            },
        };
        const models = ["us.anthropic.claude-x-v1:0", "amazon.nova-y"];
        const file = carried([whole, { name: "bedrock", kind: "bedrock", region: "us-east-1", models }]);
        expect(checked({ ...file, clients })).to.deep.equal({ status: 0, said: "" });
        expect(file.endpoints[0]).to.deep.include({ limits: whole.limits, prices: whole.prices, port: 443 });
        // The first free addresses of endpoints in the private subnet; the gateway asks nobody for them.
        expect(file.endpoints[1]).to.deep.include({ addresses: ["10.0.1.44"], authHeader: "authorization" });
        expect((file.endpoints[1].routes as { path: string }[]).map(({ path }) => path)).to.deep.equal([
            "/model/{model}/converse",
            "/model/{model}/converse-stream",
            "/model/{model}/invoke",
            "/model/{model}/invoke-with-response-stream",
        ]);
    });

    it("is refused without the agent's certificate, and when somebody writes a bucket into it", () => {
        const file = carried([anthropic]);
        expect(checked(file)).to.deep.include({ status: 1 });
        expect(checked(file).said).to.include("with tls nobody is a client until listed");
        const endpoints = file.endpoints.map((one) => ({ ...one, host: "drop.s3.us-east-1.amazonaws.com" }));
        expect(checked({ ...file, clients, endpoints }).said).to.include("names object storage");
    });
});
