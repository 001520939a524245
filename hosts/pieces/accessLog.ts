/**
 * The access log, whose lines are read by nginx, which writes them, by fail2ban, which acts on them, and by people. Each is rendered from
 * these fields. The time stands first, since fail2ban cuts it out; then the address, before anything that a client chooses; then what the
 * login service said, which no client and no container can write. JSON's escapes keep the rest from leaving its quotes.
 */
const fields = [
    ["time", "$time_iso8601"],
    ["addr", "$remote_addr"],
    ["login", "$login"],
    ["user", "$login_user"],
    ["method", "$request_method"],
    ["uri", "$request_uri"],
    ["status", "$status"],
    ["sent", "$bytes_sent"],
    ["seconds", "$request_time"],
    ["agent", "$http_user_agent"],
] as const;

/** What the login service says of a wrong password or token. */
export const failedLogin = "failed";

export const accessLogFile = "/var/log/isolated-openhands/front.json";

/** For nginx, which escapes each value. */
export function logFormat(name: string): string {
    return `log_format ${name} escape=json '{${fields.map(([key, variable]) => `"${key}":"${variable}"`).join(",")}}';`;
}

/** For fail2ban: the date is what it cuts out of a line, the rest is matched from the line's start. */
export function fail2banFilter(): string {
    const [[time], [address], [login]] = fields;
    return `# What stands in the line before the address and the verdict is fixed, so no name or path can pretend to be one.
[Definition]
datepattern = ^\\{"${time}":"%%Y-%%m-%%dT%%H:%%M:%%S%%z",
failregex = ^"${address}":"<ADDR>","${login}":"${failedLogin}",
ignoreregex =
`;
}
