import { expect } from "chai";
import { unable } from "../../twin/machines/able";
import { twin } from "./cli";

const waitFor = (condition: string, seconds: number) =>
    `for i in $(seq ${seconds * 4}); do ${condition} && exit 0; sleep 0.25; done; journalctl --no-pager -n 40 -u 'openhands*'; exit 1`;

describe("the agent's host, as it boots", function () {
    const name = `agent-${process.pid}`;
    const sh = async (script: string): Promise<string> => {
        const { status, stdout, stderr } = await twin(name, "exec", "agent-host", "--", "sh", "-c", script);
        expect(status, `${stdout}${stderr}`).to.equal(0);
        return stdout;
    };

    before(async function () {
        const reason = unable();
        if (reason !== undefined && process.env.MACHINES === "skip") return this.skip();
        if (reason !== undefined) throw new Error(`${reason}; MACHINES=skip leaves these tests out`);
        const { status, stderr } = await twin(name, "up", "--stack", "prod", "--json");
        expect(status, stderr).to.equal(0);
    });

    after(async () => {
        await twin(name, "down");
    });

    it("starts OpenHands once forbidden packets of the host and of a container with its options were refused by our rules", async () => {
        await sh(waitFor("docker inspect openhands >/dev/null 2>&1", 60));
        const journal = await sh("journalctl --no-pager -o cat -u openhands-guard");
        expect(journal).to.contain("stage 1: this host's forbidden packets are refused by our rule");
        expect(journal).to.contain("stage 2: so are those of a container with OpenHands' options");
    });

    it("gives the container no capability, no new privileges, no route and no resolver, and limits of memory, processors and processes", async () => {
        const [container] = JSON.parse(await sh("docker inspect openhands")) as {
            State: { Pid: number };
            HostConfig: Record<string, unknown>;
        }[];
        expect(container.HostConfig).to.include({
            Privileged: false,
            PidsLimit: 2048,
            Memory: 5 * 1024 ** 3,
            NanoCpus: 1.75e9,
        });
        const status = await sh(`cat /proc/${container.State.Pid}/status`);
        expect(status)
            .to.match(/^CapBnd:\s*0+$/m)
            .and.to.match(/^NoNewPrivs:\s*1$/m)
            .and.to.match(/^Seccomp:\s*2$/m);
        expect(await sh(`nsenter -t ${container.State.Pid} -n ip route show default`)).to.equal("");
        expect(await sh(`cat /proc/${container.State.Pid}/root/etc/resolv.conf`)).to.equal(
            "# There is no resolver here.\n",
        );
    });

    it("mounts the blank volume twice, executes nothing and follows no link on its own mount, and makes both keys for root alone", async () => {
        expect(await sh("findmnt -no OPTIONS /var/lib/openhands/data")).to.match(/nosuid,nodev,noexec.*nosymfollow/);
        expect(await sh("findmnt -no OPTIONS /var/lib/openhands/container"))
            .to.match(/nosuid,nodev/)
            .and.not.contain("noexec");
        expect(await sh("stat -c '%U %a' /var/lib/openhands/data/keys/openhands.env")).to.equal("root 600\n");
        const names = await sh("cut -d= -f1 /var/lib/openhands/data/keys/openhands.env");
        expect(names).to.equal("LOCAL_BACKEND_API_KEY\nOH_SECRET_KEY\n");
    });

    it("never formats a volume that is not blank, and keeps the keys that are on it", async () => {
        const before = await sh("sha256sum /var/lib/openhands/data/keys/openhands.env");
        await sh("systemctl restart openhands-data");
        expect(await sh("sha256sum /var/lib/openhands/data/keys/openhands.env")).to.equal(before);
        const other = `set -e; for i in $(seq 0 63); do [ -b /dev/loop$i ] || mknod /dev/loop$i b 7 $i; done; truncate -s 16M /tmp/other; printf data | dd of=/tmp/other bs=1 seek=4000000 conv=notrunc status=none
            D=$(losetup --find --show /tmp/other); ln -s "$D" /dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0999
            /usr/local/lib/isolated-openhands/data_volume.py mount vol-0999 || true
            rm /dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0999; losetup --detach "$D"; sha256sum </tmp/other`;
        const untouched =
            "truncate -s 16M /tmp/same; printf data | dd of=/tmp/same bs=1 seek=4000000 conv=notrunc status=none; sha256sum </tmp/same";
        const lines = (await sh(other)).trim().split("\n");
        expect(lines[0]).to.contain("is neither ext4 nor blank");
        expect(`${lines.at(-1)}\n`).to.equal(await sh(untouched));
    });

    it("sends its journal to its log group, with its own user and the rights of its role", async () => {
        await sh(waitFor("grep -q journal /var/lib/isolated-openhands-logs/positions.json", 60));
    });

    it("pins the web proxy's certificate by its parameter, and refuses who shows none or another", async () => {
        const pinned =
            "! cmp -s /var/lib/isolated-openhands/pins/edge.pem /var/lib/isolated-openhands/tls/certificate.pem";
        await sh(waitFor(pinned, 120));
        const ask = async (...options: string[]) => {
            const tls = "/var/lib/isolated-openhands/tls";
            const curl = `curl -sk -m 10 -o /dev/null -w '%{http_code}' ${options.join(" ").replaceAll("TLS", tls)} https://10.0.1.10:3000/`;
            const script = `setpriv --reuid=openhands-passage --regid=openhands-passage --groups=host-tls ${curl} || true`;
            return (await twin(name, "exec", "edge-host", "--", "sh", "-c", script)).stdout;
        };
        // The stand-in behind the relay answers whatever it is asked.
        expect(await ask("--cert TLS/certificate.pem", "--key TLS/key.pem")).to.equal("200");
        expect(await ask()).to.equal("400");
        const other =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=edge -keyout /tmp/k -out /tmp/c 2>/dev/null; chmod 644 /tmp/k";
        await twin(name, "exec", "edge-host", "--", "sh", "-c", other);
        expect(await ask("--cert /tmp/c", "--key /tmp/k")).to.equal("400");
    });

    it("stops both containers when git's server has been given a way out, says so, and begins again without it", async () => {
        const pid = "docker inspect --format '{{.State.Pid}}' openhands-git";
        await sh(waitFor(`${pid} >/dev/null 2>&1`, 60));
        await sh(`nsenter -t $(${pid}) -n ip route add default via 172.30.0.1`);
        await sh(waitFor("! systemctl is-active --quiet openhands-git && ! systemctl is-active --quiet openhands", 45));
        expect(await sh("journalctl --no-pager -o cat -u openhands-guard")).to.contain('"event": "isolation-broken"');
        await sh(waitFor(`systemctl is-active --quiet openhands && ${pid} >/dev/null 2>&1`, 90));
        expect(await sh(`nsenter -t $(${pid}) -n ip route show default`)).to.equal("");
    });

    it("stops OpenHands within 40 seconds of the firewall's end, says so, and begins again with the rules of its bundle", async () => {
        await sh("nft delete table inet isolated_openhands");
        await sh(waitFor("! systemctl is-active --quiet openhands", 40));
        expect(await sh("journalctl --no-pager -o cat -u openhands-guard")).to.contain('"event": "isolation-broken"');
        await sh(
            waitFor("systemctl is-active --quiet openhands && nft list table inet isolated_openhands >/dev/null", 60),
        );
    });
});
