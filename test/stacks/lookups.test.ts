import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { destinations } from "../../design/destinations";
import { answerLookup } from "../../preflight/lookups";
import { parseConfig } from "../../stacks/config";
import { lookUp, namingOf } from "../../stacks/lookups";
import { rawConfig } from "../fixtures/config";

type Answers = Readonly<Record<string, (inputs: Record<string, unknown>) => Record<string, unknown>>>;

/** Asks an account that answers like preflight's, but for what `answers` changes. */
async function lookUpIn(change: Record<string, unknown>, answers: Answers) {
    const account = { account: "111122223333", region: "us-east-1" };
    await pulumi.runtime.setMocks({
        newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
        call: ({ token, inputs }) => answers[token.split(":")[2]]?.(inputs) ?? answerLookup(token, inputs, account),
    });
    const config = parseConfig(rawConfig(change));
    const provider = new aws.Provider("test", { region: "us-east-1" });
    const naming = await namingOf(config, provider);
    const allowlist = destinations({ ...config, naming });
    return { naming, ...(await lookUp(config, { naming, allowlist }, provider)) };
}

async function failure(change: Record<string, unknown>, answers: Answers): Promise<string> {
    try {
        await lookUpIn(change, answers);
    } catch (error) {
        return (error as Error).message;
    }
    return "";
}

const demo = { profile: "demo", "network.mode": "default-vpc" };

describe("look-ups", () => {
    it("answer with plain values", async () => {
        const found = await lookUpIn({}, {});
        expect(found.zones).to.deep.equal(["us-east-1a", "us-east-1b"]);
        expect(found.image).to.deep.equal({ id: "ami-0123456789abcdef0", pinned: true, legacySsmAgent: false });
        expect(found.naming.roleArn("x")).to.equal("arn:aws:iam::111122223333:role/x");
    });

    it("find the image by Canonical's parameter when config names none", async () => {
        const { image } = await lookUpIn({ ...demo, "host.amiId": undefined }, {});
        const published = ["ami-0123456789abcdef0", "ami-0fedcba9876543210"];
        expect(image).to.deep.equal({ id: published[0], pinned: false, published, legacySsmAgent: false });
    });

    it("refuse what that parameter names when it is none of Canonical's images of the release", async () => {
        const asked: unknown[] = [];
        const unpinned = { ...demo, "host.amiId": undefined };
        const message = await failure(unpinned, {
            getAmiIds: (inputs) => {
                asked.push(inputs);
                return { ids: ["ami-00000000000000001"] };
            },
        });
        expect(message).to.match(/names ami-0123456789abcdef0, which is none of the 1 images that Canonical has/);
        expect(asked).to.deep.equal([
            {
                owners: ["099720109477"],
                filters: [{ name: "name", values: ["ubuntu/images/*/ubuntu-*-24.04-amd64-server-*"] }],
                includeDeprecated: true,
            },
        ]);
    });

    it("refuse an image of an account that is neither Canonical's nor the stack's, and one that is not there", async () => {
        const outsider = await failure({}, { getAmi: () => ({ ownerId: "999999999999" }) });
        expect(outsider).to.match(
            /host\.amiId = "ami-\w+" is of account 999999999999, which is neither Canonical's nor/,
        );
        const lookups = await lookUpIn({}, { getAmi: () => ({ ownerId: "111122223333" }) });
        expect(lookups.image.id).to.equal("ami-0123456789abcdef0");
        const none = await failure(
            {},
            {
                getAmi: () => {
                    throw new Error("no results");
                },
            },
        );
        expect(none).to.match(/host\.amiId = "ami-\w+" cannot be looked up in this region/);
    });

    it("put first the default subnet whose zone offers every instance type, and refuse when none does", async () => {
        const offers = (locations: string[]) => ({ getInstanceTypeOfferings: () => ({ locations }) });
        const { defaultVpc } = await lookUpIn(demo, offers(["us-east-1b", "us-east-1c"]));
        expect(defaultVpc?.subnets.map(({ zone }) => zone)).to.deep.equal(["us-east-1b", "us-east-1c", "us-east-1a"]);
        expect(await failure(demo, offers(["us-east-1f"]))).to.match(
            /no zone with a default subnet offers every instance type \(us-east-1a lacks t3\.small/,
        );
    });

    it("say what to write when the account has no default VPC", async () => {
        expect(await failure(demo, { getVpcs: () => ({ ids: [] }) })).to.equal(
            "isolated-openhands:network.mode = default-vpc, and the account has no default VPC in us-east-1: " +
                "write nat-endpoints, or make one with `aws ec2 create-default-vpc`",
        );
    });

    it("say what to write when the default VPC has one subnet only", async () => {
        const message = await failure(demo, { getSubnets: () => ({ ids: ["subnet-0d5f0000000000000"] }) });
        expect(message).to.match(/has 1 default subnets \(a load balancer needs two\): write nat-endpoints/);
    });

    it("refuse a pinned zone that does not offer what is needed, and say what", async () => {
        const message = await failure({}, { getInstanceTypeOfferings: () => ({ locations: ["us-east-1a"] }) });
        expect(message).to.match(
            /availabilityZones: us-east-1b does not offer t3\.small.*t3\.large.*write other zones of us-east-1/,
        );
        const endpoint = await failure({}, { getVpcEndpointService: () => ({ availabilityZones: ["us-east-1b"] }) });
        expect(endpoint).to.match(/us-east-1a does not offer the logs endpoint/);
    });

    it("refuse a pinned zone that the account does not have, and say no more of it", async () => {
        const message = await failure({ "network.availabilityZones": ["us-east-1a", "us-east-1z"] }, {});
        expect(message).to.match(
            /: us-east-1z does not offer anything to this account; write other zones of us-east-1$/,
        );
    });

    it("believe a pinned zone offline, where nobody can tell", async () => {
        const pinned = ["us-east-1f", "us-east-1d"];
        expect((await lookUpIn({ "network.availabilityZones": pinned }, {})).zones).to.deep.equal(pinned);
    });

    it("choose zones that offer everything when none is pinned", async () => {
        const offers: Answers = { getInstanceTypeOfferings: () => ({ locations: ["us-east-1c", "us-east-1b"] }) };
        const { zones } = await lookUpIn({ "network.availabilityZones": undefined }, offers);
        expect(zones).to.deep.equal(["us-east-1b", "us-east-1c"]);
    });

    it("say so when too few zones offer everything", async () => {
        const offers: Answers = { getInstanceTypeOfferings: () => ({ locations: ["us-east-1c"] }) };
        expect(await failure({ "network.availabilityZones": undefined }, offers)).to.match(
            /azCount = 1 needs 2 zones, and us-east-1 has 1 that offer everything \(us-east-1c\): write a smaller azCount/,
        );
    });
});
