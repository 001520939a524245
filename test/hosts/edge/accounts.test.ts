import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { certificate, certificateProgram } from "../../../hosts/pieces/certificate";
import { login } from "../../../hosts/pieces/login";
import { Room } from "./room";

const program = "/usr/local/sbin/openhands-user";

describe("accounts and the certificate of the edge's host, on a host's own files", function () {
    this.timeout(60_000);
    let room: Room;
    before(async () => {
        room = await Room.open();
        room.install([
            login({ origin: "https://agent.example.com", sessionHours: 12 }),
            certificate({ host: "agent.example.com", certificate: { kind: "self-signed" }, firewall: [] }),
        ]);
        room.run(program, ["add", "alice"], "a long password\n");
    });
    after(() => room?.close());

    const refusal = (args: readonly string[], input = "a long password\n"): string => {
        try {
            return `done: ${room.run(program, args, input)}`;
        } catch (error) {
            return (error as { stderr: string }).stderr.trim();
        }
    };

    const refused: Readonly<Record<string, readonly [string[], RegExp, string?]>> = {
        "a name that is none": [["add", "Alice"], /no name of an account: small letters/],
        "a name that is an option": [["add", "--root"], /no name of an account/],
        "a name with a line end": [["add", "bob\n"], /no name of an account/],
        "a name that is taken": [["add", "alice"], /exists already; openhands-user passwd/],
        "a short password": [["add", "bob"], /at least 8 characters/, "short\n"],
        "no password": [["add", "bob"], /at least 8 characters/, ""],
        "a password with a control character": [["add", "bob"], /printable characters only/, "a\u0007 long password\n"],
        "a password as an argument": [["add", "bob", "a long password"], /never an argument/],
        "an account that is not its own": [["lock", "root"], /'root' is no account of openhands-users/],
        "a password for root": [["passwd", "root"], /is no account of openhands-users/],
        "a date that is none": [["expire", "alice", "tomorrow"], /no date; write YYYY-MM-DD or "never"/],
        "a token for ever": [["token", "alice", "9999"], /good for 1 to 365 days/],
        "a command that is none": [["remove", "alice"], /openhands-user add NAME/],
    };
    for (const [what, [args, why, input]] of Object.entries(refused)) {
        it(`are refused ${what}, and told why`, () => {
            const shadow = room.run("cat", ["/etc/shadow"]);
            expect(refusal(args, input)).to.match(why);
            expect(room.run("cat", ["/etc/shadow"])).to.equal(shadow);
        });
    }

    it("are listed with what they may do, and have neither shell nor home", () => {
        room.run(program, ["expire", "alice", "2099-01-01"]);
        expect(room.run(program, ["list"])).to.equal("alice\tactive until 2099-01-01\n");
        room.run(program, ["lock", "alice"]);
        expect(room.run(program, ["list"])).to.equal("alice\tlocked\n");
        room.run(program, ["unlock", "alice"]);
        expect(room.run(program, ["list"])).to.equal("alice\tactive\n");
        expect(room.run("getent", ["passwd", "alice"])).to.match(/:\/nonexistent:\/usr\/sbin\/nologin\n$/);
    });

    it("make one certificate for the name, keep it, and make another when it is of another name or nearly over", () => {
        const file = "/var/lib/isolated-openhands-front/front.pem";
        room.run("install", ["-d", "-m", "700", "/var/lib/isolated-openhands-front"]);
        const made = (host = "agent.example.com") => {
            room.run(certificateProgram, [host, file]);
            return room.run("openssl", ["x509", "-in", file, "-noout", "-fingerprint", "-sha256"]);
        };
        const first = made();
        expect(made()).to.equal(first);
        const other = made("other.example.com");
        expect(other).not.to.equal(first);
        expect(made("other.example.com")).to.equal(other);
        const short = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "29"];
        const name = ["-subj", "/CN=other.example.com", "-addext", "subjectAltName=DNS:other.example.com"];
        room.run("openssl", [...short, ...name, "-keyout", "/tmp/edge-key.pem", "-out", file]);
        room.run("rm", ["/tmp/edge-key.pem"]);
        const nearlyOver = room.run("openssl", ["x509", "-in", file, "-noout", "-fingerprint", "-sha256"]);
        expect(made("other.example.com")).not.to.equal(nearlyOver);
        expect(room.run("stat", ["-c", "%a", file])).to.equal("600\n");
    });

    it("are checked by the tools of the machine: units by systemd-analyze, the certificate's script by shellcheck", () => {
        const pieces = [
            login({ origin: "https://agent.example.com", sessionHours: 12 }),
            certificate({ host: "agent.example.com", certificate: { kind: "self-signed" }, firewall: [] }),
        ];
        const units = pieces
            .flatMap(({ files }) => files ?? [])
            .map(({ path }) => path)
            .filter((path) => path.startsWith("/etc/systemd/system/"));
        expect(
            room.run("sh", ["-c", `systemd-analyze verify ${units.join(" ")} 2>&1 | grep -v "^$" || true`]),
        ).to.equal("");
        const { stdout } = spawnSync("shellcheck", [`${__dirname}/../../../hosts/edge/certificate`], {
            encoding: "utf8",
        });
        expect(stdout).to.equal("");
    });
});
