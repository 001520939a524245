import type { GraphResource } from "../../graph/resource";
import type { NetworkGraph } from "../../graph/model";
import { partOf } from "../../graph/roles";
import { assumptions } from "../assumptions";
import { list, number, record, usage, type Draft } from "../line";
import { prices, storageClasses, transitions, type Price } from "../prices";

const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const DAYS_PER_MONTH = 30;
/** For a bucket that deletes nothing: the state after a year. */
const DAYS_WITHOUT_EXPIRY = 365;

/** https://aws.amazon.com/s3/pricing/. What a bucket holds depends on the role of the component above it. */
export function bucket(resource: GraphResource, network: NetworkGraph): readonly Draft[] {
    const role = partOf(resource, network.linker)?.role;
    if (role === "artifacts") return artifacts(resource, network);
    const amount = role === "release" ? assumptions.releaseGb : assumptions.otherBucketGb;
    const what = role === "release" ? "S3 Standard, images and models" : "S3 Standard";
    return [usage(resource, "object-storage", what, amount.quantity, storageClasses.STANDARD, amount)];
}

interface Stay {
    readonly storageClass: string;
    readonly days: number;
}

/** In steady state a class holds one month's artifacts for each month that they stay in it. */
function artifacts(resource: GraphResource, network: NetworkGraph): readonly Draft[] {
    const monthly = assumptions.artifactsGb;
    const moves = assumptions.artifactsTransitions;
    const stays = classesOverTime(resource, network);
    return [
        ...stays.map(({ storageClass, days }) =>
            usage(
                resource,
                "object-storage",
                `artifacts in ${storageClass}, ${days} days`,
                (monthly.quantity * days) / DAYS_PER_MONTH,
                classPrice(storageClasses, storageClass),
                monthly,
            ),
        ),
        usage(
            resource,
            "object-storage",
            "artifact uploads",
            assumptions.artifactsPuts.quantity,
            prices.s3Put,
            assumptions.artifactsPuts,
        ),
        usage(
            resource,
            "object-storage",
            "artifact reads",
            assumptions.artifactsGets.quantity,
            prices.s3Get,
            assumptions.artifactsGets,
        ),
        ...stays
            .slice(1)
            .map(({ storageClass }) =>
                usage(
                    resource,
                    "object-storage",
                    `transitions to ${storageClass}`,
                    moves.quantity,
                    classPrice(transitions, storageClass),
                    moves,
                ),
            ),
    ];
}

/** The bucket's own lifecycle rules, read as a sequence of classes from upload to deletion. */
function classesOverTime(resource: GraphResource, { linker }: NetworkGraph): readonly Stay[] {
    const rules = linker
        .ofType(LIFECYCLE)
        .filter((configuration) => linker.names(configuration, "bucket", resource, resource.type))
        .flatMap((configuration) => list(configuration.props.rules).map(record))
        .filter((rule) => rule.status === "Enabled");
    const moves = rules
        .flatMap((rule) => list(rule.transitions).map(record))
        .map((move) => ({ day: number(move.days) ?? 0, storageClass: String(move.storageClass) }))
        .sort((left, right) => left.day - right.day);
    const ends = rules.flatMap((rule) => number(record(rule.expiration).days) ?? []);
    const end = ends.length > 0 ? Math.min(...ends) : DAYS_WITHOUT_EXPIRY;
    const starts = [{ day: 0, storageClass: "STANDARD" }, ...moves].filter(({ day }) => day < end);
    return starts.map(({ day, storageClass }, index) => ({
        storageClass,
        days: (starts[index + 1]?.day ?? end) - day,
    }));
}

function classPrice(table: Readonly<Record<string, Price>>, storageClass: string): Price {
    const price = table[storageClass];
    if (price === undefined) {
        throw new Error(`[storageClass] "${storageClass}" has no price: add it to analysis/cost/prices/index.ts`);
    }
    return price;
}

/** https://aws.amazon.com/backup/pricing/: a first snapshot of what is written, then what changes on each kept day. */
export function backup(resource: GraphResource, { linker }: NetworkGraph): readonly Draft[] {
    const days = retentionDays(resource);
    const gigabytes = linker
        .ofType("aws:ebs/volume:Volume")
        .reduce((sum, volume) => sum + (number(volume.props.size) ?? 0), 0);
    if (gigabytes === 0) return [];
    const { volumeFill, dailyChange } = assumptions;
    return [
        usage(
            resource,
            "backup",
            `snapshots of ${gigabytes} GB of data volumes, kept ${days} days`,
            gigabytes * (volumeFill.quantity + dailyChange.quantity * (days - 1)),
            prices.snapshot,
            volumeFill,
            dailyChange,
        ),
    ];
}

/** The longest retention of a backup plan's rules or of a snapshot policy's schedules (one snapshot a day). */
function retentionDays(resource: GraphResource): number {
    const kept = [
        ...list(resource.props.rules).map((rule) => number(record(record(rule).lifecycle).deleteAfter)),
        ...list(record(resource.props.policyDetails).schedules).map((schedule) => {
            const retain = record(record(schedule).retainRule);
            return number(retain.interval) ?? number(retain.count);
        }),
    ].flatMap((days) => days ?? []);
    if (kept.length === 0) {
        throw new Error(`[lifecycle.deleteAfter] ${resource.name} keeps snapshots without an end: write the days`);
    }
    return Math.max(...kept);
}
