import { expect } from "chai";
import { looksPlain, plainMarker, withPlainValues } from "../../model/plainForms";
import { secretMarker, signatureKey, signatures } from "../../model/wire";

const parameter = "aws:ssm/parameter:Parameter";
const sent = (value: unknown) => ({ type: "String", value: { [signatureKey]: signatures.secret, value } });
const shown = (type: string, kind: string, value: unknown) =>
    withPlainValues(type, { type: kind, value: secretMarker }, sent(value)).value;

describe("values that only the SDK calls secrets", () => {
    it("are plain where they have the form of a setting", () => {
        for (const value of [
            ...["3600", "30 days", "0.25", "true", "debug", "v1.2.3", "us-east-1a", "2026-11-29"],
            ...["status.example.org:443", "https://status.example.org/health", "10.0.0.0/16", "/etc/ssl/site.key"],
            ...["i-0123456789abcdef0", "arn:aws:sns:us-east-1:111122223333:alarms", "a.example.com, b.example.com"],
        ])
            expect(looksPlain(value), value).to.equal(true);
    });

    it("are not plain where they may be a secret", () => {
        for (const value of [
            ...["hunter2", "correct-horse-battery-staple", "sk-ant-api03-Zk9QwErTyUi", "AKIAIOSFODNN7EXAMPLE", ""],
            ...["postgres://u:p@db/x", "https://hooks.example.org/T0/B0/Zk9Q", "https://a.example.org/?key=1", "{}"],
            ...["3600,hunter2", "-----BEGIN PRIVATE KEY-----", "x".repeat(300)],
        ])
            expect(looksPlain(value), value).to.equal(false);
    });

    it("are told from secrets for a parameter that AWS shows, and are never shown themselves", () => {
        expect(shown(parameter, "String", "3600"))
            .to.equal(plainMarker)
            .and.to.not.include("3600");
        expect(shown(parameter, "StringList", "a,b")).to.equal(plainMarker);
        expect(shown(parameter, "String", "hunter2")).to.equal(secretMarker);
        expect(shown(parameter, "SecureString", "3600")).to.equal(secretMarker);
        expect(shown("aws:secretsmanager/secretVersion:SecretVersion", "String", "3600")).to.equal(secretMarker);
        expect(withPlainValues(parameter, { type: "String", value: "3600" }, { value: "3600" }).value).to.equal("3600");
    });
});
