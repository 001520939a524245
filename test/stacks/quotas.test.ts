import { expect } from "chai";
import { planned } from "../fixtures/planned";
import { messageOf, rawConfig } from "../fixtures/config";

describe("AWS's quotas in the configuration", () => {
    it("answers 10,000 authorized blocks with the quota, at once", function () {
        this.timeout(10_000);
        const authorizedCidrs = Array.from({ length: 10_000 }, (_, i) => `100.${i >> 8}.${i & 255}.0/24`);
        for (const profile of ["demo", "prod"]) {
            const message = messageOf(
                rawConfig({ profile, "network.mode": undefined, "access.authorizedCidrs": authorizedCidrs }),
            );
            expect(message).to.match(/AWS's default quota is \d0: write fewer, larger blocks/);
            expect(message.length).to.be.below(1000);
        }
    });

    it("refuses more keys or models than a role's policy can name", () => {
        const endpoint = (i: number) => ({
            name: `e${i}`,
            kind: "https",
            host: `h${i}.example.com`,
            paths: ["/v1/responses"],
            authHeader: "authorization",
            secretName: `llm/e${i}`,
        });
        const endpoints = Array.from({ length: 200 }, (_, i) => endpoint(i));
        const models = Array.from({ length: 100 }, (_, i) => `us.anthropic.claude-${i}-v1:0`);
        for (const list of [
            endpoints,
            [endpoint(0), { name: "bedrock", kind: "bedrock", region: "us-east-1", models }],
        ]) {
            const change = { "llm.endpoints": list, "llm.default.endpoint": "e0" };
            expect(messageOf(rawConfig(change))).to.match(
                /:llm\.endpoints = .* AWS takes 10240 in all: write fewer endpoints or models, at most the first \d+$/,
            );
        }
    });

    it("takes as many as its policy, and those of groups and ACLs, do hold", async () => {
        const models = Array.from({ length: 25 }, (_, i) => `us.anthropic.claude-${i}-v1:0`);
        const bedrock = { name: "bedrock", kind: "bedrock", region: "us-east-1", models };
        const most = {
            llm: { endpoints: [bedrock], default: { endpoint: "bedrock", model: models[0] } },
            access: { authorizedCidrs: Array.from({ length: 28 }, (_, i) => `203.0.${i}.0/24`) },
        };
        const plan = await planned("dev", most);
        const policy = plan.all("iam/rolePolicy:RolePolicy").find(({ name }) => name === "web-proxy");
        expect(String(policy?.props.policy).length).to.be.within(8_000, 10_240);
        const ingresses = plan
            .all("vpc/securityGroupIngressRule:SecurityGroupIngressRule")
            .filter(({ props, name }) => name.startsWith("web-proxy-clients") && props.cidrIpv4 !== undefined);
        expect(ingresses).to.have.length(56);
    });
});
