import { createHash } from "node:crypto";

/** Of a page: so much is read before its first byte goes on, and a larger page goes on as it comes. */
export const longestPage = 256 * 1024;

const text = String.raw`"(?:[^"\\<>\u0000-\u001f\u2028\u2029]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*"`;
const assignment = String.raw`window\.__AGENT_CANVAS_[A-Z_]{1,40}__=(?:true|${text});`;
const stored =
    String.raw`try\{var _k='openhands-agent-server-config',_c=JSON\.parse\(localStorage\.getItem\(_k\)\|\|'\{\}'\);` +
    String.raw`if\(_c\.sessionApiKey!==${text}\)\{_c\.sessionApiKey=${text};localStorage\.setItem\(_k,JSON\.stringify\(_c\)\);\}\}catch\(e\)\{\}`;
const settings = new RegExp(String.raw`^\(function\(\)\{(?:${assignment}|${stored}){1,16}\}\(\)\);$`);

/**
 * The hash of the one inline script of a page that no list can have: the ingress in the container writes its settings into each page, a key
 * that the agent's host made among them. Every statement of it is one of two that set a value; a script with any other has no hash here.
 */
export function settingsHash(page: string): string | undefined {
    const script = /<script>([^<]{1,16384})<\/script>/.exec(page)?.[1];
    if (script === undefined || !settings.test(script)) return undefined;
    return `sha256-${createHash("sha256").update(script).digest("base64")}`;
}
