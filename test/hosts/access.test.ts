import { expect } from "chai";
import { destinations } from "../../design/destinations";
import { hostAddresses } from "../../design/addresses";
import { Naming } from "../../model/naming";
import { parseConfig } from "../../stacks/config";
import { gatewayOf } from "../../stacks/environment";
import { hostFiles } from "../../stacks/hostFiles";
import { rawConfig } from "../fixtures/config";

/** A file of the web proxy's bundle, for what a stack file says of access. */
function edgeFile(change: Readonly<Record<string, unknown>>, path: string): string {
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
    return edge.find((file) => file.path === `root${path}`)?.content.toString() ?? "";
}

describe("what config says of access, on the web proxy", () => {
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

    const fetch = "/etc/systemd/system/isolated-openhands-certificate-fetch.service";
    const firewall = "/etc/isolated-openhands/firewall.nft";
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
