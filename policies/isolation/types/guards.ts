import type { GraphResource } from "../../../analysis/graph/resource";
import { flagAt, numberAt, textAt } from "../../framework/read";

/** An input of a guard: whether its value protects, and what to write when it does not. */
export interface Guard {
    readonly safe: (resource: GraphResource) => boolean;
    readonly write: string;
}

/** Left out, AWS or the provider sets `otherwise`. */
const flagIs = (input: string, wanted: boolean, otherwise: boolean): Guard => ({
    safe: (resource) => (flagAt(resource, input) ?? otherwise) === wanted,
    write: `set ${input} to ${wanted}`,
});

const textIs = (input: string, ...wanted: readonly string[]): Guard => ({
    safe: (resource) => wanted.includes(textAt(resource, input) ?? ""),
    write: `set ${input} to ${wanted.join(" or ")}`,
});

/** Values of the settings that Systems Manager lets an account change and that give nobody anything; an ARN of one ends with its id. */
const serviceSettings: Readonly<Record<string, readonly string[]>> = {
    "/ssm/documents/console/public-sharing-permission": ["Disable"],
    "/ssm/parameter-store/high-throughput-enabled": ["true", "false"],
    "/ssm/parameter-store/default-parameter-tier": ["Standard", "Advanced", "Intelligent-Tiering"],
};

const serviceSetting: Guard = {
    safe: (resource) => {
        const id = (textAt(resource, "settingId") ?? "").replace(/^arn:[^/]*:servicesetting(?=\/)/, "");
        const value = textAt(resource, "settingValue") ?? "";
        return Object.hasOwn(serviceSettings, id) && serviceSettings[id].includes(value);
    },
    write: `set one of ${Object.entries(serviceSettings)
        .map(([id, values]) => `${id} (${values.join(", ")})`)
        .join("; ")}`,
};

/**
 * Settings of a whole account or region, by type, with the values that protect it. Defaults are those of the provider's schema and
 * https://docs.aws.amazon.com/ for the setting: a serial console that is merely named is switched on.
 */
export const guards: Readonly<Record<string, readonly Guard[]>> = {
    "aws:cfg/recorderStatus:RecorderStatus": [flagIs("isEnabled", true, false)],
    "aws:ebs/encryptionByDefault:EncryptionByDefault": [flagIs("enabled", true, true)],
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": [textIs("state", "block-all-sharing")],
    "aws:ec2/allowedImagesSettings:AllowedImagesSettings": [textIs("state", "enabled")],
    "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess": [textIs("state", "block-new-sharing")],
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults": [
        textIs("httpTokens", "required"),
        {
            safe: (resource) => [-1, 1].includes(numberAt(resource, "httpPutResponseHopLimit") ?? -1),
            write: "set httpPutResponseHopLimit to 1",
        },
    ],
    "aws:ec2/serialConsoleAccess:SerialConsoleAccess": [flagIs("enabled", false, true)],
    "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions": [
        textIs("internetGatewayBlockMode", "block-ingress", "block-bidirectional"),
    ],
    "aws:guardduty/detector:Detector": [flagIs("enable", true, true)],
    "aws:guardduty/detectorFeature:DetectorFeature": [textIs("status", "ENABLED")],
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": [
        "blockPublicAcls",
        "blockPublicPolicy",
        "ignorePublicAcls",
        "restrictPublicBuckets",
    ].map((input) => flagIs(input, true, false)),
    "aws:ssm/serviceSetting:ServiceSetting": [serviceSetting],
};
