import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { type Deployment, deployment, engineSuite, stacks } from "./deployment";

/** What the real engine keeps and previews, asked by `npm run -s reach`; preflight's plan of the same stack must answer alike. */
engineSuite("npm run -s reach, of what the engine prints", () => {
    let made: Deployment;
    before(() => {
        made = deployment();
    });

    const reach = (args: readonly string[], input: string) => {
        const { status, stdout, stderr } = spawnSync(
            process.execPath,
            ["--import=tsx", "preflight/reach.ts", "--state", "-", ...args],
            { cwd: made.project.folder, encoding: "utf8", input, maxBuffer: 2 ** 28 },
        );
        return { status, stdout, stderr };
    };
    const exported = (stack: string) => made.project.succeed("stack", "export", "--stack", stack);
    const previewed = (stack: string) => made.project.succeed("preview", "--stack", stack, "--json", "--show-sames");

    const questions: readonly (readonly [from: string, to: string, port: string, verdict: string])[] = [
        ["openhands", "web-proxy", "4000", "reachable"],
        ["openhands", "internet", "443", "unreachable"],
        ["openhands", "s3:foreign", "443", "unreachable"],
        ["openhands", "verifier", "8000", "unreachable"],
        ["internet", "openhands", "3000", "unreachable"],
        ["203.0.113.0/24", "web-proxy", "443", "reachable"],
        ["198.51.100.0/24", "web-proxy", "443", "unreachable"],
    ];

    it("answers of prod's export and of its preview what the plan answers", () => {
        for (const text of [exported("prod"), previewed("prod")])
            for (const [from, to, port, verdict] of questions) {
                const asked = ["--from", from, "--to", to, "--protocol", "tcp", "--port", port, "--expect", verdict];
                const { status, stdout, stderr } = reach(asked, text);
                expect(status, `${from} -> ${to}: ${stdout}${stderr}`).to.equal(0);
            }
    });

    for (const stack of stacks)
        it(`judges every claim of ${stack}'s export as preflight does`, () => {
            const verdicts = (text: string) => {
                const { status, stdout, stderr } = reach(["--claims", "--json", "--expect", "proved"], text);
                expect(status, stdout + stderr).to.equal(0);
                return (JSON.parse(stdout) as { id: string; verdict: string }[])
                    .map(({ id, verdict }) => `${id} ${verdict}`)
                    .sort();
            };
            const planned = verdicts(JSON.stringify(made.project.plan(stack)[0]));
            expect(planned.length).to.be.above(7);
            expect(verdicts(exported(stack))).to.deep.equal(planned);
        });

    it("asks for something else where a preview is to show claims: the engine prints components before they register", () => {
        const { status, stderr } = reach(["--claims"], previewed("prod"));
        expect(status).to.equal(2);
        expect(stderr).to.include("leaves out what components register");
    });

    it("sees in an export what somebody changed by hand", () => {
        const state = JSON.parse(exported("prod")) as {
            deployment: { resources: { type: string; outputs?: unknown }[] };
        };
        // An address that somebody gave a host in the console, as a refresh shows it.
        for (const resource of state.deployment.resources)
            if (resource.type === "aws:ec2/instance:Instance")
                resource.outputs = { ...(resource.outputs as object), publicIp: "203.0.113.9" };
        const { status, stdout } = reach(["--claims", "--expect", "proved"], JSON.stringify(state));
        expect(status).to.equal(1);
        expect(stdout).to.match(/^refuted +no-public-address/m);
    });
});
