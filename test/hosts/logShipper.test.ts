import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const host = join(__dirname, "../../hosts/common/host");

/** Runs Python with the shipper's module `s`, a group that can be made to refuse, and a settings folder `at`. */
function python(code: string): unknown {
    const at = mkdtempSync(join(tmpdir(), "shipper-"));
    const script = `
import sys, json, os, types
sys.path[:0] = [${JSON.stringify(host)}, ${JSON.stringify(join(__dirname, "../../hosts/bootstrap"))}]
import log_shipper as s
at = ${JSON.stringify(at)}
class Group:
    def __init__(self): self.streams, self.refuse, self.lose = {}, 0, 0
    def call(self, service, target, body):
        if self.refuse: self.refuse -= 1; raise s.NotYet("ThrottlingException")
        stream = body["logStreamName"]
        if target.endswith("CreateLogStream"): self.streams[stream] = []; return {}
        if stream not in self.streams: raise s.NotYet("HTTP 400 ResourceNotFoundException")
        self.streams[stream] += [event["message"] for event in body["logEvents"]]
        if self.lose: self.lose -= 1; raise s.NotYet("the answer was lost")
        return {}
group = Group()
def shipper():
    one = s.Shipper({"group": "g", "files": {"f": at + "/f.log"}, "state": at + "/positions.json"}, group)
    del one.sources["journal"]
    return one
def attempt(one):
    try: one.once()
    except s.NotYet: pass
def append(*lines):
    with open(at + "/f.log", "a") as file: file.writelines(line + "\\n" for line in lines)
${code}
`;
    try {
        writeFileSync(join(at, "test.py"), script);
        const { status, stdout, stderr } = spawnSync("python3", [join(at, "test.py")], { encoding: "utf8" });
        if (status !== 0) throw new Error(stderr);
        return JSON.parse(stdout.trim().split("\n").at(-1)!);
    } finally {
        rmSync(at, { recursive: true, force: true });
    }
}

describe("the log shipper", () => {
    it("sends each line of a file once and in order over refusals, a rotation and a new process", () => {
        const sent = python(`
append("1", "2"); attempt(shipper())
append("3"); group.refuse = 1; attempt(shipper())
os.rename(at + "/f.log", at + "/f.log.1"); append("4"); attempt(shipper())
append("5"); attempt(shipper())
print(json.dumps(group.streams["f"]))`);
        expect(sent).to.deep.equal(["1", "2", "3", "4", "5"]);
    });

    it("sends a batch again whose answer was lost, rather than lose it", () => {
        const sent =
            python(`append("1"); attempt(shipper()); append("2"); group.lose = 1; attempt(shipper()); attempt(shipper())
print(json.dumps(group.streams["f"]))`);
        expect(sent).to.deep.equal(["1", "2", "2"]);
    });

    it("leaves a line alone that is not written to its end", () => {
        const sent = python(`append("1")
with open(at + "/f.log", "a") as file: file.write("half")
attempt(shipper())
print(json.dumps(group.streams["f"]))`);
        expect(sent).to.deep.equal(["1"]);
    });

    it("keeps to what AWS takes in one request, and cuts an event that is larger", () => {
        const [largest, count, longest] = python(`
append(*["x" * 200_000 for _ in range(12)], "y" * 400_000)
sizes = []
call = group.call
def counted(service, target, body):
    if target.endswith("PutLogEvents"): sizes.append(sum(len(e["message"]) + 26 for e in body["logEvents"]))
    return call(service, target, body)
group.call = counted
one = shipper()
for _ in range(6): one.once()
print(json.dumps([max(sizes), len(group.streams["f"]), max(map(len, group.streams["f"]))]))`) as number[];
        expect(largest).to.be.at.most(1_048_576);
        expect(count).to.equal(13);
        expect(longest).to.equal(250_000);
    });

    it("puts an event of ours on the top level, where an alarm's filter looks, and names its unit", () => {
        const texts = python(`
event = s.text_of({"MESSAGE": '{"event": "isolation-broken"}', "_SYSTEMD_UNIT": "openhands-guard.service"})
line = s.text_of({"MESSAGE": list(b"bytes \\xff"), "PRIORITY": "3"})
print(json.dumps([json.loads(event), json.loads(line)]))`);
        expect(texts).to.deep.equal([
            { event: "isolation-broken", unit: "openhands-guard.service" },
            { unit: "kernel", priority: 3, message: "bytes \ufffd" },
        ]);
    });
});
