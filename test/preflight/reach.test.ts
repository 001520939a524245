import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { planned } from "../fixtures/planned";

const repository = join(__dirname, "..", "..");

describe("npm run -s reach", function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), "reach-"));
    const state = join(folder, "plan.json");
    before(async () => writeFileSync(state, JSON.stringify((await planned("prod")).plan)));
    after(() => rmSync(folder, { recursive: true }));

    const reach = (args: readonly string[], input?: string) =>
        spawnSync(process.execPath, ["--import=tsx", "preflight/reach.ts", ...args], {
            cwd: repository,
            encoding: "utf8",
            input,
        });
    const asked = (from: string, to: string, ...more: string[]) => {
        const { status, stdout, stderr } = reach(["--state", state, "--from", from, "--to", to, "--json", ...more]);
        expect(status, stderr).to.equal(0);
        return JSON.parse(stdout) as { verdict: string; path: string[]; why: string[] };
    };

    it("answers with exactly verdict, path and why", () => {
        const answer = asked("openhands", "web-proxy", "--protocol", "tcp", "--port", "4000");
        expect(Object.keys(answer).sort()).to.deep.equal(["path", "verdict", "why"]);
        expect(answer.verdict).to.equal("reachable");
        expect(answer.path.join("\n")).to.include("openhands-server-sg").and.to.include("network-edge");
    });

    const answers: [from: string, to: string, verdict: string, ...more: string[]][] = [
        ["openhands", "internet", "unreachable"],
        ["openhands", "internet6", "unreachable"],
        ["openhands", "verifier", "unreachable"],
        ["openhands", "dns", "unreachable"],
        ["openhands", "imds", "reachable"],
        ["openhands", "time", "reachable"],
        ["openhands", "s3:bucket", "reachable"],
        ["openhands", "s3:foreign", "unreachable"],
        ["internet", "openhands", "unreachable"],
        ["203.0.113.0/24", "web-proxy", "reachable", "--protocol", "tcp", "--port", "443"],
        ["203.0.113.0/24", "web-proxy", "unreachable", "--protocol", "tcp", "--port", "4000"],
        ["198.51.100.0/24", "web-proxy", "unreachable"],
        ["internet", "verifier-alb", "reachable", "--port", "443"],
        ["web-proxy", "160.79.104.0/23", "reachable", "--protocol", "tcp", "--port", "443"],
        ["web-proxy", "internet", "unreachable", "--protocol", "udp", "--port", "443"],
        ["10.0.1.10", "10.0.2.0/24", "reachable", "--protocol", "tcp", "--port", "4000"],
    ];
    for (const [from, to, verdict, ...more] of answers) {
        it(`says that ${to} is ${verdict} from ${from} ${more.join(" ")}`, () => {
            expect(asked(from, to, ...more).verdict).to.equal(verdict);
        });
    }

    it("reads standard input and what `pulumi stack export` prints", async () => {
        const { resources } = (await planned("prod")).plan;
        const exported = {
            version: 3,
            deployment: { resources: resources.map(({ props, ...rest }) => ({ ...rest, inputs: props })) },
        };
        const { status, stdout } = reach(["--state", "-", "--claims", "--json"], JSON.stringify(exported));
        expect(status).to.equal(0);
        expect(new Set(JSON.parse(stdout).map(({ verdict }: { verdict: string }) => verdict))).to.deep.equal(
            new Set(["proved"]),
        );
    });

    it("ends with 1 when the answer is not the expected one", () => {
        const ask = (to: string, verdict: string) =>
            reach(["--state", state, "--from", "openhands", "--to", to, "--expect", verdict]).status;
        expect([
            ask("internet", "unreachable"),
            ask("internet", "reachable"),
            ask("imds", "unreachable"),
        ]).to.deep.equal([0, 1, 1]);
    });

    it("ends with 1 when a claim is expected to be proved and is neither that nor exempt", async () => {
        const claims = ["--state", "-", "--claims", "--expect", "proved"];
        const { plan } = await planned("prod");
        expect(reach(claims, JSON.stringify(plan)).status).to.equal(0);
        const open = plan.resources.map((resource) =>
            resource.type === "aws:ec2/instance:Instance"
                ? { ...resource, props: { ...resource.props, associatePublicIpAddress: true } }
                : resource,
        );
        const broken = JSON.stringify({ ...plan, resources: open });
        expect(reach(claims, broken).status).to.equal(1);
        expect(reach(["--state", "-", "--claims"], broken).status).to.equal(0);
        // What dev waives is exempt.
        expect(reach(claims, JSON.stringify((await planned("dev")).plan)).status).to.equal(0);
    });

    it("takes none of this repository's exemptions for a stack of another project that has the same name", async () => {
        const { plan } = await planned("dev");
        const claims = ["--state", "-", "--claims", "--expect", "proved"];
        expect(reach(claims, JSON.stringify(plan)).status).to.equal(0);
        const external = JSON.stringify(plan).replaceAll("::isolated-openhands::", "::something-else::");
        expect(reach(claims, external).status).to.equal(1);
    });

    it("says that a stack without roles has no claims, and expects none of it to be proved", () => {
        const nothing = JSON.stringify({ resources: [] });
        const { status, stdout } = reach(["--state", "-", "--claims"], nothing);
        expect(status).to.equal(0);
        expect(stdout).to.match(/no claims to judge/);
        expect(reach(["--state", "-", "--claims", "--expect", "proved"], nothing).status).to.equal(1);
    });

    it("reads what `pulumi preview --json` prints, and says when it leaves something out", async () => {
        const { resources } = (await planned("prod")).plan;
        // The engine prints a component before it registers anything (test/engine/reach.test.ts has the real one).
        const steps = resources.map(({ props, ...rest }) => ({
            op: "create",
            newState: { ...rest, inputs: props, outputs: rest.custom ? rest.outputs : undefined },
        }));
        const gone = { op: "delete", urn: "x", oldState: { urn: "x" } };
        const asking = ["--from", "openhands", "--to", "internet"];
        const ask = (preview: object, args = asking) => reach(["--state", "-", ...args], JSON.stringify(preview));
        const whole = { steps: [...steps, gone], changeSummary: { create: steps.length } };
        expect(ask(whole).stdout).to.match(/^unreachable/);
        const claims = ask(whole, ["--claims"]);
        expect(claims.status).to.equal(2);
        expect(claims.stderr).to.include("leaves out what components register").and.include("plan.json");
        const partial = ask({ steps, changeSummary: { create: steps.length, same: 3 } });
        expect(partial.status).to.equal(2);
        expect(partial.stderr).to.match(/leaves out 3 resources that do not change: .*--show-sames/);
    });

    it("explains hop by hop to a person", () => {
        const { stdout } = reach(["--state", state, "--from", "openhands", "--to", "internet"]);
        expect(stdout).to.match(/^unreachable\n {2}- .*route table network-private-0 has no way to the internet/);
    });

    const mistakes: [args: string[], says: RegExp, input?: string][] = [
        [[], /--state FILE is needed/],
        [["--state", "/nowhere.json", "--claims"], /\/nowhere\.json cannot be read/],
        [["--state", "-", "--claims"], /is not JSON/, "hello"],
        [["--state", "-", "--claims"], /none of what `pulumi stack export` prints/, "{}"],
        [["--state", "-", "--claims"], /none of what/, '{"resources": [1]}'],
        [["--state", state], /--from and --to are needed, or --claims/],
        [["--state", state, "--from", "openhands"], /--from and --to are needed/],
        [["--state", state, "--claims", "--from", "x"], /leave --from and --to out/],
        [
            ["--state", state, "--from", "nobody", "--to", "internet"],
            /nothing is called nobody; these have addresses: .*openhands/,
        ],
        [["--state", state, "--from", "internet", "--to", "artifacts"], /artifacts has no address/],
        [["--state", state, "--from", "dns", "--to", "internet"], /a service opens no connections/],
        [
            ["--state", state, "--from", "10.0.99.0/24", "--to", "internet"],
            /is inside the VPC network, and nothing of the stack has an address of it/,
        ],
        [["--state", state, "--from", "internet", "--to", "openhands", "--port", ""], /--port : write a whole number/],
        [
            ["--state", "-", "--from", "a", "--to", "internet"],
            /10\.0\.0\.0\/99/,
            JSON.stringify({
                resources: [
                    {
                        urn: "urn:pulumi:s::p::aws:ec2/vpc:Vpc::v",
                        type: "aws:ec2/vpc:Vpc",
                        id: "vpc-1",
                        inputs: { cidrBlock: "10.0.0.0/99" },
                    },
                    {
                        urn: "urn:pulumi:s::p::aws:ec2/subnet:Subnet::s",
                        type: "aws:ec2/subnet:Subnet",
                        id: "subnet-1",
                        inputs: { vpcId: "vpc-1", cidrBlock: "10.0.0.0/99" },
                    },
                    {
                        urn: "urn:pulumi:s::p::aws:ec2/instance:Instance::a",
                        type: "aws:ec2/instance:Instance",
                        id: "i-1",
                        inputs: { subnetId: "subnet-1", associatePublicIpAddress: true },
                    },
                ],
            }),
        ],
        [["--state", state, "--from", "300.1.1.1", "--to", "internet"], /is not an address block/],
        [
            ["--state", state, "--from", "internet", "--to", "openhands", "--port", "99999"],
            /--port 99999: write a whole number/,
        ],
        [
            ["--state", state, "--from", "internet", "--to", "openhands", "--protocol", "smoke"],
            /--protocol smoke: write tcp/,
        ],
        [["--state", state, "--from", "a", "--to", "b", "--expect", "proved"], /write reachable, unreachable, unknown/],
        [["--state", state, "--claims", "--expect", "reachable"], /write proved with --claims/],
        [["--state", state, "--frm", "internet"], /--frm/],
    ];
    for (const [args, says, input] of mistakes) {
        it(`ends with 2 for ${args.filter((arg) => arg !== state).join(" ") || "nothing"}`, () => {
            const { status, stdout, stderr } = reach(args, input);
            expect(status).to.equal(2);
            expect(stdout).to.equal("");
            expect(stderr).to.match(says);
            expect(stderr).to.not.match(/\n\s+at /);
        });
    }
});
