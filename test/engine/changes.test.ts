import { expect } from "chai";
import { deployment, engineSuite, type Stack, stacks } from "./deployment";
import type { Project, Step } from "./project";

/** "update aws:ec2/instance:Instance openhands", for each step that is not "same", sorted. */
function changes(steps: readonly Step[]): string[] {
    return steps
        .filter(({ op, urn }) => op !== "same" && !urn.includes("pulumi:pulumi:Stack"))
        .map(({ op, urn }) => `${op} ${typeOf(urn)} ${urn.split("::")[3]}`)
        .sort();
}

const typeOf = (urn: string) => urn.split("::")[2].split("$").at(-1) ?? "";

const stackFile = (stack: Stack) => `Pulumi.${stack}.yaml`;

/** Previews a change of one file. */
const previewWith = (project: Project, stack: Stack, file: string, change: (text: string) => string) =>
    changes(project.withFile(file, change, () => project.preview(stack)));

const ingressRule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const aclRule = "aws:ec2/networkAclRule:NetworkAclRule";

/** What follows from other host files: another bundle, the parameter that names it, the nudge to fetch it. */
const bundleOf = (role: string, name: string) =>
    [
        `replace aws:s3/bucketObjectv2:BucketObjectv2 host-${role}`,
        `update aws:ssm/association:Association ${name}`,
        `update aws:ssm/parameter:Parameter ${name}`,
    ].sort();

const secondCidr = (text: string) => text.replace("[203.0.113.0/24]", "[203.0.113.0/24, 198.51.100.0/24]");
const secondEndpoint = (text: string) =>
    text.replace(
        "    default: {",
        "      - { name: openai, kind: https, host: api.openai.com, paths: [/v1/chat/completions], " +
            "authHeader: authorization, secretName: llm/openai }\n    default: {",
    );

for (const stack of stacks) {
    engineSuite(`a change of ${stack} touches only what it should`, () => {
        let project: Project;
        before(() => {
            ({ project } = deployment());
        });

        it("another authorized CIDR changes ingress points, ACLs and the web proxy's bundle, and no host", () => {
            const found = previewWith(project, stack, stackFile(stack), secondCidr);
            const rules = [
                "verifier-clients-443",
                "verifier-clients-80",
                "web-proxy-clients-443",
                "web-proxy-clients-80",
            ];
            const entries = ["in-http-clients", "in-https-clients", "out-replies-to-clients"];
            const acls = ["edge", "public"].flatMap((tier) => entries.map((entry) => `network-${tier}-${entry}-1`));
            expect(found.filter((change) => !change.includes(" isolated:"))).to.deep.equal(
                [
                    ...bundleOf("edge", "web-proxy"),
                    ...rules.map((rule) => `create ${ingressRule} ${rule}-198.51.100.0-24`),
                    ...(stack === "prod" ? acls.map((name) => `create ${aclRule} ${name}`) : []),
                ].sort(),
            );
        });

        it("another LLM endpoint changes the web proxy's bundle and role, and DNS where it is filtered, and no host", () => {
            const found = previewWith(project, stack, stackFile(stack), secondEndpoint);
            const custom = found.filter((change) => !change.includes(" isolated:"));
            const dns = [
                "update aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList network-dns-approved",
            ];
            expect(custom).to.deep.equal(
                [
                    ...bundleOf("edge", "web-proxy"),
                    "update aws:iam/rolePolicy:RolePolicy web-proxy",
                    ...(stack === "prod" ? dns : []),
                ].sort(),
            );
        });

        it("another instance type changes that instance, in place", () => {
            const bigger = (text: string) =>
                stack === "prod"
                    ? text.replace("instanceType: t3.large", "instanceType: t3.xlarge")
                    : text.replace(
                          "isolated-openhands:openHands:\n",
                          "isolated-openhands:openHands:\n    instanceType: t3.xlarge\n",
                      );
            const found = previewWith(project, stack, stackFile(stack), bigger);
            const custom = found.filter((change) => !change.includes(" isolated:"));
            expect(custom).to.deep.equal(["update aws:ec2/instance:Instance openhands"]);
        });

        it("another host file changes its bundle, the parameter and the nudge", () => {
            const found = previewWith(project, stack, "hosts/common/apply.py", (text) => `${text}\n# changed\n`);
            const everyHost = [
                ...bundleOf("agent", "openhands"),
                ...bundleOf("edge", "web-proxy"),
                ...bundleOf("verifier", "verifier"),
            ];
            expect(found).to.deep.equal(everyHost.sort());
        });

        it("is refused nothing by the account when it is deployed, and can be taken back", () => {
            const both = (text: string) => secondEndpoint(secondCidr(text));
            project.withFile(stackFile(stack), both, () =>
                project.succeed("up", "--stack", stack, "--yes", "--skip-preview"),
            );
            project.succeed("up", "--stack", stack, "--yes", "--skip-preview");
            expect(changes(project.preview(stack))).to.deep.equal([]);
        });
    });
}

engineSuite("a new image in prod", () => {
    const newImage = (text: string) => text.replace("ami-0123456789abcdef0", "ami-0fedcba9876543210");

    // That the old one goes first needs no look at the order: the account holds an address, and a volume's attachment, once.
    it("replaces the hosts, the old one first, and keeps the data volume", () => {
        const { project } = deployment();
        const up = () => project.succeed("up", "--stack", "prod", "--yes", "--skip-preview");
        const idOf = (type: string) => project.deployed("prod").find((resource) => resource.type === type)?.id;
        const volume = idOf("aws:ebs/volume:Volume");
        const instance = idOf("aws:ec2/instance:Instance");
        try {
            const steps = project.withFile("Pulumi.prod.yaml", newImage, () => {
                const previewed = project.preview("prod");
                up();
                return previewed;
            });
            const custom = changes(steps).filter((change) => !change.includes(" isolated:"));
            expect(custom).to.deep.equal([
                "replace aws:ec2/instance:Instance openhands",
                "replace aws:ec2/instance:Instance verifier",
                "replace aws:ec2/instance:Instance web-proxy",
                "replace aws:ec2/volumeAttachment:VolumeAttachment openhands-data",
                "replace aws:lb/targetGroupAttachment:TargetGroupAttachment verifier",
                "replace aws:lb/targetGroupAttachment:TargetGroupAttachment web-proxy-443",
                "replace aws:lb/targetGroupAttachment:TargetGroupAttachment web-proxy-80",
                "update aws:ssm/association:Association openhands",
                "update aws:ssm/association:Association verifier",
                "update aws:ssm/association:Association web-proxy",
            ]);
            expect(idOf("aws:ebs/volume:Volume")).to.equal(volume).and.match(/^vol-/);
            expect(idOf("aws:ec2/instance:Instance")).to.not.equal(instance);
        } finally {
            up();
        }
    });

    it("is not taken in demo, where none is pinned", () => {
        const { project } = deployment();
        const moved = (text: string) => text.replace("ami-0123456789abcdef0", "ami-0fedcba9876543210");
        expect(previewWith(project, "dev", "preflight/lookups.ts", moved)).to.deep.equal([]);
    });
});
