import { expect } from "chai";

import { parseConfig } from "../src/config";
import {
    invalidBeta,
    dialectNames,
    dialectOf,
    invalidEndpointHost,
    invalidEndpointName,
    invalidKeyHeader,
    invalidPath,
    selfReachingModel,
    specialAddress,
    specialBlock,
} from "../src/rules";

/** What FILE's check says of one endpoint. */
function problems(change: object): string {
    const endpoint = {
        name: "a",
        kind: "https",
        host: "api.approved.test",
        keyFile: "k",
        authHeader: "x-api-key",
        routes: [{ method: "POST", path: "/v1/messages", dialect: "anthropic-messages" }],
        models: ["m"],
        ...change,
    };
    const parsed = parseConfig(JSON.stringify({ listen: "127.0.0.1:0", auditFile: "a", endpoints: [endpoint] }));
    return "problems" in parsed ? parsed.problems.join("\n") : "";
}

const words = (text: string): string[] => text.trim().split(/\s+/);

describe("the rules of an endpoint's host", () => {
    const hostile = words(`
        bucket.s3.eu-central-1.amazonaws.com s3.amazonaws.com s3-eu-west-1.amazonaws.com b.s3.dualstack.us-east-1.amazonaws.com
        b.s3-accelerate.amazonaws.com b.s3-website-us-east-1.amazonaws.com b--x.s3express-use1-az4.us-east-1.amazonaws.com
        s3.cn-north-1.amazonaws.com.cn s3.eu-central-003.backblazeb2.com s3.fr-par.scw.cloud storage.googleapis.com
        b.storage.googleapis.com commondatastorage.googleapis.com firebasestorage.googleapis.com acct.blob.core.windows.net
        acct.dfs.core.windows.net acct.z1.web.core.windows.net acct.r2.cloudflarestorage.com pub-1.r2.dev
        n.compat.objectstorage.eu-frankfurt-1.oraclecloud.com b.oss-cn-beijing.aliyuncs.com b.cos.ap-tokyo.myqcloud.com
        b.obs.eu-west-0.prod-cloud-ocb.orange-business.com content.dropboxapi.com raw.githubusercontent.com
        sqs.us-east-1.amazonaws.com abc.execute-api.us-east-1.amazonaws.com abc.lambda-url.us-east-1.on.aws
        metadata.google.internal llm.corp.internal instance-data.ec2.internal metadata.azure.com metadata.packet.net
        localhost.localdomain printer.local db.lan router.home.arpa 1.0.0.127.in-addr.arpa hidden.onion api.svc vault.service.consul
        169-254-169-254.nip.io 10.0.0.1.sslip.io app.localtest.me 7f000001.c0a80001.rbndr.us ip-10-0-0-1.example.com
        a.10.0.0.1.example.com 203.0.113.7 0x7f.1 localhost *.example.com api.example.com. API.example.com a..example.com my_api.example.com
    `);
    for (const host of hostile)
        it(`refuse ${host}, in FILE too`, () => {
            expect(invalidEndpointHost(host)).to.be.a("string");
            expect(problems({ host })).to.contain(`endpoints.a.host: ${JSON.stringify(host)}`);
        });

    it("take the names of providers, of Bedrock, of an organization's own, and names for examples and tests", () => {
        const honest = words(`
            api.anthropic.com api.openai.com acme.openai.azure.com generativelanguage.googleapis.com
            us-central1-aiplatform.googleapis.com api.groq.com openrouter.ai api.together.xyz api.deepseek.com api.x.ai
            router.huggingface.co adb-123.4.azuredatabricks.net bedrock-runtime.us-east-1.amazonaws.com
            bedrock-runtime-fips.us-gov-west-1.amazonaws.com llm.acme.com data.acme.com llm.internal.acme.example
            api.approved.test dashscope-intl.aliyuncs.com
        `);
        for (const host of honest) expect(invalidEndpointHost(host), host).to.equal(undefined);
    });
});

