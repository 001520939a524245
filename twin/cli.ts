import { agreeCommand } from "./agreement/command";

/** `npm run -s twin -- COMMAND`: one file a command, each of which says its own usage and exit status. */
const commands: Readonly<Record<string, (args: readonly string[]) => number | Promise<number>>> = {
    agree: agreeCommand,
};

async function main([name = "", ...args]: readonly string[]): Promise<number> {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) return command(args);
    console.error(`no command ${name}: write ${Object.keys(commands).join(", ")}`);
    return 2;
}

void main(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
});
