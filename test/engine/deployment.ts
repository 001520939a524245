import { engineVersion, Project, type ResourceState, type Step } from "./project";

export const stacks = ["dev", "prod"] as const;
export type Stack = (typeof stacks)[number];

/** Both stacks, previewed on empty state and then deployed to one account: what most tests look at. */
export interface Deployment {
    readonly project: Project;
    readonly firstPreview: Readonly<Record<Stack, readonly Step[]>>;
    /** The state right after the first `up`: later changes give what they replace another id. */
    readonly firstState: Readonly<Record<Stack, readonly ResourceState[]>>;
}

let deployed: Deployment | undefined;

/** Made once for all test files of a process: a deployment takes 10 to 20 s. Whoever changes it must change it back. */
export function deployment(): Deployment {
    if (deployed) return deployed;
    const project = new Project();
    const prepare = (stack: Stack) => {
        project.succeed("stack", "init", stack);
        const steps = project.preview(stack);
        project.succeed("up", "--stack", stack, "--yes", "--skip-preview");
        return { steps, state: project.deployed(stack) };
    };
    try {
        const [dev, prod] = [prepare("dev"), prepare("prod")];
        deployed = {
            project,
            firstPreview: { dev: dev.steps, prod: prod.steps },
            firstState: { dev: dev.state, prod: prod.state },
        };
        return deployed;
    } catch (error) {
        project.remove();
        throw error;
    }
}

// Not a hook of mocha, which ends with the file: the next one looks at the same deployment.
process.once("exit", () => deployed?.project.remove());

const version = engineVersion();

/**
 * A suite that needs the real engine. Where there is none each test is listed as skipped and the run fails, unless
 * ENGINE=skip says that this is known.
 */
export function engineSuite(title: string, tests: () => void): void {
    (version === undefined ? describe.skip : describe)(title, tests);
}

if (version === undefined && process.env.ENGINE !== "skip") {
    it("has a Pulumi engine", () => {
        throw new Error(
            "`npx pulumi version` fails and nothing can be downloaded, so the tests of the real engine are skipped: " +
                "run ../shared/engine/install, or set ENGINE=skip to pass without them",
        );
    });
}
