import { BlockList, isIP } from "node:net";

/** All problems at once; each names the variable, its value and what to write. */
export class EnvironmentError extends Error {
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
    }
}

/** Reads typed variables and collects what is wrong with them. A variable of blanks is one that is not set. */
export class EnvironmentReader {
    private readonly problems: string[] = [];

    constructor(private readonly env: NodeJS.ProcessEnv) {}

    text(name: string): string | undefined {
        return this.env[name]?.trim() || undefined;
    }

    has(name: string): boolean {
        return this.text(name) !== undefined;
    }

    matching(name: string, form: RegExp, what: string): string | undefined {
        const value = this.text(name);
        if (value === undefined || form.test(value)) return value;
        this.problem(`${name} is ${JSON.stringify(value)}: write ${what}`);
        return undefined;
    }

    /** The value stays out of the message. */
    secret(name: string, form: RegExp, what: string): string | undefined {
        const value = this.text(name);
        if (value === undefined || form.test(value)) return value;
        this.problem(`${name} is not valid: write ${what}`);
        return undefined;
    }

    integer(name: string, fallback: number, least: number, most: number): number {
        const value = this.text(name);
        if (value === undefined) return fallback;
        const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
        if (number >= least && number <= most) return number;
        this.problem(`${name} is ${JSON.stringify(value)}: write a whole number from ${least} to ${most}`);
        return fallback;
    }

    flag(name: string, fallback: boolean): boolean {
        const value = this.text(name)?.toLowerCase();
        if (value === undefined) return fallback;
        if (value !== "true" && value !== "false") {
            this.problem(`${name} is ${JSON.stringify(value)}: write true or false`);
        }
        return value === "true";
    }

    /** In any case of letters. */
    choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
        const value = this.text(name);
        if (value === undefined) return fallback;
        const chosen = choices.find((choice) => choice.toLowerCase() === value.toLowerCase());
        if (chosen === undefined) {
            this.problem(`${name} is ${JSON.stringify(value)}: write one of ${choices.join(", ")}`);
        }
        return chosen ?? fallback;
    }

    /** Without a slash at its end. */
    url(name: string, fallback: string): string {
        const value = this.text(name) ?? fallback;
        // Ollama's own variable may be host:port.
        const url = /^[a-z]+:\/\//i.test(value) ? value : `http://${value}`;
        // Credentials in an address are refused by fetch.
        if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || new URL(url).username !== "") {
            this.problem(`${name} is ${JSON.stringify(value)}: write http://host:port`);
        }
        return url.replace(/\/+$/, "");
    }

    /** A JSON list of texts, as the original has it, or texts separated by commas. */
    list(name: string, fallback: string[]): string[] {
        const value = this.text(name);
        if (value === undefined) return fallback;
        if (!value.startsWith("[")) return value.split(",").map((entry) => entry.trim());
        try {
            const entries: unknown = JSON.parse(value);
            if (Array.isArray(entries) && entries.every((entry) => typeof entry === "string")) return entries;
        } catch {
            // Falls through to the message.
        }
        this.problem(`${name} is ${JSON.stringify(value)}: write ["https://a.example", "https://b.example"]`);
        return fallback;
    }

    /** Addresses and CIDR blocks, separated by commas. */
    networks(name: string): BlockList {
        const networks = new BlockList();
        for (const entry of this.text(name)?.split(",") ?? []) {
            const [address = "", prefix, ...rest] = entry.trim().split("/");
            const family = isIP(address) === 4 ? "ipv4" : "ipv6";
            const bits = family === "ipv4" ? 32 : 128;
            const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
            if (isIP(address) === 0 || rest.length > 0 || !(length <= bits)) {
                this.problem(`${name} has ${JSON.stringify(entry.trim())}: write addresses or blocks, 10.0.0.0/24,...`);
            } else {
                networks.addSubnet(address, length, family);
            }
        }
        return networks;
    }

    problem(text: string): void {
        this.problems.push(text);
    }

    /** Throws EnvironmentError if anything was wrong. */
    finish(): void {
        if (this.problems.length > 0) throw new EnvironmentError(this.problems);
    }
}
