import type { GraphResource } from "../../../analysis/graph/resource";
import { demanded } from "../../../analysis/iam/document";
import { isUnknown, text } from "../../../analysis/graph/values";
import { unless } from "../../framework/outcome";
import { documentAt, flagAt, itemsAt, textAt, textsAt } from "../../framework/read";
import { resourceRule, resourceInContextRule } from "../../framework/rule";

/** Services that the stacks do not use today: whoever adds one meets its rule. */

/** A key that is made beside is not known before it is; that one is named, is. */
const hasKey = (resource: GraphResource, property: string) =>
    text(resource.props[property]) !== undefined || isUnknown(resource, property);

const keys: Readonly<Record<string, string>> = {
    "aws:sns/topic:Topic": "kmsMasterKeyId",
    "aws:secretsmanager/secret:Secret": "kmsKeyId",
    "aws:backup/vault:Vault": "kmsKeyArn",
    "aws:cloudtrail/trail:Trail": "kmsKeyId",
};

export const storeEncrypted = resourceRule("baseline", {
    id: "store-encrypted",
    severity: "medium",
    title: "Topics, secrets, backup vaults and trails are encrypted with a key of ours",
    why: "What AWS's own key encrypts, everybody reads whom the service lets in.",
    remediation: "Name a key of the stack.",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html",
    rows: [106, 108, 110, 119],
    types: Object.keys(keys),
    check: (store) =>
        unless(!hasKey(store, keys[store.type]) && `${store.name} has no key of ours: set ${keys[store.type]}`),
});

export const secretRotates = resourceInContextRule("baseline", {
    id: "secret-rotates",
    severity: "low",
    title: "Every secret of the stack is rotated",
    why: "A secret that never changes is still good when it turns up years later.",
    remediation: "Add secretsmanager.SecretRotation.",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
    rows: [110],
    types: ["aws:secretsmanager/secret:Secret"],
    check(secret, { linker }) {
        const rotations = linker.ofType("aws:secretsmanager/secretRotation:SecretRotation");
        return unless(
            !rotations.some((rotation) => linker.names(rotation, "secretId", secret, secret.type)) &&
                `${secret.name} is never rotated: add secretsmanager.SecretRotation`,
        );
    },
});

export const topicPrivate = resourceRule("baseline", {
    id: "topic-private",
    severity: "high",
    title: "No topic is for everybody",
    why: "Whoever may subscribe reads every message.",
    remediation: "Name principals, or demand aws:SourceAccount.",
    source: "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
    rows: [109],
    types: ["aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"],
    check(topic) {
        const open = (documentAt(topic, "policy") ?? []).filter(
            (statement) =>
                statement.allow &&
                (statement.notPrincipal || statement.principals.some(({ kind }) => kind === "any")) &&
                demanded(statement, "aws:SourceAccount", "aws:SourceOwner", "aws:PrincipalAccount").length === 0,
        );
        return unless(open.length > 0 && `${topic.name} is for everybody: name principals`);
    },
});

export const trailComplete = resourceRule("baseline", {
    id: "trail-complete",
    severity: "high",
    title: "A trail of the stack is on, in every region, validated, and watched",
    why: "What is not recorded did not happen, as far as anybody can show.",
    remediation:
        "Set isMultiRegionTrail, enableLogFileValidation and cloudWatchLogsGroupArn, and leave enableLogging on.",
    source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    rows: [105, 106],
    types: ["aws:cloudtrail/trail:Trail"],
    check: (trail) =>
        unless(
            flagAt(trail, "isMultiRegionTrail") !== true && `${trail.name} is of one region: set isMultiRegionTrail`,
            flagAt(trail, "enableLogging") === false && `${trail.name} is off: remove enableLogging: false`,
            flagAt(trail, "enableLogFileValidation") !== true &&
                `${trail.name} can be changed unseen: set enableLogFileValidation`,
            !hasKey(trail, "cloudWatchLogsGroupArn") &&
                `${trail.name} is watched by nothing: set cloudWatchLogsGroupArn`,
        ),
});

export const documentPrivate = resourceRule("baseline", {
    id: "document-private",
    severity: "high",
    title: "No SSM document is public",
    why: "A document shows how hosts are administered, and what is in it.",
    remediation: "Share it with account ids only.",
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html",
    rows: [112],
    types: ["aws:ssm/document:Document"],
    check: (document) =>
        unless(
            /\ball\b/i.test(textAt(document, "permissions", "accountIds") ?? "") &&
                `${document.name} is public: name account ids in permissions`,
        ),
});

export const scalingChecked = resourceRule("baseline", {
    id: "scaling-checked",
    severity: "low",
    title: "A scaling group behind a load balancer takes the balancer's word for who is well",
    why: "A host that runs and serves nothing is otherwise kept.",
    remediation: "Set healthCheckType to ELB.",
    source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-checks-overview.html",
    rows: [24],
    types: ["aws:autoscaling/group:Group"],
    check(group) {
        const behind = ["targetGroupArns", "loadBalancers", "trafficSources"].some(
            (property) => isUnknown(group, property) || itemsAt(group, property).length > 0,
        );
        return unless(
            behind &&
                textAt(group, "healthCheckType") !== "ELB" &&
                `${group.name} asks EC2 only: set healthCheckType to ELB`,
        );
    },
});

export const endpointServiceAsks = resourceRule("baseline", {
    id: "endpoint-service-asks",
    severity: "high",
    title: "An endpoint service asks before it lets somebody in, and is for named principals",
    why: "Whoever may connect is inside the network.",
    remediation: "Set acceptanceRequired, and name principals.",
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html",
    rows: [69],
    types: ["aws:ec2/vpcEndpointService:VpcEndpointService"],
    check: (service) =>
        unless(
            flagAt(service, "acceptanceRequired") !== true &&
                `${service.name} accepts everybody: set acceptanceRequired`,
            textsAt(service, "allowedPrincipals").some((one) => one.includes("*")) &&
                `${service.name} is for everybody: name principals`,
        ),
});
