import { hostile, type HostileCase } from "./harness";
import { flatPng } from "./pictures";
import { zipOf, type ZipEntry } from "./zips";

const image = flatPng(100, 100);
const zip = (name: string, make: () => Buffer, says: RegExp, status = 400): HostileCase => ({
    name,
    status,
    says,
    send: (service) => service.post("/verify/batch", { batch_file: make() }, {}, "labels.zip"),
});
const one = (name: string, entry: Partial<ZipEntry>, says: RegExp, status = 400): HostileCase =>
    zip(name, () => zipOf([{ name: "label.png", data: image, ...entry }]), says, status);
const many = (count: number, suffix: string): ZipEntry[] =>
    Array.from({ length: count }, (_, n) => ({ name: `${n}${suffix}`, data: image }));

hostile("hostile ZIPs", [
    zip("no ZIP", () => Buffer.from("no archive"), /is no ZIP that can be read/),
    zip("a picture", () => image, /is no ZIP that can be read/),
    zip("a ZIP cut in its middle", () => zipOf(many(3, ".png")).subarray(0, 150), /is no ZIP/),
    zip("an empty ZIP", () => zipOf([]), /holds no .jpg/),
    zip("a ZIP of ZIPs", () => zipOf([{ name: "a.zip", data: zipOf(many(1, ".png")) }]), /holds no .jpg/),
    zip("101 entries", () => zipOf(many(101, ".txt")), /more than 100 entries/),
    zip("51 pictures", () => zipOf(many(51, ".png")), /51 pictures: at most 50/),
    zip("a file twice", () => zipOf([...many(1, ".png"), ...many(1, ".png")]), /"0.png" twice/),
    one("a bomb: 50 MB of zeros", { data: Buffer.alloc(50 * 1024 * 1024) }, /larger than 10 MB when expanded/, 413),
    zip("a bomb of many", () => zipOf(bomb()), /larger than 100 MB when expanded/, 413),
    one("an entry of 4 GB", { claimedSize: 0xfffffffe }, /larger than 10 MB when expanded/, 413),
    one("a ZIP64 mark without its field", { claimedSize: 0xffffffff }, /larger than 10 MB when expanded/, 413),
    one("a path out of the archive", { name: "../../etc/cron.d/label.png" }, /is no ZIP .*invalid relative path/),
    one("an absolute path", { name: "/etc/label.png" }, /is no ZIP .*absolute path/),
    one("a path of Windows", { name: "C:\\label.png" }, /is no ZIP .*invalid characters/),
    one("a symbolic link", { mode: 0o120777, data: Buffer.from("/etc/passwd") }, /is a symbolic link/),
    one("an encrypted entry", { flags: 1 }, /is encrypted/),
    one("a compression that nobody knows", { method: 99 }, /compressed in a way other than deflate/),
    one("hidden pictures only", { name: "__MACOSX/._label.png" }, /holds no .jpg/),
    {
        name: "a ground truth beside a batch",
        status: 422,
        says: /is no field of this form/,
        send: (service) => service.post("/verify/batch", { batch_file: zipOf(many(1, ".png")), ground_truth: "{}" }),
    },
    {
        name: "no archive",
        status: 422,
        says: /^batch_file: is missing/,
        send: (service) => service.post("/verify/batch", { timeout: "5" }),
    },
]);

function bomb(): ZipEntry[] {
    const data = Buffer.alloc(9 * 1024 * 1024);
    return Array.from({ length: 12 }, (_, n) => ({ name: `${n}.png`, data, claimedSize: data.length }));
}
