import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { GitServer } from "./server";

/** What an agent may leave in a repository so that whoever serves it runs a program. */
interface Plant {
    readonly in: "work" | "work.git";
    readonly plant: (server: GitServer, at: string, program: string) => void;
    /** A person's commands after a clone; the default pushes a new branch. */
    readonly then?: (server: GitServer, mine: string, url: string) => Promise<unknown>;
}

const config = (at: string, ...pairs: readonly (readonly [string, string])[]) => {
    for (const [key, value] of pairs) execFileSync("git", ["-C", at, "config", key, value]);
};
const hook = (name: string) => (_server: GitServer, at: string, program: string) => {
    rmSync(join(at, "hooks", name), { force: true });
    mkdirSync(join(at, "hooks"), { recursive: true });
    symlinkSync(program, join(at, "hooks", name));
};
const pushed =
    (ref: string, ...more: string[]) =>
    (server: GitServer, mine: string, url: string) =>
        server.git(
            mine,
            ...more.filter((one) => one !== "--signed"),
            "push",
            ...more.filter((one) => one === "--signed"),
            url,
            `HEAD:${ref}`,
        );
const longText = (changed: number) =>
    Array.from({ length: 2000 }, (_, i) => `line ${i === 7 ? changed : i}`).join("\n");
/** On the branch that the agent has checked out. */
const onMain = async (server: GitServer, mine: string, url: string) => {
    await server.git(mine, "fetch", "-q", url, "main");
    await server.git(mine, "checkout", "-q", "FETCH_HEAD");
    server.commit(mine, "more");
    await server.git(mine, "push", url, "HEAD:refs/heads/main");
};

const plants: Readonly<Record<string, Plant>> = {
    ...Object.fromEntries(
        ["pre-receive", "update", "post-receive", "post-update", "reference-transaction"].map((name) => [
            `the hook ${name}`,
            { in: "work.git", plant: hook(name) } satisfies Plant,
        ]),
    ),
    "a folder of hooks elsewhere": {
        in: "work.git",
        plant: (server, at, program) => {
            hook("pre-receive")(server, server.folder, program);
            config(at, ["core.hooksPath", join(server.folder, "hooks")]);
        },
    },
    "a hook for refs of its own": {
        in: "work.git",
        plant: (server, at, program) => {
            hook("proc-receive")(server, at, program);
            config(at, ["receive.procReceiveRefs", "refs/heads"]);
        },
    },
    "a program that lists the refs of an alternate": {
        in: "work.git",
        plant: (server, at, program) => {
            const other = server.make("other");
            appendFileSync(join(at, "objects/info/alternates"), `${join(other, ".git/objects")}\n`);
            config(at, ["core.alternateRefsCommand", program]);
        },
    },
    "a program that checks signatures": {
        in: "work.git",
        plant: (server, at, program) => {
            hook("pre-receive")(server, at, server.program("harmless", "exit 0"));
            config(at, ["receive.certNonceSeed", "x"], ["gpg.program", program]);
        },
        then: (server, mine, url) => {
            const signer = server.program(
                "signer",
                `cat >/dev/null; echo '[GNUPG:] SIG_CREATED ' >&2; printf '%s\\n' '-----BEGIN PGP SIGNATURE-----' x '-----END PGP SIGNATURE-----'`,
            );
            return pushed(
                "refs/heads/work",
                "-c",
                `gpg.program=${signer}`,
                "-c",
                "user.signingKey=x",
                "--signed",
            )(server, mine, url);
        },
    },
    "a hook of cleaning up": {
        in: "work.git",
        plant: (server, at, program) => {
            hook("pre-auto-gc")(server, at, program);
            config(
                at,
                ["gc.auto", "1"],
                ["gc.autoDetach", "false"],
                ["gc.autoPackLimit", "1"],
                ["receive.unpackLimit", "1"],
            );
        },
        then: async (server, mine, url) => {
            for (const name of ["a", "b", "c"]) {
                server.commit(mine, name);
                await pushed(`refs/heads/${name}`)(server, mine, url);
            }
        },
    },
    "an address from which missing objects come": {
        in: "work.git",
        plant: () => undefined,
        then: async (server, mine, url) => {
            const at = server.project("work.git");
            server.commit(mine, "long", longText(0));
            await pushed("refs/heads/work")(server, mine, url);
            await server.git(at, "repack", "-adq");
            // Without the text that the next push changes a line of.
            const blob = execFileSync("git", ["-C", mine, "rev-parse", "HEAD:long"], { encoding: "utf8" }).trim();
            const packs = join(at, "objects/pack");
            const [pack] = readdirSync(packs).filter((name) => name.endsWith(".pack"));
            renameSync(join(packs, pack!), join(at, "all.pack"));
            rmSync(packs, { recursive: true });
            execFileSync("sh", ["-c", `git -C ${at} unpack-objects -q <${at}/all.pack`]);
            rmSync(join(at, "objects", blob.slice(0, 2), blob.slice(2)));
            config(
                at,
                ["core.repositoryFormatVersion", "1"],
                ["extensions.partialClone", "origin"],
                ["remote.origin.promisor", "true"],
                ["remote.origin.url", `ext::${server.program("thief", `touch ${join(server.folder, "ran")}; exit 1`)}`],
                ["protocol.ext.allow", "always"],
                ["receive.unpackLimit", "1"],
            );
            server.commit(mine, "long", longText(1));
            await pushed("refs/heads/work")(server, mine, url);
        },
    },
    "a filter of what is checked out": {
        in: "work",
        plant: (server, at, program) => {
            server.commit(at, ".gitattributes", "* filter=x\n");
            config(at, ["receive.denyCurrentBranch", "updateInstead"], ["filter.x.smudge", program]);
        },
        then: onMain,
    },
    "the hook push-to-checkout": {
        in: "work",
        plant: (server, at, program) => {
            hook("push-to-checkout")(server, join(at, ".git"), program);
            config(at, ["receive.denyCurrentBranch", "updateInstead"]);
        },
        then: onMain,
    },
    "a program that says which files have changed": {
        in: "work",
        plant: (_server, at, program) =>
            config(at, ["receive.denyCurrentBranch", "updateInstead"], ["core.fsmonitor", program]),
        then: onMain,
    },
};

