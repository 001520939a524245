import { expect } from "chai";
import { destinations } from "../../design/destinations";
import { hostAddresses } from "../../design/addresses";
import { Naming } from "../../model/naming";
import { parseConfig } from "../../stacks/config";
import { gatewayOf } from "../../stacks/environment";
import { hostFiles } from "../../stacks/hostFiles";
import type { Manifest } from "../../hosts/render";
import { rawConfig } from "../fixtures/config";

/** A file of the web proxy's bundle, for what a stack file says of access. */
function bundled(change: Readonly<Record<string, unknown>>, path: string): string {
    const config = parseConfig(rawConfig(change));
    const naming = new Naming("prod", "111122223333", "us-east-1");
    const allowlist = destinations({ ...config, naming });
    const { edge } = hostFiles(config, {
        naming,
        allowlist,
        gateway: gatewayOf(config, allowlist),
        addresses: hostAddresses(config.network.cidr, config.network.azCount),
        balancers: ["10.0.0.0/24"],
    });
    return edge.find((file) => file.path === path)?.content.toString() ?? "";
}

const edgeFile = (change: Readonly<Record<string, unknown>>, path: string) => bundled(change, `root${path}`);
const manifest = (change: Readonly<Record<string, unknown>>) => bundled(change, "manifest.json");

describe("what config says of access, on the web proxy", () => {
    const firewall = "/etc/isolated-openhands/firewall.nft";

    it("ends sessions after its hours, twelve without a word", () => {
        const hours = (change: Readonly<Record<string, unknown>>) =>
            (JSON.parse(edgeFile(change, "/etc/isolated-openhands/login.json")) as { hours: number }).hours;
        expect([hours({}), hours({ "access.sessionHours": 4 })]).to.deep.equal([12, 4]);
    });

    it("never bans the blocks of ignoreIps, nor the load balancer, and everybody else", () => {
        const jail = "/etc/fail2ban/jail.d/isolated-openhands.local";
        const ignored = (change: Readonly<Record<string, unknown>>) =>
            /^ignoreip = (.*)$/m.exec(edgeFile(change, jail))![1];
        expect(ignored({})).to.equal("127.0.0.0/8 10.0.0.0/24");
        const office = { "access.ignoreIps": ["203.0.113.8/29"] };
        expect(ignored(office)).to.equal("127.0.0.0/8 10.0.0.0/24 203.0.113.8/29");
    });

    it("lets browsers run the inline scripts that scriptHashes lists", () => {
        const hashes = [`sha256-${"A".repeat(43)}=`];
        const passage = edgeFile({ "openHands.image.scriptHashes": hashes }, "/etc/isolated-openhands/passage.json");
        expect((JSON.parse(passage) as { scriptHashes: string[] }).scriptHashes).to.deep.equal(hashes);
    });

    it("lets operators in by SSH from sshCidrs, with keys of EC2 Instance Connect alone, and masks it otherwise", () => {
        const office = { "access.sshCidrs": ["198.51.100.8/29"] };
        const port = /.*dport 22 .*/g;
        expect(edgeFile({}, firewall).match(port)).to.equal(null);
        const [rule] = edgeFile(office, firewall).match(port)!;
        expect(rule.trim()).to.equal('ip saddr { 198.51.100.8/29 } tcp dport 22 counter name "in-ssh" accept');
        const sshd = edgeFile(office, "/etc/ssh/sshd_config.d/00-isolated-openhands.conf");
        expect(sshd).to.contain("AuthorizedKeysFile none\n").and.to.contain("PasswordAuthentication no\n");
        expect(edgeFile({}, "/etc/ssh/sshd_config.d/00-isolated-openhands.conf")).to.equal("");
        const units = (change: Readonly<Record<string, unknown>>) =>
            (JSON.parse(manifest(change)) as Manifest).units.filter(({ unit }) => unit.startsWith("ssh."));
        expect(units({}).map(({ on }) => on)).to.deep.equal(["mask", "mask"]);
        expect(units(office).map(({ unit, on }) => `${unit} ${on}`)).to.deep.equal([
            "ssh.socket mask",
            "ssh.service reload",
        ]);
    });

    const fetch = "/etc/systemd/system/isolated-openhands-certificate-fetch.service";
    const kinds = {
        letsencrypt: { kind: "letsencrypt", email: "ops@example.com", hostedZoneId: "Z0123456789ABC" },
        secret: { kind: "secret", secretArn: "arn:aws:secretsmanager:us-east-1:111122223333:secret:front-AbCdEf" },
    };
    for (const [kind, certificate] of Object.entries(kinds)) {
        it(`fetches the certificate of kind ${kind} as a user of its own, whom the firewall lets there and nowhere else`, () => {
            const change = { "access.openHands.certificate": certificate };
            expect(edgeFile(change, fetch)).to.contain("User=openhands-certificate\n");
            const rules = edgeFile(change, firewall).match(/.*skuid "openhands-certificate".*/g);
            const [process] = kind === "secret" ? ["key-fetcher"] : ["certbot"];
            const counters = rules?.map((rule) => /counter name "([^"]*)"/.exec(rule)![1]);
            const out = (flow: string) => `out-openhands-certificate-${flow}`;
            expect(counters).to.deep.equal([out("metadata"), out(process!)]);
        });
    }

    it("has no user and no unit for that where the certificate is self-signed", () => {
        expect(edgeFile({}, fetch)).to.equal("");
        expect(edgeFile({}, firewall)).not.to.contain("openhands-certificate");
    });
});
