import { expect } from "chai";

import { dialects } from "../../src/dialects/index";
import { judge } from "../../src/judge";
import { allowed } from "./cases";

const good = { model: "model-a", max_tokens: 5, messages: [] as object[] };

function said(body: object, dialect = "anthropic-messages"): string {
    try {
        judge(Buffer.from(JSON.stringify(body)), dialects[dialect]!, allowed);
    } catch (error) {
        return (error as Error).message;
    }
    return "";
}

describe("what a refusal says to the person", () => {
    const messages: Record<string, [object, string[]]> = {
        "a provider's tool": [
            { ...good, tools: [{ type: "web_fetch_20250910", name: "web_fetch" }] },
            ['/tools/0/type: found "web_fetch_20250910"', "Use a tool that the client runs", "the gateway's operator"],
        ],
        "a model": [
            { ...good, model: "b" },
            ['/model: found "b"', "config lists: model-a", "adds others to the endpoint's models"],
        ],
        "an image elsewhere": [
            {
                ...good,
                messages: [
                    { role: "user", content: [{ type: "image", source: { type: "url", url: "https://a.test" } }] },
                ],
            },
            ['/messages/0/content/0/source/type: found "url"', "as text, base64 or a data: URL"],
        ],
        "an unknown member": [
            { ...good, "a/b~c": {} },
            ["/a~1b~0c: found an object, which the policy does not know. Leave it out"],
        ],
        "a missing member": [{ model: "model-a", messages: [] }, ["/max_tokens: found nothing"]],
        "a value as long as a book": [
            { ...good, system: [{ type: "x".repeat(5000) }] },
            [`found "${"x".repeat(80)}"...`],
        ],
    };
    for (const [what, [body, parts]] of Object.entries(messages)) {
        it(`of ${what}: what was found where, what to do and who can allow it`, () => {
            for (const part of parts) expect(said(body)).to.contain(part);
            expect(said(body).length).to.be.below(500);
        });
    }

    it("of a stored conversation: that nobody can allow it", () => {
        expect(said({ model: "model-a", input: "a", store: true }, "openai-responses")).to.contain(
            "/store: found true",
        );
    });

    it("stands where each provider's own clients look for it", () => {
        const shape = (dialect: string, status = 403): unknown => dialects[dialect]!.error(status, "rule", "text");
        expect(shape("anthropic-messages")).to.deep.equal({
            type: "error",
            error: { type: "permission_error", message: "rule: text" },
        });
        for (const dialect of ["openai-chat", "openai-responses"])
            expect(shape(dialect)).to.deep.equal({
                error: { message: "rule: text", type: "invalid_request_error", param: null, code: "rule" },
            });
        for (const dialect of [
            "bedrock-converse",
            "bedrock-converse-stream",
            "bedrock-invoke",
            "bedrock-invoke-stream",
        ])
            expect(shape(dialect)).to.deep.equal({ __type: "AccessDeniedException", message: "rule: text" });
        expect(shape("bedrock-invoke", 429)).to.include({ __type: "ThrottlingException" });
        expect(dialects["openai-chat"]!.error(429, "insufficient_quota", "a")).to.have.nested.property(
            "error.type",
            "insufficient_quota",
        );
    });
});
