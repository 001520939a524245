type Command = (args: readonly string[]) => number | Promise<number>;

/** `npm run -s twin -- COMMAND`: one file a command, loaded when it is asked for; each says its own usage and exit status. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
    up: async () => (await import("./commands/up.js")).upCommand,
    exec: async () => (await import("./commands/exec.js")).execCommand,
    attack: async () => (await import("./commands/attack.js")).attackCommand,
    agree: async () => (await import("./agreement/command.js")).agreeCommand,
    "egress-bench": async () => (await import("./commands/egressBench.js")).egressBenchCommand,
    report: async () => (await import("./commands/report.js")).reportCommand,
    all: async () => (await import("./commands/all.js")).allCommand,
    down: async () => (await import("./commands/down.js")).downCommand,
};

async function main([name = "", ...args]: readonly string[]): Promise<number> {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) return (await command())(args);
    console.error(`no command ${name}: write ${Object.keys(commands).join(", ")}`);
    return 2;
}

main(process.argv.slice(2)).then(
    (status) => {
        process.exitCode = status;
    },
    (error: Error) => {
        console.error(error.message);
        process.exitCode = 1;
    },
);
