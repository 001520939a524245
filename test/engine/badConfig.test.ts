import { expect } from "chai";
import { deployment, engineSuite } from "./deployment";

engineSuite("a wrong stack file, in the real engine", () => {
    it("shows our message, with every problem, and no stack trace", () => {
        const { project } = deployment();
        const wrong = (text: string) =>
            text.replace("[203.0.113.0/24]", "[0.0.0.0/0]").replace("host: api.anthropic.com", "host: https://x/");
        const { status, stdout, stderr } = project.withFile("Pulumi.prod.yaml", wrong, () =>
            project.pulumi("preview", "--stack", "prod"),
        );
        const said = stdout + stderr;
        expect(status).to.not.equal(0);
        expect(said).to.include("Pulumi.prod.yaml has 2 problems; nothing was planned.");
        expect(said).to.include("isolated-openhands:access.authorizedCidrs");
        expect(said).to.include("isolated-openhands:llm.endpoints[0].host");
        expect(said).to.not.match(/^\s+at .+:\d+:\d+\)?$/m);
    });

    it("reports an empty one, rather than the first missing section", () => {
        const { project } = deployment();
        const { status, stdout, stderr } = project.withFile(
            "Pulumi.dev.yaml",
            (text) => `encryptionsalt: ${/encryptionsalt: (.+)/.exec(text)?.[1]}\nconfig: {}\n`,
            () => project.pulumi("preview", "--stack", "dev"),
        );
        expect(status).to.not.equal(0);
        expect(stdout + stderr).to.match(/Pulumi\.dev\.yaml has \d+ problems; nothing was planned\./);
        expect(stdout + stderr)
            .to.include("isolated-openhands:profile")
            .and.include("aws:region");
    });
});
