import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { kernel } from "../../hosts/pieces/system";

const ip = (...args: string[]) => execFileSync("ip", args, { stdio: ["ignore", "pipe", "pipe"] });
const inside = (name: string, ...args: string[]) => ip("netns", "exec", name, ...args);

/** What a host sets, as its file of kernel settings says it. */
function settingOf(name: string): string | undefined {
    const text = kernel()
        .files?.map(({ content }) => String(content))
        .join("\n");
    return new RegExp(`^${name.replaceAll(".", "\\.")}\\s*=\\s*(\\S+)$`, "m").exec(text ?? "")?.[1];
}

/** Client, two routers with a narrow link between them whose complaints nobody hears, and a server: a black hole (RFC 2923). */
class Path {
    private readonly names: readonly string[];
    private readonly started: ChildProcess[] = [];
    received = 0;

    constructor(title: string, probing: string) {
        const names = ["c", "r", "s", "d"].map((place) => `mtu-${process.pid}-${title}-${place}`);
        this.names = names;
        for (const name of names) ip("netns", "add", name);
        const links: readonly (readonly [from: number, to: number, mtu: number])[] = [
            [0, 1, 1500],
            [1, 2, 1300],
            [2, 3, 1500],
        ];
        for (const [i, [from, to, mtu]] of links.entries()) {
            const ends = [`e${i}a`, `e${i}b`];
            ip("-n", names[from], "link", "add", ends[0], "type", "veth", "peer", "name", ends[1], "netns", names[to]);
            for (const [j, place] of [from, to].entries()) {
                ip("-n", names[place], "address", "add", `10.9.${i}.${j + 1}/24`, "dev", ends[j]);
                ip("-n", names[place], "link", "set", ends[j], "mtu", String(mtu), "up");
                // Segments are to be as long on the wire as the kernel makes them.
                inside(names[place], "sysctl", "-qw", "net.ipv4.ip_forward=1");
            }
        }
        ip("-n", names[0], "route", "add", "default", "via", "10.9.0.2");
        ip("-n", names[1], "route", "add", "10.9.2.0/24", "via", "10.9.1.2");
        ip("-n", names[2], "route", "add", "10.9.0.0/24", "via", "10.9.1.1");
        ip("-n", names[3], "route", "add", "default", "via", "10.9.2.1");
        const deaf =
            "table ip t { chain o { type filter hook output priority 0; icmp type destination-unreachable drop; }; }";
        inside(names[1], "nft", deaf);
        inside(names[0], "sysctl", "-qw", `net.ipv4.tcp_mtu_probing=${probing}`);
    }

    private python(place: number, program: string): ChildProcess {
        const child = spawn("ip", ["netns", "exec", this.names[place], "python3", "-c", program]);
        this.started.push(child);
        return child;
    }

    /** Sends 200 kB, and is done when the server has all of it. */
    async sends(): Promise<void> {
        const server = this.python(
            3,
            'import socket,sys\ns=socket.create_server(("10.9.2.2",9000));print("up",flush=True);c,_=s.accept()\nn=0\nwhile n<200000:\n  n+=len(c.recv(65536));print(n,flush=True)',
        );
        // Once its output is read to the end, which may be after its exit.
        const done = once(server, "close");
        const up = new Promise<void>((resolve) =>
            server.stdout?.on("data", (data: Buffer) => {
                const last = data.toString().trim().split("\n").at(-1);
                if (last === "up") resolve();
                else this.received = Number(last);
            }),
        );
        await up;
        this.python(0, 'import socket\nc=socket.create_connection(("10.9.2.2",9000));c.sendall(b"x"*200000);c.recv(1)');
        await done;
    }

    remove(): void {
        for (const child of this.started) child.kill("SIGKILL");
        for (const name of this.names) ip("netns", "delete", name);
    }
}

describe("a host behind a link that is narrower than its own", function () {
    this.timeout(300_000);
    const paths: Path[] = [];
    after(() => paths.forEach((path) => path.remove()));

    it("gets through where nobody tells it so, because it probes; another, which does not, gets nothing through meanwhile", async () => {
        const probing = settingOf("net.ipv4.tcp_mtu_probing");
        expect(probing).to.equal("1");
        const [host, other] = [new Path("p", probing!), new Path("n", "0")];
        paths.push(host, other);
        const never = other.sends();
        await host.sends();
        expect(host.received).to.be.at.least(200_000);
        expect(other.received).to.equal(0);
        void never;
    });
});
