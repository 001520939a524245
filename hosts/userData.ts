import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostRole } from "./config";

export interface UserDataArgs {
    readonly role: HostRole;
    /** Full name of the SSM parameter of type String that holds `{"key", "sha256"}`, with its leading "/". */
    readonly parameterName: string;
    /** The release bucket. */
    readonly bucket: string;
    readonly region: string;
    /** Default "aws". */
    readonly partition?: string;
}

/** EC2's limit on user data before base64 (EC2 user guide, "Run commands when you launch an EC2 instance"). */
export const maxUserDataBytes = 16_384;
