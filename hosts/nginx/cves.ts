import { type Directive, parseNginx } from "./lint";

/** A fault of nginx that was published this year. */
export interface Cve {
    readonly id: string;
    readonly what: string;
    /** What a configuration must have for it: directives by name, or "any" for one that needs nothing special. */
    readonly needs: readonly string[] | "any";
    /** Where it says so. */
    readonly source: string;
}

const advisories = "https://nginx.org/en/security_advisories.html";
const openBsd = "https://www.mail-archive.com/ports-changes@openbsd.org";
const records = "https://github.com/CVEProject/cvelistV5";

/** Faults published in 2026, as far as they were found by 29 November 2026. A directive's name with "=" asks for this word among its arguments. */
export const cves: readonly Cve[] = [
    {
        id: "CVE-2026-1642",
        what: "answers injected before TLS to an upstream",
        needs: ["proxy_ssl_verify"],
        source: "https://nginx.org/2026.html",
    },
    {
        id: "CVE-2026-9256",
        what: "buffer overflow in rewrite with overlapping captures",
        needs: ["rewrite"],
        source: advisories,
    },
    {
        id: "CVE-2026-15176",
        what: "buffer overflow with alias and rewrite",
        needs: ["alias"],
        source: `${openBsd}/msg182555.html`,
    },
    {
        id: "CVE-2026-27651",
        what: "mail: authentication server that lets retry",
        needs: ["mail"],
        source: `${records} 27xxx`,
    },
    { id: "CVE-2026-27654", what: "buffer overflow in WebDAV", needs: ["dav_methods"], source: `${records} 27xxx` },
    { id: "CVE-2026-27784", what: "mp4 on 32 bits", needs: ["mp4"], source: `${records} 27xxx` },
    { id: "CVE-2026-32647", what: "mp4: read out of bounds", needs: ["mp4"], source: `${records} 32xxx` },
    {
        id: "CVE-2026-40460",
        what: "address spoofing in HTTP/3",
        needs: ["listen=quic", "http3"],
        source: `${openBsd}/msg176436.html`,
    },
    {
        id: "CVE-2026-40701",
        what: "use after free in OCSP requests to a resolver",
        needs: ["ssl_ocsp", "ssl_stapling", "resolver"],
        source: `${openBsd}/msg176436.html`,
    },
    {
        id: "CVE-2026-42055",
        what: "buffer overflow in HTTP/2 and gRPC to upstreams",
        needs: ["grpc_pass", "proxy_http_version=2"],
        source: advisories,
    },
    { id: "CVE-2026-42530", what: "use after free in HTTP/3", needs: ["listen=quic", "http3"], source: advisories },
    {
        id: "CVE-2026-42533",
        what: "buffer overflow with map and regular expressions",
        needs: ["map=~"],
        source: advisories,
    },
    {
        id: "CVE-2026-42926",
        what: "request injection in HTTP/2 to upstreams",
        needs: ["proxy_http_version=2"],
        source: advisories,
    },
    {
        id: "CVE-2026-42934",
        what: "charset: read out of bounds",
        needs: ["charset", "charset_map"],
        source: `${openBsd}/msg176436.html`,
    },
    { id: "CVE-2026-42945", what: "buffer overflow in rewrite", needs: ["rewrite"], source: advisories },
    {
        id: "CVE-2026-42946",
        what: "scgi and uwsgi: read out of bounds",
        needs: ["scgi_pass", "uwsgi_pass"],
        source: `${openBsd}/msg176436.html`,
    },
    {
        id: "CVE-2026-48142",
        what: "charset: read out of bounds",
        needs: ["charset", "charset_map"],
        source: advisories,
    },
    {
        id: "CVE-2026-49975",
        what: "headers without number fill the memory; here four buffers of 16 kB hold all of them",
        needs: "any",
        source: "https://pwn.az/articles/nginx/CVE-2026-49975",
    },
    { id: "CVE-2026-56434", what: "use after free in server side includes", needs: ["ssi"], source: advisories },
    { id: "CVE-2026-60005", what: "slice shows memory", needs: ["slice"], source: advisories },
    {
        id: "CVE-2026-93479",
        what: "buffer overflow when strings with variables are evaluated; no capture is among ours",
        needs: "any",
        source: `${openBsd}/msg182555.html`,
    },
    {
        id: "CVE-2026-95101",
        what: "body injection in HTTP/3",
        needs: ["listen=quic", "http3"],
        source: `${openBsd}/msg182555.html`,
    },
    {
        id: "CVE-2026-97205",
        what: "use after free in server side includes with AIO",
        needs: ["ssi"],
        source: `${openBsd}/msg182555.html`,
    },
    {
        id: "CVE-2026-97629",
        what: "sessions forged with rotated ticket keys",
        needs: ["ssl_session_ticket_key"],
        source: `${openBsd}/msg182555.html`,
    },
    {
        id: "CVE-2026-123007",
        what: "HTTP/2",
        needs: ["http2", "listen=http2"],
        source: "Ubuntu, nginx 1.24.0-2ubuntu7.20",
    },
    {
        id: "CVE-2026-123633",
        what: "HTTP/2",
        needs: ["http2", "listen=http2"],
        source: "Ubuntu, nginx 1.24.0-2ubuntu7.20",
    },
];

/** Whether a configuration has what the fault needs. */
export function reachable({ needs }: Cve, conf: string): boolean {
    if (needs === "any") return true;
    const has = (directives: readonly Directive[], need: string): boolean => {
        const [name, word] = need.split("=");
        return directives.some(({ words, block }) => {
            const inside = [
                ...words.slice(1),
                ...(name === "map" ? block.map((one) => one.words[0]!.replace(/^["']/, "")) : []),
            ];
            const here = words[0] === name && (word === undefined || inside.some((one) => one.startsWith(word)));
            return here || has(block, need);
        });
    };
    return needs.some((need) => has(parseNginx(conf), need));
}

/** The page of the documentation, from our own rendered files. */
export function cvePage(files: Readonly<Record<string, string>>): string {
    const rows = cves.map((cve) => {
        const where = Object.keys(files).filter((file) => reachable(cve, files[file]!));
        const needs = cve.needs === "any" ? "nothing special" : cve.needs.map((need) => `\`${need}\``).join(" or ");
        return `| ${cve.id} | ${cve.what} | ${needs} | ${where.length === 0 ? "no" : `**yes**: ${where.join(", ")}`} | ${cve.source} |`;
    });
    return `# nginx' faults of the year

Which of them our rendered files have what they need for. "Yes" does not say that a host is open: its package may be at a level that has the
fix, which unattended upgrades see to. Made by \`npm run -s cves\`; \`test/hosts/nginx.test.ts\` compares.

| Fault | What | Needs | Reachable in our files? | Source |
|---|---|---|---|---|
${rows.join("\n")}
`;
}
