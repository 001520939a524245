import { existsSync, readFileSync } from "node:fs";

/** What of AWS's services can be switched off by itself, to see what rests on it. */
export const awsLayers = ["dns-firewall", "endpoint-policies", "iam", "imds-tokens"] as const;
export type AwsLayer = (typeof awsLayers)[number];

/** Asked at every decision: the twin's switches are a file, which the attack matrix writes. */
export type IsOff = (layer: AwsLayer) => boolean;

export const switchesOf =
    (file: string): IsOff =>
    (layer) =>
        existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as AwsLayer[]).includes(layer);
