import { expect } from "chai";
import { engineSuite } from "./deployment";
import { Project } from "./project";

engineSuite("destroy", () => {
    let project: Project;
    before(() => {
        // Of its own: the other tests look at what is deployed.
        project = new Project();
        for (const stack of ["dev", "prod"]) {
            project.succeed("stack", "init", stack);
            project.succeed("up", "--stack", stack, "--yes", "--skip-preview");
        }
    });
    after(() => project.remove());

    // With the preview, as the runbook says: --skip-preview deletes what comes before the first protected resource.
    const destroy = (stack: string) => project.pulumi("destroy", "--stack", stack, "--yes");
    const customOf = (stack: string) => project.deployed(stack).filter(({ custom }) => custom);

    it("takes all of dev away, and nothing of prod", () => {
        const before = customOf("prod").length;
        const { status, stdout, stderr } = destroy("dev");
        expect(status, stdout + stderr).to.equal(0);
        expect(project.deployed("dev")).to.deep.equal([]);
        expect(customOf("prod")).to.have.lengthOf(before);
    });

    it("refuses prod while it is protected, and deletes nothing", () => {
        const before = project.account.size;
        const { status, stdout, stderr } = destroy("prod");
        expect(status).to.not.equal(0);
        expect(stdout + stderr).to.include("cannot be deleted");
        expect(stdout + stderr).to.include("because it is protected");
        expect(project.account.size).to.equal(before);
    });

    it("takes prod away when an operator lifts both protections", () => {
        project.succeed("state", "unprotect", "--all", "--yes", "--stack", "prod");
        // The load balancers are protected by AWS as well, until an operator says otherwise.
        project.account.liftDeletionProtection();
        const { status, stdout, stderr } = destroy("prod");
        expect(status, stdout + stderr).to.equal(0);
        expect(project.deployed("prod")).to.deep.equal([]);
        expect(project.account.size).to.equal(0);
    });
});
