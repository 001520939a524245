import { expect } from "chai";
import { scriptHashes } from "../../../hosts/edge/scriptHashes";
import { settingsHash } from "../../../services/passage/src/inlineScript";

const key = 'window.__AGENT_CANVAS_SESSION_API_KEY__="0a1b";';
const stored =
    "try{var _k='openhands-agent-server-config',_c=JSON.parse(localStorage.getItem(_k)||'{}');" +
    'if(_c.sessionApiKey!=="0a1b"){_c.sessionApiKey="0a1b";localStorage.setItem(_k,JSON.stringify(_c));}}catch(e){}';
const track = "window.__AGENT_CANVAS_DO_NOT_TRACK__=true;";
const page = (statements: string) =>
    `<!doctype html><html><head><script>(function(){${statements}}());</script></head></html>`;

describe("the settings that the container's ingress writes into a page", () => {
    const honest = {
        "the key alone": key,
        "the key where the application keeps it too": key + stored,
        "no key": track,
        "all of them": `${key}${stored}window.__AGENT_CANVAS_AUTH_REQUIRED__=true;window.__AGENT_CANVAS_BASE_PATH__="\\u003c/canvas";${track}`,
    };
    for (const [what, statements] of Object.entries(honest))
        it(`have the hash that a browser asks for: ${what}`, () =>
            expect(settingsHash(page(statements))).to.equal(scriptHashes(page(statements))[0]));

    const hostile = {
        "another statement": `${key}alert(1);`,
        "another global": 'window.name="x";',
        "an expression": 'window.__AGENT_CANVAS_A__="x"+document.cookie;',
        "a call in a literal's place": "window.__AGENT_CANVAS_A__=alert(1);",
        "a literal that ends early": 'window.__AGENT_CANVAS_A__="x\\\\";alert(1);//";',
        "a line end in a literal": 'window.__AGENT_CANVAS_A__="x\n";',
        "an escape that JSON does not have": 'window.__AGENT_CANVAS_A__="\\x3c";',
        "a template": "window.__AGENT_CANVAS_A__=`x`;",
        "another store": stored.replace("setItem(_k", "setItem('other'"),
        "a loop of many": track.repeat(17),
        nothing: "",
        "a catch that does something": stored.replace("catch(e){}", "catch(e){alert(1)}"),
    };
    for (const [what, statements] of Object.entries(hostile))
        it(`have none when they hold ${what}`, () => expect(settingsHash(page(statements))).to.equal(undefined));

    it("have none as a script of another kind, or where the page has no such script", () => {
        expect(settingsHash(page(key).replace("<script>", '<script src="/x">'))).to.equal(undefined);
        expect(settingsHash("<p>nothing</p>")).to.equal(undefined);
    });
});