/** Git's own server side with the settings that make it take a push, and no others. */
const plain = `export GIT_PROJECT_ROOT="$PROJECTS" GIT_HTTP_EXPORT_ALL=1 HOME=/nonexistent
name=\${PATH_INFO%%.git/*}
[ -e "$PROJECTS/$name.git" ] || PATH_INFO="$name/.git/\${PATH_INFO#*.git/}"
export PATH_INFO
exec git -c http.receivepack=true http-backend`;

describe("what an agent planted in a repository", function () {
    this.timeout(120_000);
    let ours: GitServer;
    let plainly: GitServer;
    before(async () => {
        ours = await GitServer.start();
        const program = ours.program("plain", plain);
        plainly = await GitServer.start(program);
    });
    after(async () => {
        await ours?.close();
        await plainly?.close();
    });

    const ran = async (server: GitServer, { in: name, plant, then = pushed("refs/heads/work") }: Plant) => {
        for (const left of ["ran", "projects/work", "projects/work.git", "projects/other", "mine/work", "hooks"])
            rmSync(join(server.folder, left), { recursive: true, force: true });
        const at = server.make(name);
        plant(server, at, server.program("program", `touch ${join(server.folder, "ran")}; exec cat`));
        const mine = server.mine("work");
        await then(server, mine, `${server.url}/work.git`);
        await server.git(mine, "fetch", `${server.url}/work.git`);
        return server.has("ran");
    };
    for (const [what, plant] of Object.entries(plants)) {
        it(`does not run: ${what}; a plain git server runs it`, async () => {
            expect(await ran(plainly, plant), "plain").to.equal(true);
            expect(await ran(ours, plant), "ours").to.equal(false);
        });
    }
});
