import type { GraphResource } from "../../../analysis/graph/resource";
import { unless } from "../../framework/outcome";
import { flagAt, itemsAt, type Path, valueAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

const volumeType = "aws:ebs/volume:Volume";
const templateType = "aws:ec2/launchTemplate:LaunchTemplate";

/** The region's default for new disks is the account's, which no plan shows: so every disk says it for itself. */
export const diskEncrypted = resourceRule("baseline", {
    id: "disk-encrypted",
    severity: "high",
    title: "Every disk is encrypted",
    why: "A snapshot of an unencrypted disk is readable by whoever it is shared with.",
    remediation: "Set encrypted: true on the volume and on every block device.",
    source: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    rows: [8, 16, 21],
    types: [
        volumeType,
        templateType,
        "aws:ec2/instance:Instance",
        "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
        "aws:ec2/launchConfiguration:LaunchConfiguration",
    ],
    check: (resource) =>
        unless(
            ...disksOf(resource)
                .filter((path) => flagAt(resource, ...path, "encrypted") !== true)
                .map((path) => {
                    const disk = path.length === 0 ? resource.name : `${resource.name}'s ${path.join(".")}`;
                    return `${disk} is not encrypted: set encrypted to true`;
                }),
        ),
});

/** Where a resource says what its disks are. A host that says nothing about its root disk has that of its image. */
function disksOf(resource: GraphResource): Path[] {
    if (resource.type === volumeType) return [[]];
    if (resource.type !== templateType) return [["rootBlockDevice"], ...itemsAt(resource, "ebsBlockDevices")];
    const mappings = itemsAt(resource, "blockDeviceMappings").filter(
        // A mapping may also leave a device of the image out, or name a disk of the machine itself.
        (path) =>
            valueAt(resource, ...path, "noDevice") === undefined &&
            valueAt(resource, ...path, "virtualName") === undefined,
    );
    return mappings.length === 0 ? [["blockDeviceMappings"]] : mappings.map((path) => [...path, "ebs"]);
}
