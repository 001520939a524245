import { expect } from "chai";

import { parseModelName } from "../../src/modelFetch/modelName";
import { fetchSettings, SettingsError } from "../../src/modelFetch/settings";

const good = { OLLAMA_MODEL: "qwen2.5vl:3b", OLLAMA_MODELS: "/models", MODEL_S3_BUCKET: "b", AWS_REGION: "us-east-1" };

function problems(env: NodeJS.ProcessEnv): string[] {
    try {
        fetchSettings(env);
    } catch (error) {
        return (error as SettingsError).problems;
    }
    return [];
}

describe("model-fetch settings", () => {
    it("read the environment, with defaults", () => {
        expect(fetchSettings(good)).to.deep.include({
            modelsDirectory: "/models",
            statusFile: "/var/run/model-status.json",
            bucket: "b",
            archiveSha256: undefined,
            pull: false,
            ollama: "http://127.0.0.1:11434",
        });
        const sha = "a".repeat(64);
        expect(fetchSettings({ ...good, MODEL_ARCHIVE_SHA256: `sha256:${sha}` }).archiveSha256).to.equal(sha);
        expect(fetchSettings({ ...good, OLLAMA_HOST: "10.0.1.20:11434" }).ollama).to.equal("http://10.0.1.20:11434");
    });

    it("say all that is wrong at once, by variable", () => {
        const found = problems({
            OLLAMA_MODEL: "../x",
            MODEL_ARCHIVE_SHA256: "abc",
            MODEL_PULL: "yes",
            OLLAMA_HOST: "http://:",
        });
        for (const name of ["OLLAMA_MODEL", "OLLAMA_MODELS", "MODEL_ARCHIVE_SHA256", "MODEL_PULL", "OLLAMA_HOST"]) {
            expect(
                found.some((problem) => problem.startsWith(`${name} `)),
                name,
            ).to.be.true;
        }
        expect(problems({ ...good, OLLAMA_HOST: "ftp://ollama" })[0]).to.contain("OLLAMA_HOST");
        expect(problems({})).to.have.length(3);
        expect(problems({ ...good, AWS_REGION: "" })[0]).to.contain("AWS_REGION");
    });
});

describe("model names", () => {
    it("mean what they mean to Ollama", () => {
        const names: [string, string][] = [
            ["llama3.2-vision", "registry.ollama.ai/library/llama3.2-vision/latest"],
            ["qwen2.5vl:3b", "registry.ollama.ai/library/qwen2.5vl/3b"],
            ["someone/model", "registry.ollama.ai/someone/model/latest"],
            ["localhost:5000/library/tiny:1b", "localhost:5000/library/tiny/1b"],
        ];
        for (const [text, manifestPath] of names) expect(parseModelName(text)).to.deep.equal({ text, manifestPath });
    });

    it("are no paths", () => {
        for (const text of [
            "",
            "..",
            "a/../b",
            "../../etc/passwd",
            "a/b/c/d",
            "a:",
            ":a",
            "a b",
            ".hidden",
            "a:b/c\n",
            "/a",
        ]) {
            expect(parseModelName(text), text).to.equal(undefined);
        }
    });
});