describe("the rules of an endpoint's name", () => {
    for (const name of ["keys", "listener", "a".repeat(24)])
        it(`refuse ${name}, in FILE too: a Unix user is called so`, () => {
            expect(invalidEndpointName(name)).to.be.a("string");
            expect(problems({ name })).to.contain(`endpoints.${name}.name: "${name}" `);
        });

    it("take every other short one", () => {
        for (const name of ["anthropic", "keys-2", "a".repeat(23)])
            expect(invalidEndpointName(name), name).to.equal(undefined);
    });
});

describe("the rules of a path", () => {
    const hostile = words(`
        / /v1/files /v1/uploads /v1/messages/batches /v1/batches /v1/fine_tuning/jobs /v1/models /v1/assistants
        /v1/threads/t/messages /v1/vector_stores /v1/containers /v1/skills /v1/organizations/x /v1/images/generations
        /v1/FILES /v1/batchPredict /v1/file-upload /v1/uploadFile /v1/conversations /v1/realtime /v1/audio/speech
        /v1/messages/ /v1//messages /v1/messages;x /v1/messages%2ffiles /v1/../files /v1/./messages /v1/messages* /v1/messages?a
        v1/messages /v1/messages# /v1/mé /model/x/async-invoke /v1/models/x:predict
    `);
    for (const path of hostile)
        it(`refuse ${path}, in FILE too`, () => {
            expect(invalidPath(path)).to.be.a("string");
            const routes = [{ method: "POST", path, dialect: "anthropic-messages" }];
            expect(problems({ routes })).to.contain(`endpoints.a.routes: ${JSON.stringify(path)}`);
        });

    it("know the dialects of the calls of providers, and of no call that only ends like one", () => {
        const known: Readonly<Record<string, string>> = {
            "/v1/messages": "anthropic-messages",
            "/anthropic/v1/messages": "anthropic-messages",
            "/v1/chat/completions": "openai-chat",
            "/openai/v1/chat/completions": "openai-chat",
            "/v1beta/openai/chat/completions": "openai-chat",
            "/chat/completions": "openai-chat",
            "/openai/deployments/gpt-5/chat/completions": "openai-chat",
            "/v1/responses": "openai-responses",
            "/openai/v1/responses": "openai-responses",
        };
        for (const [path, dialect] of Object.entries(known)) {
            expect(dialectOf(path), path).to.equal(dialect);
            expect(invalidPath(path), path).to.equal(undefined);
        }
        for (const path of [
            "/api/channels/1/messages",
            "/forms/f/responses",
            "/v1/complete",
            "/v1/messages/count_tokens",
        ])
            expect(dialectOf(path), path).to.equal(undefined);
    });

    it("have the dialects that the gateway has", () => {
        for (const dialect of dialectNames) {
            const said = problems({ routes: [{ method: "POST", path: "/v9/x", dialect }] });
            expect(said, dialect).to.not.contain("names the dialect");
        }
    });
});

describe("the rules of the header that carries the key", () => {
    it("take the usual ones and a provider's own, in capitals in FILE", () => {
        for (const header of words("authorization x-api-key api-key x-goog-api-key x-acme-key x-auth-token"))
            expect(invalidKeyHeader(header), header).to.equal(undefined);
        expect(problems({ authHeader: "X-Api-Key" })).to.equal("");
    });

    const hostile = words(`
        host connection content-length content-type transfer-encoding te trailer upgrade cookie set-cookie proxy-authorization
        forwarded via expect accept-encoding x-forwarded-for x-forwarded-host x-real-ip x-original-url x-rewrite-url
        x-http-method-override x-method-override x-amz-security-token x-amzn-trace-id x-envoy-original-path x-client-ip
        x-cluster-client-ip x-accel-redirect x-host x-remote-user x-true-client-ip x-proxy-url x-scheme x-request-id
        x-openhands-user anthropic-beta x- x_api_key
    `);
    for (const header of hostile)
        it(`refuse ${header}, in FILE too`, () => {
            expect(invalidKeyHeader(header)).to.be.a("string");
            expect(problems({ authHeader: header })).to.contain("endpoints.a.authHeader:");
        });
});

