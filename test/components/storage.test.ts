import { expect } from "chai";
import { document, planned, type Planned } from "../fixtures/planned";

describe("storage", () => {
    let plan: Planned;
    before(async () => (plan = await planned("prod")));

    it("closes, versions, encrypts and owns every bucket", () => {
        const buckets = plan.all("s3/bucket:Bucket").map(({ props }) => props.bucket);
        expect(buckets).to.deep.equal([
            "ttb-verifier-artifacts-111122223333",
            "isolated-openhands-release-111122223333",
            "isolated-openhands-logs-111122223333",
        ]);
        const of = (type: string) => plan.all(`s3/${type[0].toLowerCase()}${type.slice(1)}:${type}`);
        const companions = [
            "BucketPublicAccessBlock",
            "BucketOwnershipControls",
            "BucketVersioning",
            "BucketServerSideEncryptionConfiguration",
            "BucketLifecycleConfiguration",
            "BucketPolicy",
        ];
        for (const type of companions)
            expect(
                of(type).map(({ props }) => props.bucket),
                type,
            ).to.deep.equal(buckets);
        for (const { props } of of("BucketPublicAccessBlock")) {
            expect(props).to.include({
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            });
        }
        for (const { props } of of("BucketServerSideEncryptionConfiguration")) {
            expect(props.rules).to.deep.equal([{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
        }
        for (const { props } of of("BucketOwnershipControls"))
            expect(props.rule).to.deep.equal({ objectOwnership: "BucketOwnerEnforced" });
        for (const { props } of of("BucketVersioning"))
            expect(props.versioningConfiguration).to.deep.equal({ status: "Enabled" });
    });

    it("speaks TLS 1.2 or later only", () => {
        for (const { props } of plan.all("s3/bucketPolicy:BucketPolicy")) {
            const [tls, version] = document(props.policy).Statement;
            expect(tls).to.deep.include({
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            });
            expect(version).to.deep.include({
                Effect: "Deny",
                Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
            });
        }
    });

    it("lets only the named roles touch artifacts, and everybody who may configure the bucket configure it", () => {
        const { Statement } = document(plan.one("s3/bucketPolicy:BucketPolicy", "artifacts").props.policy);
        const named = Statement.find(({ Sid }) => Sid === "NamedRolesOnly");
        expect(named?.Condition).to.deep.equal({
            ArnNotEquals: {
                "aws:PrincipalArn": [
                    "arn:aws:iam::111122223333:role/openhands-verifier-host",
                    "arn:aws:iam::111122223333:role/ttb-verifier-artifacts-operator",
                ],
            },
        });
        expect(named?.Resource).to.equal("arn:aws:s3:::ttb-verifier-artifacts-111122223333/*");
        const denied = [named?.Action].flat().map(String);
        expect(denied.filter((action) => /Bucket|\*$/.test(action) && !/Object\*$/.test(action))).to.deep.equal([]);
    });

    it("moves artifacts by age, and cleans up what nobody needs", () => {
        const { rules } = plan.one("s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "artifacts")
            .props as { rules: Record<string, unknown>[] };
        expect(rules[0]).to.deep.include({
            transitions: [
                { days: 30, storageClass: "STANDARD_IA" },
                { days: 90, storageClass: "GLACIER_IR" },
            ],
            expiration: { days: 365 },
        });
        expect(rules[1]).to.deep.include({
            noncurrentVersionExpiration: { noncurrentDays: 30 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        });
        expect(rules[2]).to.deep.include({ expiration: { expiredObjectDeleteMarker: true } });
    });

    it("has one retention for bucket and application", async () => {
        const shorter = await planned("prod", { verifier: { artifacts: { retentionDays: 120 } } });
        const { rules } = shorter.one("s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "artifacts")
            .props as { rules: { expiration: unknown }[] };
        expect(rules[0].expiration).to.deep.equal({ days: 120 });
        const changed = shorter.one("ssm/parameter:Parameter", "verifier").props.insecureValue;
        expect(changed).to.not.equal(plan.one("ssm/parameter:Parameter", "verifier").props.insecureValue);
    });

    it("lets the verifier read, write and hide artifacts, the operator read them and remove them for good", () => {
        const actions = (name: string) =>
            document(plan.one("iam/rolePolicy:RolePolicy", name).props.policy).Statement.flatMap(
                ({ Action }) => Action,
            );
        const read = ["s3:ListBucket", "s3:ListBucketVersions", "s3:GetObject", "s3:GetObjectVersion"];
        expect(actions("verifier-artifacts-read")).to.deep.equal(read);
        expect(actions("verifier-artifacts-write")).to.deep.equal(["s3:PutObject", "s3:AbortMultipartUpload"]);
        expect(actions("verifier-artifacts-hide")).to.deep.equal(["s3:DeleteObject", "s3:PutObject"]);
        expect(actions("artifacts-operator-read")).to.deep.equal(read);
        const purging = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject"];
        expect(actions("artifacts-operator-purge")).to.deep.equal(purging);
        expect(plan.all("iam/rolePolicy:RolePolicy").map(({ name }) => name)).to.not.include(
            "artifacts-operator-write",
        );
    });

    it("admits the load balancer's log delivery of this account and nobody else's", () => {
        const { Statement } = document(plan.one("s3/bucketPolicy:BucketPolicy", "verifier-logs").props.policy);
        const delivery = Statement.find(({ Sid }) => Sid === "LoadBalancerLogs");
        expect(delivery).to.deep.include({
            Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: "arn:aws:s3:::isolated-openhands-logs-111122223333/alb/AWSLogs/111122223333/*",
        });
        // The service sends no aws:SourceAccount: a condition on it would refuse every log.
        expect(delivery).to.not.have.property("Condition");
    });

    it("protects artifacts and releases in prod, and lets the demo go", async () => {
        const demo = await planned("dev");
        const protectedBuckets = (of: Planned) =>
            of
                .all("s3/bucket:Bucket")
                .filter(({ protect }) => protect)
                .map(({ name }) => name);
        expect(protectedBuckets(plan)).to.deep.equal(["artifacts", "release"]);
        expect(protectedBuckets(demo)).to.deep.equal([]);
        for (const { props } of demo.all("s3/bucket:Bucket")) expect(props.forceDestroy).to.equal(true);
        for (const { props } of plan.all("s3/bucket:Bucket")) expect(props.forceDestroy).to.equal(false);
    });
});
