import { expect } from "chai";

import { readConfig } from "../../src/config";
import { EnvironmentError } from "../../src/environment";

function problems(env: NodeJS.ProcessEnv): readonly string[] {
    try {
        readConfig(env);
    } catch (error) {
        if (error instanceof EnvironmentError) return error.problems;
        throw error;
    }
    return [];
}

describe("the service's environment", () => {
    it("may be empty: Tesseract alone, everything open", () => {
        const config = readConfig({});
        expect(config).to.include({ port: 8000, token: undefined, defaultBackend: "tesseract", maxBatchSize: 50 });
        expect(config.maxFileSize).to.equal(10 * 1024 * 1024);
        expect(config.artifacts).to.equal(undefined);
    });

    const wrong: [string, string][] = [
        ["PORT", "65536"],
        ["LOG_LEVEL", "LOUD"],
        ["TRUSTED_PROXIES", "10.0.0.0/33"],
        ["CORS_ORIGINS", "https://a.example/"],
        ["MAX_FILE_SIZE_MB", "0"],
        ["MAX_BATCH_SIZE", "1e3"],
        ["DEFAULT_OCR_BACKEND", "abbyy"],
        ["OLLAMA_HOST", "ftp://ollama"],
        ["OLLAMA_MODEL", "a model"],
        ["OLLAMA_TIMEOUT_SECONDS", "-1"],
        ["COMPATIBILITY", "loose"],
        ["ARTIFACT_STORAGE_ENABLED", "yes"],
        ["ARTIFACT_RETENTION_DAYS", "90"],
    ];

    it("is refused with all problems at once, each with name, value and what to write", () => {
        const found = problems(Object.fromEntries(wrong));
        expect(found).to.have.length(wrong.length);
        for (const [name, value] of wrong) {
            expect(found.find((problem) => problem.startsWith(`${name} `)))
                .to.contain(JSON.stringify(value))
                .and.contain("write ");
        }
    });

    it("keeps a token out of the message, and wants one where it is needed", () => {
        expect(problems({ VERIFIER_TOKEN: "two words" }).join())
            .to.contain("VERIFIER_TOKEN")
            .and.not.contain("two words");
        expect(problems({ VERIFY_REQUIRES_TOKEN: "true" }).join()).to.contain("VERIFIER_TOKEN is empty");
    });

    it("names what storage lacks", () => {
        const found = problems({ ARTIFACT_STORAGE_ENABLED: "true" });
        expect(found.map((problem) => problem.split(" ")[0])).to.deep.equal(["ARTIFACT_S3_BUCKET", "AWS_REGION"]);
    });
});
