import { expect } from "chai";
import { graph, isDefaultProvider, isProvider, planned, state } from "./compare";
import { type Deployment, deployment, engineSuite, stacks } from "./deployment";
import { allowedUnknowns, unknownsOf } from "./unknowns";

const byUrn = <T extends { urn: string }>(resources: readonly T[]) =>
    [...resources].sort((a, b) => (a.urn < b.urn ? -1 : 1));

for (const stack of stacks) {
    engineSuite(`the real engine, ${stack}`, () => {
        let made: Deployment;
        before(() => {
            made = deployment();
        });

        it("creates everything at the first preview", () => {
            const others = made.firstPreview[stack].filter(({ op }) => op !== "create");
            expect(others).to.deep.equal([]);
        });

        it("previews the graph that preflight plans: URNs, parents, dependencies and propertyDependencies", () => {
            const [plan] = made.project.plan(stack);
            const previewed = made.firstPreview[stack].flatMap(({ newState }) => newState ?? []);
            const expected = plan.resources.filter((resource) => !isDefaultProvider(resource));
            expect(byUrn(previewed.map(graph))).to.deep.equal(byUrn(expected.map(graph)));
        });

        it("deploys what preflight plans: ids, inputs, outputs and protection too", () => {
            const [plan] = made.project.plan(stack);
            const deployed = made.firstState[stack].filter((resource) => !isProvider(resource));
            const expected = plan.resources.filter((resource) => !isProvider(resource));
            expect(byUrn(deployed.map(state))).to.deep.equal(byUrn(expected.map(planned)));
            const byDefault = (resources: readonly { urn: string }[]) =>
                byUrn(resources.filter(isDefaultProvider)).map(({ urn }) => urn);
            expect(byDefault(made.firstState[stack])).to.deep.equal(byDefault(plan.resources));
        });

        it("changes nothing at the second preview", () => {
            const { changeSummary } = JSON.parse(made.project.succeed("preview", "--stack", stack, "--json"));
            expect(changeSummary).to.deep.equal({ same: made.firstPreview[stack].length });
        });

        it("says where to go, what to point names at and how to get onto a host", () => {
            const outputs = JSON.parse(made.project.succeed("stack", "output", "--json", "--stack", stack));
            const suffix = stack === "prod" ? "" : "-dev";
            expect(outputs.openHandsUrl).to.equal(`https://agent${suffix}.example.com/`);
            expect(outputs.verifierUrl).to.equal(`https://labels${suffix}.example.com/`);
            expect(Object.keys(outputs.dnsRecords)).to.have.members([
                `agent${suffix}.example.com`,
                `labels${suffix}.example.com`,
            ]);
            expect(Object.values(outputs.dnsRecords)).to.not.include("");
            expect(outputs.dataVolumeId).to.match(/^vol-[0-9a-f]{17}$/);
            for (const host of ["webProxy", "openHands", "verifier"]) {
                expect(outputs.instanceIds[host]).to.match(/^i-[0-9a-f]{17}$/);
                const command = `aws ssm start-session --region us-east-1 --target ${outputs.instanceIds[host]}`;
                expect(outputs.sessions[host]).to.equal(command);
            }
            expect(outputs.buckets.artifacts).to.equal(`ttb-verifier-artifacts-111122223333${suffix}`);
            expect(outputs.readme).to.include(outputs.openHandsUrl).and.include(outputs.verifierUrl);
        });
    });
}

engineSuite("the real engine, both stacks in one account", () => {
    it("knows at the first preview all that a policy reads, but the ids and ARNs that AWS makes", () => {
        const { firstPreview } = deployment();
        const gaps = new Set(stacks.flatMap((stack) => [...unknownsOf(firstPreview[stack])]));
        expect([...gaps].sort()).to.deep.equal([...allowedUnknowns].sort());
    });

    it("switches between them without a change", () => {
        const { project, firstPreview } = deployment();
        for (const stack of [...stacks, ...stacks]) {
            project.succeed("stack", "select", stack);
            const { changeSummary } = JSON.parse(project.succeed("preview", "--json")) as { changeSummary: unknown };
            expect(changeSummary).to.deep.equal({ same: firstPreview[stack].length });
        }
    });
});
