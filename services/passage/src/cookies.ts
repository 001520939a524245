/** The one cookie that the application has: with it a browser shows files of a workspace, where no header can be set. */
export const workspaceCookie = "oh_workspace_session_key";

const valueForm = /^[A-Za-z0-9._~+/=-]{1,512}$/;

/** The application's own cookie among those that a browser sent, or undefined. Of two with its name neither passes. */
export function forwardedCookie(header: readonly string[]): string | undefined {
    const own = header
        .flatMap((line) => line.split(";"))
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${workspaceCookie}=`))
        .map((pair) => pair.slice(workspaceCookie.length + 1));
    return own.length === 1 && valueForm.test(own[0]!) ? `${workspaceCookie}=${own[0]}` : undefined;
}

/** What the container sets, made anew with our own attributes: of its own only a path and an age pass. */
export function passedCookie(header: string): string | undefined {
    const [pair, ...attributes] = header.split(";").map((part) => part.trim());
    const [name, value] = cut(pair!);
    if (name !== workspaceCookie || !(value === "" || valueForm.test(value))) return undefined;
    const given = new Map(
        attributes.map((attribute) => cut(attribute)).map(([key, text]) => [key.toLowerCase(), text]),
    );
    const path = given.get("path") ?? "/";
    const age = given.get("max-age") ?? "";
    return [
        `${workspaceCookie}=${value}`,
        `Path=${/^\/[A-Za-z0-9._~/-]*$/.test(path) ? path : "/"}`,
        ...(/^\d{1,9}$/.test(age) ? [`Max-Age=${age}`] : []),
        "Secure; HttpOnly; SameSite=Strict",
    ].join("; ");
}

function cut(pair: string): [string, string] {
    const at = pair.indexOf("=");
    return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
}
