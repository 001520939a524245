import { expect } from "chai";
import { messageOf, rawConfig } from "../fixtures/config";

const anthropic = {
    name: "anthropic",
    kind: "https",
    host: "api.anthropic.com",
    paths: ["/v1/messages"],
    authHeader: "x-api-key",
    secretName: "llm/anthropic",
};

const llmHost = (host: unknown) =>
    rawConfig({
        "llm.endpoints": [
            {
                name: "one",
                kind: "https",
                host,
                paths: ["/v1/messages"],
                authHeader: "x-api-key",
                secretName: "llm/one",
            },
        ],
        "llm.default.endpoint": "one",
    });

describe("LLM hosts", () => {
    const wrongHosts: [what: string, host: unknown, says: RegExp][] = [
        ["a scheme", "https://api.example.com", /has a scheme: write api\.example\.com without it/],
        ["a port", "api.example.com:443", /has a port: write api\.example\.com; the port is always 443/],
        ["a path", "api.example.com/v1", /has a path: write api\.example\.com; paths go into paths/],
        ["an IPv4 literal", "203.0.113.7", /is an IP address/],
        ["an IPv6 literal", "2001:db8::1", /is an IP address/],
        ["a bracketed IPv6 literal", "[2001:db8::1]", /is an IP address/],
        ["a number that reads as an address", "0x7f.1", /ends in a number/],
        ["a wildcard", "*.example.com", /has a wildcard/],
        ["a trailing dot", "api.example.com.", /ends with a dot: write api\.example\.com$/m],
        ["upper case", "API.example.com", /has upper-case letters: write api\.example\.com/],
        ["an IDN", "bücher.example", /internationalized name: write its ASCII form, xn--bcher-kva\.example/],
        ["an IPv4 literal and a port", "203.0.113.7:443", /is an IP address/],
        ["Punycode of nothing", "xn--zzzzzzzz99999.example", /has an xn-- label that stands for no name/],
        ["a soft hyphen", "api.exam\u00adple.com", /contains white space or invisible characters/],
        ["a NUL", "api\u0000.example.com", /contains white space or invisible characters/],
        ["user information", "me@api.example.com", /has user information/],
        ["white space", "api.example.com ", /contains white space/],
        ["one label", "localhost", /has one label only/],
        ["an underscore", "my_api.example.com", /has the label "my_api"/],
        ["an empty label", "api..example.com", /has the label ""/],
        ["a long label", `${"a".repeat(64)}.example.com`, /has the label/],
        ["nothing", "", /is empty/],
        ["a number", 42, /is a number, without quotes/],
        ["a list", ["api.example.com"], /is not text/],
    ];
    for (const [what, host, says] of wrongHosts) {
        it(`refuses an LLM host with ${what}`, () => {
            const message = messageOf(llmHost(host));
            expect(message).to.match(says);
            expect(message).to.include("isolated-openhands:llm.endpoints[0].host");
        });
    }

    it("are taken in the ASCII form of an IDN", () => {
        expect(messageOf(llmHost("xn--bcher-kva.example"))).to.equal("");
    });
});

describe("LLM endpoints", () => {
    for (const path of [
        "/v1/*",
        "/v1/../files",
        "/v1/%2e%2e/files",
        "/v1/./x",
        '/v1";}',
        "/v1{$x}",
        "/v1//x",
        "/v1?a",
        "/v1\n",
    ]) {
        it(`forward no path ${JSON.stringify(path)}`, () => {
            const change = { "llm.endpoints": [{ ...anthropic, paths: [path] }] };
            expect(messageOf(rawConfig(change))).to.match(/paths\[0\] = .*: is not a plain path: write one such as/);
        });
    }

    it("have published ranges, not the internet", () => {
        const change = { "llm.endpoints": [{ ...anthropic, cidrs: ["0.0.0.0/0"] }] };
        expect(messageOf(rawConfig(change))).to.match(
            /endpoints\[0\]\.cidrs = .*hold more than any provider publishes/,
        );
    });

    it("refuses the same endpoint twice, by name and by host", () => {
        const endpoint = (name: string, host: string) => ({
            name,
            kind: "https",
            host,
            paths: ["/v1/responses"],
            authHeader: "authorization",
            secretName: `llm/${name}`,
        });
        const twice = (a: object, b: object) => rawConfig({ "llm.endpoints": [a, b], "llm.default.endpoint": "one" });
        const sameHost = twice(endpoint("one", "api.example.com"), endpoint("two", "api.example.com"));
        expect(messageOf(sameHost)).to.match(/llm\.endpoints\[1\] = "two": repeats llm\.endpoints\[0\]/);
        const sameName = twice(endpoint("one", "api.example.com"), endpoint("one", "api.example.org"));
        expect(messageOf(sameName)).to.match(/repeats llm\.endpoints\[0\] \(name one\)/);
    });
});
