import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { EC2Client } from "@aws-sdk/client-ec2";
import { judgeClaims } from "../../analysis/claims";
import { buildGraph } from "../../analysis/graph/build";
import { fromState, type GraphResource } from "../../analysis/graph/resource";
import type { Plan } from "../../model/plan";
import { unproved } from "../../preflight/claimText";
import { judgeLive } from "../../preflight/drift/judge";
import { finished } from "../fixtures/finished";
import { planned } from "../fixtures/planned";
import { ec2Server } from "./ec2";
import { byHand } from "./byHand";
import { type World, worldOf } from "./world";

const repository = join(__dirname, "..", "..");

describe("npm run -s drift", function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), "drift-"));
    const state = join(folder, "state.json");
    let plan: Plan;
    let resources: readonly GraphResource[];
    let world: World;
    let server: Awaited<ReturnType<typeof ec2Server>>;

    before(async () => {
        ({ plan } = await planned("prod"));
        const exported = plan.resources.map(({ props, ...rest }) => ({ ...rest, inputs: props }));
        const printed = { deployment: { resources: exported } };
        resources = fromState(printed);
        writeFileSync(state, JSON.stringify(printed));
        server = await ec2Server((action) => {
            if (!(action in world)) throw new Error(`${action} is not allowed`);
            return world[action as keyof World];
        });
    });
    beforeEach(() => {
        world = worldOf(plan);
        server.calls.length = 0;
    });
    after(() => {
        server.close();
        rmSync(folder, { recursive: true });
    });

    const drift = (...args: string[]) =>
        finished(process.execPath, ["--import=tsx", "preflight/drift.ts", ...args], {
            cwd: repository,
            env: { ...process.env, ...server.environment },
            timeout: 110_000,
        });
    const judged = () => {
        const { environment } = server;
        const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" };
        const client = { region: "us-east-1", endpoint: environment.AWS_ENDPOINT_URL_EC2, credentials, maxAttempts: 1 };
        return judgeLive(resources, new EC2Client(client));
    };

    it("proves every claim of a VPC that is as its stack says, and only describes", async () => {
        const { differences, claims } = await judged();
        expect(differences).to.deep.equal([]);
        expect(claims.length).to.be.above(7);
        expect(new Set(claims.map(({ verdict }) => verdict))).to.deep.equal(new Set(["proved"]));
        expect(new Set(server.calls)).to.deep.equal(new Set(Object.keys(world)));
    });

    for (const { title, kind, id, change, refutes } of byHand)
        it(`proves nothing after ${title}, and names it`, async () => {
            const named = change(world);
            const { graph, differences, claims } = await judged();
            expect(differences.map(({ kind, id }) => `${kind} ${id}`)).to.include(`${kind} ${named ?? id}`);
            for (const { verdict, why } of claims) {
                expect(verdict).to.not.equal("proved");
                if (verdict === "unknown") expect(why.join("\n")).to.include(differences[0].id);
            }
            const refuted = claims.filter(({ verdict }) => verdict === "refuted").map((claim) => claim.id);
            expect(refuted).to.include.members([...(refutes ?? [])]);
            expect(unproved(graph, claims)).to.equal(claims.length);
        });

    it("needs the doubt about what is new: the model alone proves all of a VPC with some of these, and not with others", async () => {
        const alone: string[] = [];
        for (const { title, change } of byHand) {
            world = worldOf(plan);
            change(world);
            const { live } = await judged();
            const claims = judgeClaims(buildGraph(live));
            if (claims.every(({ verdict }) => verdict === "proved")) alone.push(title);
        }
        expect(alone).to.include.members(["a security group", "a hop limit that reaches the container"]);
        expect(alone).to.not.include("a public address of a host");
        expect(alone.length).to.be.below(byHand.length / 2);
    });

    it("proves nothing where EC2 shows none of a kind that the stack has", async () => {
        for (const [action, answer] of Object.entries(worldOf(plan)) as [keyof World, Record<string, unknown>][]) {
            const [name] = Object.keys(answer);
            if (action === "DescribeVpcAttribute" || (answer[name] as unknown[]).length === 0) continue;
            // Of interfaces only those count that nobody knows.
            if (action === "DescribeNetworkInterfaces") continue;
            world = { ...worldOf(plan), [action]: { [name]: [] } };
            const { graph, claims } = await judged();
            expect(unproved(graph, claims), action).to.equal(claims.length);
        }
    });

    it("prints what it found, and ends with 1 where a claim is open and with 0 where none is", async () => {
        const proved = await drift("--stack", "prod", "--state", state);
        expect(proved.stdout)
            .to.match(/^proved +no-public-address/m)
            .and.not.match(/^(unknown|refuted)/m);
        expect(proved.status).to.equal(0);
        world.DescribeVpnGateways.VpnGateways.push({ VpnGatewayId: "vgw-0bad" });
        const open = await drift("--stack", "prod", "--state", state);
        expect(open.stdout).to.match(/^new +aws:ec2\/vpnGateway:VpnGateway: vgw-0bad is in AWS/m);
        expect(open.status).to.equal(1);
        const data = JSON.parse((await drift("--stack", "prod", "--state", state, "--json")).stdout) as object;
        expect(Object.keys(data)).to.deep.equal(["stack", "vpc", "differences", "claims"]);
    });

    it("judges nothing of half an answer", async () => {
        delete (world as Partial<World>).DescribeVpcEndpoints;
        const { status, stdout, stderr } = await drift("--stack", "prod", "--state", state);
        expect(status).to.equal(1);
        expect(stdout).to.equal("");
        expect(stderr).to.match(/EC2 did not answer about vpc-\w+: DescribeVpcEndpoints is not allowed/);
    });

    it("says what is wrong with a call that it cannot read", async () => {
        const mistakes: readonly (readonly [args: readonly string[], says: RegExp])[] = [
            [[], /--stack NAME: write one of dev, prod/],
            [["--stack", "staging"], /write one of dev, prod/],
            [["--stack", "prod", "--state", "/nowhere"], /\/nowhere/],
            [["--stak", "prod"], /--stak/],
        ];
        for (const [args, says] of mistakes) {
            const { status, stderr } = await drift(...args);
            expect(status).to.equal(2);
            expect(stderr).to.match(says);
        }
    });
});
