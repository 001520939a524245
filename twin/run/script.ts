import type { Compiled } from "../compile";
import type { Cable, Namespace } from "../compile/namespace";

/** The commands of a compiled network as scripts for sh. Pure; names carry the run's id, so that several twins stand side by side. */

export const namespaceOf = (run: string, name: string): string => `tw${run}-${name}`;

export function addLines(run: string, { namespaces, cables }: Pick<Compiled, "namespaces" | "cables">): string {
    return [
        ...namespaces.map(({ name }) => `netns add ${namespaceOf(run, name)}`),
        ...cables.map((cable) => cableLine(run, cable)),
    ].join("\n");
}

function cableLine(run: string, { ends: [one, other] }: Cable): string {
    const [near, far] = [one, other].map(({ namespace }) => namespaceOf(run, namespace));
    return `link add name ${one.device} netns ${near} type veth peer name ${other.device} netns ${far}`;
}

/** Everything inside the namespaces, all of them at once. Ends with 1 when one of them fails. */
export const fillScript = (run: string, namespaces: readonly Namespace[]): string =>
    together(
        run,
        namespaces.map((own) => ({ name: own.name, script: fill(own) })),
    );

/** Their rulesets only: each is replaced in one transaction. */
export const rulesScript = (run: string, namespaces: readonly Namespace[]): string =>
    together(
        run,
        namespaces
            .filter(({ ruleset }) => ruleset !== "")
            .map(({ name, ruleset }) => ({ name, script: load(ruleset) })),
    );

function fill({ settings, ip, ruleset }: Namespace): string {
    const v6 = ip.filter((line) => line.startsWith("-6 ")).map((line) => line.slice(3));
    const v4 = ip.filter((line) => !line.startsWith("-6 "));
    return [
        ...settings.map((setting) => {
            const [path, value] = setting.split("=");
            return `echo ${value} > /proc/sys/${path}`;
        }),
        fed("ip -batch -", v4),
        ...(v6.length > 0 ? [fed("ip -6 -batch -", v6)] : []),
        ...(ruleset === "" ? [] : [load(ruleset)]),
    ].join("\n");
}

const load = (ruleset: string): string => fed("nft -f -", [ruleset]);

const fed = (command: string, lines: readonly string[]): string => `${command} <<'END'\n${lines.join("\n")}\nEND`;

function together(run: string, all: readonly { readonly name: string; readonly script: string }[]): string {
    const started = all.map(
        ({ name, script }) =>
            `nsenter --net=/run/netns/${namespaceOf(run, name)} sh -e <<'SCRIPT' &\n${script}\nSCRIPT\npids="$pids $!"`,
    );
    return [...started, "failed=0", "for pid in $pids; do wait $pid || failed=1; done", "exit $failed"].join("\n");
}
