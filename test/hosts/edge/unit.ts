/** What of a service unit a room carries out itself: who runs it, in which folders, and what is run. */
export interface ServiceUnit {
    readonly folders: string;
    readonly before: readonly string[];
    readonly umask: string;
    readonly as: string;
    readonly start: string;
}

export function serviceOf(text: string): ServiceUnit {
    const values = (key: string) =>
        text
            .split("\n")
            .filter((line) => line.startsWith(`${key}=`))
            .map((line) => line.slice(key.length + 1));
    const one = (key: string) => values(key)[0];
    const user = one("User") ?? "root";
    const group = one("Group") ?? user;
    const folder = (key: string, root: string, mode: string) =>
        values(key).map((name) => `install -d -o ${user} -g ${group} -m ${mode} ${root}/${name}`);
    return {
        folders: [
            ...folder("RuntimeDirectory", "/run", one("RuntimeDirectoryMode") ?? "755"),
            ...folder("LogsDirectory", "/var/log", "755"),
            ...folder("StateDirectory", "/var/lib", one("StateDirectoryMode") ?? "755"),
        ].join("\n"),
        before: values("ExecStartPre").map((line) => line.replace(/^[-+!]+/, "")),
        umask: `umask ${one("UMask") ?? "0022"}`,
        as:
            user === "root"
                ? ""
                : `setpriv --reuid=${user} --regid=${group} --init-groups --no-new-privs --bounding-set=-all`,
        start: one("ExecStart")!,
    };
}