describe("the rules of addresses", () => {
    const special = words(`
        0.0.0.0/8 10.0.0.0/8 10.200.0.0/16 10.0.3.7/32 100.64.0.0/10 127.0.0.0/8 127.0.0.1/32 169.254.0.0/16 169.254.169.254/32
        172.16.0.0/12 172.31.255.0/24 192.168.0.0/16 192.0.0.0/24 198.18.0.0/15 224.0.0.0/4 239.1.2.0/24 240.0.0.0/4
        255.255.255.255/32 8.0.0.0/6 0.0.0.0/0 fc00::/7 fd00:ec2::254/128 fe80::/10 ::1/128 ::/0 ::ffff:10.0.0.0/104
        ::ffff:8.8.8.8/128 64:ff9b::a9fe:a9fe/128 ff02::/16 2002:a00:1::/48 2001::/32
    `);
    for (const block of special)
        it(`say of ${block} whose addresses it holds`, () => expect(specialBlock(block)?.what).to.be.a("string"));

    it("leave alone what providers publish", () => {
        for (const block of words(
            "160.79.104.0/23 8.8.8.0/24 9.0.0.0/8 172.32.0.0/16 192.169.0.0/16 2607:6bc0::/48 2a00::/12",
        ))
            expect(specialBlock(block), block).to.equal(undefined);
    });

    it("refuse a looked-up address that no endpoint has, and take an operator's private one", () => {
        for (const address of words(
            "10.0.1.5 ::ffff:10.0.1.5 64:ff9b::a9fe:a9fe 169.254.169.254 127.0.0.1 192.0.2.1 2001:db8::1 x",
        ))
            expect(specialAddress(address), address).to.equal(true);
        expect(specialAddress("160.79.104.10")).to.equal(false);
        expect(specialAddress("10.0.1.44", { privateAllowed: true })).to.equal(false);
        for (const address of words("169.254.169.254 224.0.0.1 ::ffff:10.0.1.5 fe80::1"))
            expect(specialAddress(address, { privateAllowed: true }), address).to.equal(true);
    });
});

describe("the rules of models", () => {
    const reaching = words(`
        gpt-4o-search-preview gpt-4o-mini-search-preview-2025-03-11 gpt-5-search-api o3-deep-research o4-mini-deep-research-2025-06-26
        sonar sonar-pro perplexity/sonar-reasoning llama-3.1-sonar-large-128k-online compound-beta groq/compound-mini
        openai/gpt-4o:online x/y:online:free openrouter/auto model-router azure/model-router switchpoint/router @preset/mine
        jina-deepsearch-v1 kimi-researcher glm-4-alltools SONAR deep_research
        arn:aws:bedrock:us-east-1:111122223333:default-prompt-router/anthropic.claude:1
    `);
    for (const model of reaching)
        it(`refuse ${model}, in FILE too, unless a server tool is allowed by name`, () => {
            expect(selfReachingModel(model)).to.equal(true);
            expect(problems({ models: [model] })).to.contain("reaches out by itself");
            expect(problems({ models: [model], allowServerTools: ["web_search"] })).to.equal("");
        });

    it("take models that only answer", () => {
        const honest = words(`
            claude-sonnet-4-5-20250929 claude-opus-4-6 gpt-5 gpt-5-mini o3 gemini-2.5-pro deepseek-chat qwen3-coder-480b
            us.anthropic.claude-sonnet-4-5-20250929-v1:0 amazon.nova-pro-v1:0 NousResearch/Hermes-4 devstral-small acme-coder
        `);
        for (const model of honest) expect(selfReachingModel(model), model).to.equal(false);
    });
});

describe("the rules of beta values", () => {
    it("take those that change an answer, and refuse those that let the provider do something", () => {
        expect(invalidBeta("interleaved-thinking-2025-05-14")).to.equal(undefined);
        for (const beta of words(`
            files-api-2025-04-14 mcp-client-2025-04-04 code-execution-2025-05-22 skills-2025-10-02 web-fetch-2025-09-10 web-search-2025-03-05
            advanced-tool-use-2025-11-20 oauth-2025-04-20 inline-tools-2026-09-15 fast-mode-2026-02-01 unheard-of
        `))
            expect(invalidBeta(beta), beta).to.match(/write one of /);
    });
});
