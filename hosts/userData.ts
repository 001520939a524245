import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "fflate";
import type { HostRole } from "./config";

export interface UserDataArgs {
    readonly role: HostRole;
    /** Full name of the SSM parameter of type String that holds `{"key", "sha256"}`, with its leading "/". */
    readonly parameterName: string;
    /** The release bucket. */
    readonly bucket: string;
    readonly region: string;
    /** Default "aws". */
    readonly partition?: "aws" | "aws-us-gov" | "aws-cn";
}

/** EC2's limit on user data before base64 (EC2 user guide, "Run commands when you launch an EC2 instance"). */
export const maxUserDataBytes = 16_384;

/**
 * A host's user data: it installs host-apply and starts its timer, and knows no more than where to look. Constant for the
 * life of a host, since EC2 changes user data only by stopping it. A boothook rather than a script, because cloud-init
 * runs a script once, at the end of the first boot (a host switched off before that would never converge), and a boothook
 * on every boot; its commands are idempotent. Read by Python's own library alone: Ubuntu's image has no AWS CLI.
 * @throws Error naming the argument that cannot be right
 */
export function renderUserData(args: UserDataArgs): string {
    const text = script(checked(args));
    if (Buffer.byteLength(text) >= maxUserDataBytes) {
        throw new Error(`User data has ${Buffer.byteLength(text)} bytes, EC2 takes fewer than ${maxUserDataBytes}.`);
    }
    return text;
}

const forms = {
    role: /^(edge|agent|verifier)$/,
    parameterName: /^(\/[A-Za-z0-9_.-]+)+$/,
    // No dots: with one, the certificate of the bucket's virtual host does not match.
    bucket: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    region: /^[a-z]{2}(-[a-z]+)+-\d$/,
} as const;

function checked(args: UserDataArgs): UserDataArgs {
    for (const [name, form] of Object.entries(forms)) {
        const value = args[name as keyof typeof forms];
        if (!form.test(value)) throw new Error(`User data: ${name} "${value}" must match ${form.source}.`);
    }
    return args;
}

function hostApplyConfig({ role, parameterName, bucket, region, partition }: UserDataArgs): string {
    const dnsSuffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    return JSON.stringify({ role, parameter: parameterName, bucket, region, dnsSuffix });
}

/** Compressed, or it would not fit. By a compressor in JavaScript: Node's zlib gives other bytes on another processor. */
function packed(name: string): string {
    const source = readFileSync(join(__dirname, "bootstrap", name));
    const base64 = Buffer.from(gzipSync(source, { level: 9, mtime: 0 })).toString("base64");
    return base64.replace(/.{1,120}/g, "$&\n");
}

function plain(name: string): string {
    return readFileSync(join(__dirname, "bootstrap", name), "utf8");
}

function script(args: UserDataArgs): string {
    return `#cloud-boothook
#!/bin/bash
# Installs host-apply, which fetches, verifies and applies this host's bundle. Runs on every boot.
# HOST_APPLY_ROOT is for tests and goes before every path.
set -euo pipefail
umask 022
lib="\${HOST_APPLY_ROOT:-}/usr/local/lib/isolated-openhands"
units="\${HOST_APPLY_ROOT:-}/usr/local/lib/systemd/system"
mkdir -p "$lib" "$units"

put() {
    cat >"$1.new"
    sync "$1.new"
    mv -f "$1.new" "$1"
}

base64 -d <<'END' | gzip -dc | put "$lib/host_apply.py"
${packed("host_apply.py")}END
put "$lib/host-apply.json" <<'END'
${hostApplyConfig(args)}
END
put "$units/host-apply.service" <<'END'
${plain("host-apply.service")}END
put "$units/host-apply.timer" <<'END'
${plain("host-apply.timer")}END

systemctl daemon-reload
systemctl enable host-apply.timer
systemctl start --no-block host-apply.timer
`;
}
