import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { estimate } from "../../../analysis/cost";
import { type OfferFile, takeOffers } from "../../../analysis/cost/prices/offerFile";
import { PlanBuilder } from "../fixtures/planBuilder";

const folder = join(__dirname, "..", "..", "fixtures", "offers");
const file = (name: string) => join(folder, `${name}.json`);
const offer = (name: string) => JSON.parse(readFileSync(file(name), "utf8")) as OfferFile;
const files = ["AmazonEC2", "AmazonS3", "AWSDataTransfer"].map(offer);

describe("cost: AWS's public offer files", () => {
    const { offers, leftOut } = takeOffers(files, "eu-central-1");

    it("become prices by the names of the table, in its units", () => {
        expect(offers).to.deep.equal({
            published: "2026-11-12",
            usd: {
                albHour: "0.027",
                dataOut: "0.09", // the first step that costs something
                gp3Iops: "0.006",
                gp3Throughput: "0.0476", // 48.7424 a GiBps
                "m7i.xlarge": "0.24192", // Linux, shared, nothing installed, in use
                natHour: "0.052",
                nlbHour: "0.027",
                s3Put: "0.0054", // 0.0000054 a request
                snapshot: "0.054",
                "storage.STANDARD": "0.0245", // the first step, whatever the order in the file
                "t3.large": "0.096",
                "volume.gp3": "0.0952",
            },
        });
    });

    it("leave out what has several prices, none, or another unit, and say so", () => {
        expect(leftOut).to.deep.equal([
            "c7i.large: 0.1 (AMAZON0008) or 0.11 (AMAZON0009)",
            "natGb (AMAZON0015): is per quantity, which the table does not count in",
            "s3Get (AMAZON0002): 0 terms on demand instead of one",
        ]);
    });

    it("have nothing of another region", () => {
        expect(takeOffers(files, "eu-west-1").offers.usd).to.deep.equal({ "t3.medium": "0.0456" });
        expect(takeOffers(files, "us-east-1").offers.usd).to.deep.equal({});
    });

    it("price a plan of their region without a mark", () => {
        const b = new PlanBuilder();
        b.resource("pulumi:providers:aws", "aws", { region: "eu-central-1" });
        b.resource("aws:ebs/volume:Volume", "disk", { size: 100, type: "gp3" });
        const report = estimate(b.build(), { offers: { "eu-central-1": offers } });
        expect(report.lines[0]).to.include({ monthly: 9.52, priceRegion: "eu-central-1" });
        expect(report.notes.join()).to.not.match(/rest on prices/);
    });
});

describe("npm run prices", () => {
    let target: string;
    before(() => (target = mkdtempSync(join(tmpdir(), "prices-"))));
    after(() => rmSync(target, { recursive: true, force: true }));
    const script = join(__dirname, "..", "..", "..", "preflight", "prices.ts");
    const run = (...args: string[]) =>
        spawnSync(process.execPath, ["--import=tsx", script, ...args], { encoding: "utf8" });

    it("writes the region beside those that are there, keeping what no file has, and names what it left out", () => {
        const out = join(target, "offers.json");
        const before = {
            "ap-south-1": { published: "2026-01-01", usd: { natHour: "0.056" } },
            "eu-central-1": { published: "2026-01-01", usd: { kmsKey: "1", natHour: "9" } },
        };
        writeFileSync(out, JSON.stringify(before));
        const { status, stdout } = run("--region", "eu-central-1", "--out", out, file("AmazonEC2"), file("AmazonS3"));
        expect(status).to.equal(0);
        expect(stdout)
            .to.match(/^11 prices of eu-central-1, published 2026-11-12$/m)
            .and.match(/^left out: c7i\.large: /m);
        const written = JSON.parse(readFileSync(out, "utf8"));
        expect(Object.keys(written)).to.deep.equal(["ap-south-1", "eu-central-1"]);
        expect(written["ap-south-1"]).to.deep.equal(before["ap-south-1"]);
        expect(written["eu-central-1"].published, "the oldest that is still there").to.equal("2026-01-01");
        expect(written["eu-central-1"].usd).to.include({ kmsKey: "1", natHour: "0.052", "t3.large": "0.096" });
    });

    it("refuses a file that is no offer file, and a call without region or files, and writes nothing", () => {
        const out = join(target, "untouched.json");
        writeFileSync(out, "{}");
        const other = join(__dirname, "..", "..", "..", "package.json");
        for (const [args, says] of [
            [["--region", "eu-central-1", "--out", out, other], "is no offer file of AWS"],
            [["--region", "eu-central-1", "--out", out, join(target, "gone.json")], "cannot be read"],
            [["--out", out, file("AmazonEC2")], "write --region and offer files"],
            [["--region", "eu-central-1", "--frobnicate"], "--frobnicate"],
        ] as const) {
            const { status, stderr } = run(...args);
            expect([status, stderr.includes(says)], stderr).to.deep.equal([2, true]);
        }
        expect(readFileSync(out, "utf8")).to.equal("{}");
    });

    it("explains itself, with the address of the files", () => {
        expect(run("--help").stdout).to.include("/offers/v1.0/aws/SERVICE/current/REGION/index.json");
    });
});
