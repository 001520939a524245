import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { cvePage, cves, reachable } from "../../hosts/nginx/cves";
import { allowedDirectives, lintNginx, parseNginx, type Directive } from "../../hosts/nginx/lint";
import { renderedNginx } from "../../hosts/nginx/page";
import { renderHost } from "../../hosts/render";
import { edgeConfig } from "./configs";

const front = renderedNginx["front"]!;
const names = (directives: readonly Directive[], inMap = false): string[] =>
    directives.flatMap(({ words, block }) => [...(inMap ? [] : [words[0]!]), ...names(block, words[0] === "map")]);

describe("nginx' files as rendered", () => {
    it("have no directive but those of the list, and no dangerous form of one", () => {
        for (const [file, text] of Object.entries(renderedNginx)) expect(lintNginx(text), file).to.deep.equal([]);
    });

    it("are all of the files in a bundle that nginx reads", () => {
        const conf = renderHost(edgeConfig).filter(
            ({ path, content }) => path.endsWith(".conf") && /^\s*http \{/m.test(content.toString()),
        );
        expect(conf).to.have.length(Object.keys(renderedNginx).length);
        for (const { path, content } of conf) expect(lintNginx(content.toString()), path).to.deep.equal([]);
    });

    it("use every directive of the list: what nobody uses is not on it", () => {
        const used = new Set(Object.values(renderedNginx).flatMap((text) => names(parseNginx(text))));
        expect([...allowedDirectives].filter((name) => !used.has(name))).to.deep.equal([]);
    });

    const into = (line: string) => front.replace("merge_slashes off;", `merge_slashes off;\n        ${line}`);
    const dangerous = {
        "listen 444 ssl http2;": "HTTP/2",
        "listen 443 quic;": "HTTP/2, HTTP/3",
        "listen 444 ssl proxy_protocol;": "PROXY",
        "http2 on;": "http2: not a directive of ours",
        "http3 on;": "http3: not",
        "ssl_session_tickets on;": "session tickets",
        "ssl_protocols TLSv1 TLSv1.2;": "TLS before 1.2",
        "rewrite ^/(.*)$ /x/$1;": "rewrite: not",
        "try_files $uri /x;": "try_files: not",
        "resolver 169.254.169.253;": "resolver: not",
        "ssl_preread on;": "ssl_preread: not",
        "alias /srv/;": "alias: not",
        "include /etc/nginx/conf.d/*;": "include: not",
        "charset utf-8;": "charset: not",
        "slice 1m;": "slice: not",
        "ssl_early_data on;": "ssl_early_data: not",
        'if ($request_uri ~ "^/a/(.*)") { return 403; }': "nothing is captured",
        'if ($request_uri ~ "^/a/(?<rest>.*)") { return 403; }': "nothing is captured",
        "return 301 https://x/$1;": "nothing captured is used",
        "location ~ ^/a/(.*)$ { return 403; }": "nothing is captured",
        'map $uri $x { default ""; "~^/a" b; }': "a map compares strings",
        "proxy_pass http://$host;": "fixed places",
        "proxy_ssl_verify off;": "certificate is verified",
    };
    for (const [line, why] of Object.entries(dangerous)) {
        it(`with "${line}" are refused`, () => {
            expect(lintNginx(into(line)).join("\n")).to.contain(why);
        });
    }

    it("make the faults reachable that the documentation says, and no others", () => {
        const page = join(__dirname, "..", "..", "docs", "nginx-cves.md");
        expect(readFileSync(page, "utf8"), "run npm run -s cves > docs/nginx-cves.md").to.equal(cvePage(renderedNginx));
    });

    const faults = {
        "CVE-2026-42945": "rewrite ^/a$ /b;",
        "CVE-2026-42533": 'map $uri $x { "~^/a" b; }',
        "CVE-2026-123007": "listen 444 ssl http2;",
        "CVE-2026-95101": "listen 443 quic;",
        "CVE-2026-60005": "slice 1m;",
    };
    for (const [id, line] of Object.entries(faults)) {
        it(`make ${id} reachable once they have "${line}"`, () => {
            const cve = cves.find((one) => one.id === id)!;
            expect([reachable(cve, front), reachable(cve, into(line))]).to.deep.equal([false, true]);
        });
    }
});
