import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unable } from "../../twin/machines/able";
import { roomOf } from "../../twin/machines/room";
import { twin } from "./cli";

const ask = (body: object, path = "/anthropic/v1/messages") =>
    `curl -sS -m 60 -w '\\n%{http_code}' -H 'content-type: application/json' -H 'x-api-key: of-the-agent' -d '${JSON.stringify(body)}' http://172.30.0.1:4000${path}`;

const hello = {
    model: "claude-sonnet-4-5-20250929",
    max_tokens: 5,
    messages: [{ role: "user", content: "hello" }],
};

const waitFor = (condition: string, seconds: number) =>
    `for i in $(seq ${seconds * 2}); do ${condition} && exit 0; sleep 0.5; done; exit 1`;

describe("the web proxy's host, as it boots", function () {
    const name = `edge-${process.pid}`;
    const run = (place: string, script: string) => twin(name, "exec", place, "--", "sh", "-c", script);
    const sh = async (place: string, script: string): Promise<string> => {
        const { status, stdout, stderr } = await run(place, script);
        expect(status, `${stdout}${stderr}`).to.equal(0);
        return stdout;
    };
    /** What the approved endpoint was sent. */
    const heard = () =>
        readFileSync(join(roomOf(name).folder, "world.log"), "utf8")
            .split("\n")
            .filter((line) => line.includes('"llm"'))
            .map((line) => JSON.parse(line) as { kind: string; headers: Record<string, string>; body: string })
            .filter(({ kind }) => kind === "llm");

    before(async function () {
        const reason = unable();
        if (reason !== undefined && process.env.MACHINES === "skip") return this.skip();
        if (reason !== undefined) throw new Error(`${reason}; MACHINES=skip leaves these tests out`);
        const { status, stderr } = await twin(name, "up", "--stack", "prod", "--json");
        expect(status, stderr).to.equal(0);
        await sh("agent-host", waitFor("docker inspect openhands >/dev/null 2>&1", 120));
    });

    after(async () => {
        await twin(name, "down");
    });

    it("answers the agent's container by relay and LLM gateway, and the approved endpoint sees the gateway's key alone", async () => {
        await sh("agent", waitFor(`${ask(hello)} | grep -qx 200`, 120));
        const sentinel = (await sh("world", "echo $SENTINEL")).trim();
        const [call] = heard();
        expect(call!.headers["x-api-key"]).to.equal(`sk-${sentinel}-anthropic`);
        expect(JSON.stringify(call)).not.to.contain("of-the-agent");
        expect(JSON.parse(call!.body)).to.include({ model: hello.model });
    });

    describe("git", () => {
        const named = "-c http.curloptResolve=agent.example.com:443:$SITE";
        const git = `GIT_SSL_NO_VERIFY=1 GIT_TERMINAL_PROMPT=0 git ${named} -c user.name=p -c user.email=p@p.test`;
        const agents = (script: string) =>
            sh("agent-host", `docker exec --user 10001 --env HOME=/tmp openhands sh -ec '${script}'`);
        let url: string;
        before(async () => {
            await sh("agent-host", waitFor("docker inspect openhands-git >/dev/null 2>&1", 120));
            const [person] = (await sh("world", "echo $LOGIN")).split(":");
            const token = (await sh("edge-host", `openhands-user token ${person}`)).trim();
            url = `https://${person}:${token}@agent.example.com/git/work.git`;
        });

        it("carries a person's branch to the agent by a token, and the agent's branch back", async () => {
            const push = `rm -rf /tmp/mine; git init -q /tmp/mine; cd /tmp/mine; echo in >in; git add in; ${git} commit -qm in`;
            await sh("user", `set -e; ${push}; ${git} push -q "${url}" HEAD:main`);
            const work = `git clone -q /projects/work.git /projects/work; cd /projects/work; cat in; echo out >out; git add out`;
            const commit = `git -c user.name=a -c user.email=a@a.test commit -qm out; git push -q origin HEAD:refs/heads/agent`;
            expect(await agents(`${work}; ${commit}`)).to.equal("in\n");
            const pull = `cd /tmp/mine; ${git} pull -q "${url}" agent; cat out`;
            expect(await sh("user", `set -e; ${pull}`)).to.equal("out\n");
        });

        it("has its server closed in: no capability, no route, no door to the LLM, and nothing but the projects to see", async () => {
            const [container] = JSON.parse(await sh("agent-host", "docker inspect openhands-git")) as {
                State: { Pid: number };
                HostConfig: Record<string, unknown>;
                Mounts: { Destination: string }[];
            }[];
            expect(container!.HostConfig).to.include({ Privileged: false, ReadonlyRootfs: true, PidsLimit: 256 });
            expect(container!.Mounts.map(({ Destination }) => Destination).sort()).to.deep.equal([
                "/etc/resolv.conf",
                "/projects",
            ]);
            const pid = container!.State.Pid;
            expect(await sh("agent-host", `cat /proc/${pid}/status`))
                .to.match(/^CapBnd:\s*0+$/m)
                .and.match(/^NoNewPrivs:\s*1$/m)
                .and.match(/^Seccomp:\s*2$/m)
                .and.match(/^Uid:\s*10001\b/m);
            const inside = `nsenter -t ${pid} -n`;
            expect(await sh("agent-host", `${inside} ip route show default`)).to.equal("");
            const llm = `${inside} curl -s -m 3 -o /dev/null http://172.30.0.1:4000/; echo $?`;
            expect(await sh("agent-host", llm)).to.equal("7\n");
            const checked = await sh(
                "agent-host",
                "host-check container-openhands-git-confined git-sees-projects-only",
            );
            expect(checked).to.match(/git-sees-projects-only/);
        });

        it("says what to do when its server is gone, and works again when it is back", async () => {
            await sh("agent-host", "systemctl stop openhands-git");
            const gone = await run("user", `${git} ls-remote "${url}"`);
            expect([
                gone.status,
                gone.stderr.includes("remote: The projects' git server does not answer"),
            ]).to.deep.equal([128, true]);
            await sh("agent-host", "systemctl start openhands-git");
            await sh("user", waitFor(`${git} ls-remote "${url}" agent | grep -q refs/heads/agent`, 60));
        });
    });

    it("refuses what the policy refuses, and nothing of it comes to the endpoint", async () => {
        const before = heard().length;
        const tool = { ...hello, tools: [{ type: "web_fetch_20250910", name: "web_fetch" }] };
        expect((await sh("agent", ask(tool))).split("\n").at(-1)).to.equal("403");
        expect((await sh("agent", ask(hello, "/anthropic/v1/files"))).split("\n").at(-1)).to.match(/^40[34]$/);
        expect(heard().length).to.equal(before);
        const audit = await sh("edge-host", "cat /var/log/isolated-openhands-gateway/audit.jsonl");
        const rules = audit
            .trim()
            .split("\n")
            .map((line) => (JSON.parse(line) as { rule: string | null }).rule);
        expect(rules).to.include("server-tool");
    });

    it("runs each part of the gateway as its own user, and the key is the endpoint's and the fetcher's only", async () => {
        expect(await sh("gateway", "id -un")).to.equal("gateway\n");
        const key = "/run/gateway-keys/anthropic/key";
        const reads = (user: string) =>
            run("edge-host", `setpriv --reuid ${user} --regid ${user} --init-groups cat ${key} >/dev/null 2>&1`);
        const readers = [
            "gateway",
            "gateway-anthropic",
            "gateway-keys",
            "www-data",
            "openhands-passage",
            "log-shipper",
        ];
        const can = await Promise.all(readers.map(async (user) => (await reads(user)).status === 0));
        expect(readers.filter((_, i) => can[i])).to.deep.equal(["gateway-anthropic", "gateway-keys"]);
        const running = await sh("edge-host", "ps -o user:32=,args= -C node | sort");
        for (const [user, part] of [
            ["gateway", "--part listener"],
            ["gateway-anthropic", "--part anthropic"],
            ["gateway-keys", "keys.js"],
        ])
            expect(running).to.match(new RegExp(`^${user} +.*${part}`, "m"));
    });

    it("lets no part of the gateway out but where its endpoint is", async () => {
        const from = async (user: string, address: string) =>
            (
                await run(
                    "edge-host",
                    `setpriv --reuid ${user} --regid ${user} --init-groups curl -sk -m 5 -o /dev/null -w '%{http_code}' https://${address}/`,
                )
            ).stdout;
        const [llm, attacker] = (await sh("world", "echo $LLM $ATTACKER")).trim().split(" ") as [string, string];
        expect(await from("gateway", llm)).to.equal("000");
        expect(await from("gateway", attacker)).to.equal("000");
        expect(await from("gateway-anthropic", attacker)).to.equal("000");
        expect(await from("gateway-anthropic", llm)).to.match(/^[2-5]\d\d$/);
    });

    it("takes a rotated key without a restart", async () => {
        const pid = () =>
            sh("edge-host", "systemctl show --value -p MainPID gateway.service gateway-anthropic.service");
        const before = await pid();
        const write =
            "printf 'sk-rotated\\n' >/run/gateway-keys/anthropic/new && mv /run/gateway-keys/anthropic/new /run/gateway-keys/anthropic/key";
        await sh(
            "edge-host",
            `setpriv --reuid gateway-keys --regid gateway-anthropic --clear-groups sh -c "umask 027; ${write}"`,
        );
        expect((await sh("agent", ask(hello))).split("\n").at(-1)).to.equal("200");
        expect(heard().at(-1)!.headers["x-api-key"]).to.equal("sk-rotated");
        expect(await pid()).to.equal(before);
    });

    it("lets `_apt` ask a mirror by itself until its own package gateway answers, and never again", async () => {
        const done = "/var/lib/isolated-openhands/first-packages-done";
        const apt =
            "setpriv --reuid _apt --clear-groups curl -sk -m 10 -o /dev/null -w '%{http_code}' https://$MIRROR/ubuntu/dists/noble/InRelease || true";
        await sh("edge-host", waitFor(`test -e ${done}`, 120));
        expect(await sh("edge-host", apt)).to.equal("000");
        await sh("edge-host", `rm ${done}; systemctl reload isolated-openhands-firewall`);
        expect(await sh("edge-host", apt)).to.equal("200");
        await sh("edge-host", "systemctl restart isolated-openhands-first-packages");
        expect(await sh("edge-host", `test -e ${done}; ${apt}`)).to.equal("000");
    });

    it("has no failed unit of ours, and its log group has the gateway's audit", async () => {
        const ours = "'gateway*' 'isolated-openhands*' fail2ban.service host-apply.service";
        expect(await sh("edge-host", `systemctl --failed --plain --no-legend list-units ${ours}`)).to.equal("");
        await sh("edge-host", waitFor("grep -q llm-gateway /var/lib/isolated-openhands-logs/positions.json", 120));
    });
});
