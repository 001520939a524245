import { expect } from "chai";
import { renderHost, type VerifierHostConfig } from "../../hosts/render";
import { readConfig } from "../../services/verifier/src/config";
import { fetchSettings } from "../../services/verifier/src/modelFetch/settings";
import { parseModelStatus } from "../../services/verifier/src/modelStatus/parse";
import { verifierConfig } from "./configs";

const withModel: VerifierHostConfig = {
    ...verifierConfig,
    ocrBackend: "ollama",
    ollama: { version: "0.17.4", model: "qwen2.5vl:3b", archiveSha256: "ab".repeat(32), secondOpinion: false },
};

function rendered(config: VerifierHostConfig): (path: string) => string {
    const files = new Map(renderHost(config).map(({ path, content }) => [path, content.toString()]));
    return (path) => {
        const found = files.get(`root${path}`);
        if (found === undefined) throw new Error(`the bundle has no ${path}`);
        return found;
    };
}

const variables = (file: string): Record<string, string> =>
    Object.fromEntries(
        file
            .trim()
            .split("\n")
            .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );

describe("the verifier's host", () => {
    it("gives the service an environment that the service itself takes, and what is deleted is hidden", () => {
        const file = rendered(verifierConfig);
        const config = readConfig(variables(file("/etc/isolated-openhands/verifier-service.env")));
        expect(config).to.deep.include({ port: 8000, defaultBackend: "tesseract", saveByDefault: false });
        expect(config.artifacts).to.deep.include({ bucket: verifierConfig.artifacts.bucket, deletion: "hide" });
        expect(config.trustedProxies.check("10.0.0.7")).to.equal(true);
        expect(config.trustedProxies.check("10.0.1.7")).to.equal(false);
    });

    it("gives model-fetch settings that it takes, and pins the archive's hash", () => {
        const settings = fetchSettings(variables(rendered(withModel)("/etc/isolated-openhands/model-fetch.env")));
        expect(settings).to.deep.include({
            bucket: verifierConfig.releaseBucket,
            archiveSha256: "ab".repeat(32),
            pull: false,
        });
        expect(settings.model.text).to.equal("qwen2.5vl:3b");
    });

    it("says not_started of the model before anything has run", () => {
        const line = rendered(withModel)("/etc/tmpfiles.d/isolated-openhands-model.conf")
            .split("\n")
            .find((one) => one.startsWith("f /run/model-status/"))!;
        expect(parseModelStatus(line.slice(line.indexOf("{")))).to.deep.include({
            model: "qwen2.5vl:3b",
            status: "not_started",
        });
    });

    it("writes the log that the requirements name, and ships it", () => {
        const file = rendered(withModel);
        expect(file("/etc/systemd/system/model-fetch.service")).to.include(
            "StandardOutput=append:/var/log/ollama-model-download.log",
        );
        expect(JSON.parse(file("/etc/isolated-openhands/log-shipper.json")).files).to.include({
            "model-download": "/var/log/ollama-model-download.log",
        });
    });

    it("has no Ollama and no user for it when config names no model", () => {
        const paths = renderHost(verifierConfig).map(({ path }) => path);
        expect(paths.filter((path) => /ollama|model/.test(path))).to.deep.equal([]);
        expect(rendered(verifierConfig)("/etc/sysusers.d/isolated-openhands.conf")).not.to.include("ollama");
    });

    it("opens nothing to Ollama, the bucket of releases to model-fetch and the bucket of artifacts to the service", () => {
        const rules = rendered(withModel)("/etc/isolated-openhands/firewall.nft");
        const opened = rules.split("\n").filter((line) => /meta skuid "(verifier|model-fetch|ollama)"/.test(line));
        expect(opened.map((line) => /counter name "([\w-]+)"/.exec(line)![1])).to.have.members([
            "out-verifier-metadata",
            "out-verifier-verifier",
            "out-model-fetch-metadata",
            "out-model-fetch-model-fetch",
        ]);
    });

    it("lets only the load balancer's blocks in, to a service without capabilities that can write nothing but /tmp", () => {
        const file = rendered(withModel);
        expect(file("/etc/isolated-openhands/firewall.nft")).to.match(
            /ip saddr \{ 10\.0\.0\.0\/24, 10\.0\.16\.0\/24 \} tcp dport 8000 counter name "in-labels" accept/,
        );
        for (const unit of ["verifier", "model-fetch", "ollama"]) {
            const run = /ExecStart=.*/.exec(file(`/etc/systemd/system/${unit}.service`))![0];
            for (const part of ["--cap-drop=ALL", "--read-only", "--security-opt=no-new-privileges", "--user=1000"])
                expect(run, unit).to.include(part);
        }
        expect(file("/etc/systemd/system/ollama.service")).to.include("target=/models,readonly");
    });
});
