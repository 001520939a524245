/** One directive of an nginx configuration: its words, and what its block holds. */
export interface Directive {
    readonly words: readonly string[];
    readonly block: readonly Directive[];
}

/** The directives of a configuration as we render it: comments from the line's start, words in quotes or without blanks. */
export function parseNginx(text: string): Directive[] {
    const tokens = text.replace(/^\s*#.*$/gm, "").match(/"(?:\\.|[^"\\])*"|'[^']*'|[{};]|[^\s{};"']+/g) ?? [];
    let at = 0;
    const directives = (): Directive[] => {
        const found: Directive[] = [];
        let words: string[] = [];
        for (; at < tokens.length; at++) {
            const token = tokens[at]!;
            if (token === "}") return found;
            if (token === ";" || token === "{") {
                if (token === "{") at++;
                found.push({ words, block: token === "{" ? directives() : [] });
                words = [];
            } else words.push(token);
        }
        return found;
    };
    return directives();
}

/**
 * Every directive that our files may have. What is not here is off: most of nginx' known faults need a directive that we have no use for
 * (alias, rewrite, try_files, resolver, ssl_preread, slice, ssi, charset, mp4, dav, http2 and quic among them).
 */
export const allowedDirectives: ReadonlySet<string> = new Set([
    ...[
        "absolute_redirect",
        "access_log",
        "add_header",
        "allow",
        "auth_request",
        "auth_request_set",
        "client_body_timeout",
    ],
    ...[
        "client_header_timeout",
        "client_max_body_size",
        "default_type",
        "deny",
        "error_log",
        "error_page",
        "events",
        "http",
        "if",
    ],
    ...[
        "internal",
        "keepalive",
        "large_client_header_buffers",
        "limit_conn",
        "limit_conn_status",
        "limit_conn_zone",
        "limit_req",
    ],
    ...[
        "limit_req_status",
        "limit_req_zone",
        "listen",
        "location",
        "log_format",
        "map",
        "merge_slashes",
        "pid",
        "proxy_buffering",
    ],
    ...[
        "proxy_connect_timeout",
        "proxy_hide_header",
        "proxy_http_version",
        "proxy_ignore_headers",
        "proxy_intercept_errors",
    ],
    ...[
        "proxy_max_temp_file_size",
        "proxy_method",
        "proxy_pass",
        "proxy_pass_request_body",
        "proxy_pass_request_headers",
    ],
    ...["proxy_read_timeout", "proxy_redirect", "proxy_request_buffering", "proxy_send_timeout", "proxy_set_header"],
    ...[
        "proxy_ssl_name",
        "proxy_ssl_protocols",
        "proxy_ssl_server_name",
        "proxy_ssl_trusted_certificate",
        "proxy_ssl_verify",
    ],
    ...[
        "proxy_ssl_verify_depth",
        "return",
        "root",
        "send_timeout",
        "server",
        "server_name",
        "server_tokens",
        "ssl_certificate",
    ],
    ...["ssl_certificate_key", "ssl_ciphers", "ssl_prefer_server_ciphers", "ssl_protocols", "ssl_reject_handshake"],
    ...["ssl_session_cache", "ssl_session_tickets", "upstream", "user", "worker_connections", "worker_processes"],
    ...["worker_rlimit_nofile", "worker_shutdown_timeout"],
]);

/** What of allowed directives is dangerous all the same, and what must be there. */
const rules: readonly { readonly why: string; readonly breaks: (directive: Directive) => boolean }[] = [
    {
        why: "HTTP/2, HTTP/3 and the PROXY protocol are off",
        breaks: ({ words: [name, ...rest] }) =>
            name === "listen" && rest.some((word) => !/^([\d.]+:)?\d+$|^ssl$|^default_server$/.test(word)),
    },
    { why: "session tickets are off", breaks: ({ words }) => words[0] === "ssl_session_tickets" && words[1] !== "off" },
    {
        why: "TLS before 1.2 is off",
        breaks: ({ words: [name, ...rest] }) =>
            /^(proxy_)?ssl_protocols$/.test(name!) && rest.some((word) => !/^TLSv1\.[23]$/.test(word)),
    },
    { why: "nothing is captured from what a client sends", breaks: ({ words }) => words.some(captures) },
    { why: "nothing captured is used", breaks: ({ words }) => words.some((word) => /\$\d|\$\{\d/.test(word)) },
    {
        why: "a map compares strings, not patterns",
        breaks: ({ words: [name], block }) =>
            name === "map" && block.some(({ words }) => words[0]!.replace(/^["']/, "").startsWith("~")),
    },
    {
        why: "nginx passes on to fixed places",
        breaks: ({ words }) => words[0] === "proxy_pass" && words.some((word) => word.includes("$")),
    },
    {
        why: "an upstream's certificate is verified",
        breaks: ({ words }) => words[0] === "proxy_ssl_verify" && words[1] !== "on",
    },
];

/** A group in a pattern that keeps what it matched: a parenthesis that is neither (?:…) nor an option such as (?i). */
function captures(word: string): boolean {
    return /^"?(\(\?i\))?\^/.test(word) && /\((?!\?[:i])/.test(word.replace(/^"?\(\?i\)/, ""));
}

/** What a configuration has that it must not have; empty when it is good. */
export function lintNginx(text: string): string[] {
    const look = (directive: Directive, inMap: boolean): string[] => {
        const { words, block } = directive;
        const unknown =
            inMap || allowedDirectives.has(words[0]!)
                ? []
                : [`${words[0]}: not a directive of ours; take it out, or show in hosts/nginx/lint.ts that it is safe`];
        const broken = inMap
            ? []
            : rules.filter(({ breaks }) => breaks(directive)).map(({ why }) => `${words.join(" ")}: ${why}`);
        return [...unknown, ...broken, ...block.flatMap((one) => look(one, words[0] === "map"))];
    };
    return parseNginx(text).flatMap((directive) => look(directive, false));
}
