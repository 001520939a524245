import { type Label, labels } from "../services/verifier/labels/index";
import { type Verdict, verifyLabel } from "../services/verifier/src/engine";

/** No setting was chosen by looking at labels of this seed. */
const EVALUATION_SEED = 2026;
const DEPENDENCIES = { ollama: { host: "http://127.0.0.1:11434", model: "none" }, compatibility: "strict" } as const;

interface Case {
    label: Label;
    verdict: Verdict;
}

async function measure(set: readonly Label[]): Promise<Case[]> {
    const queue = [...set];
    const cases: Case[] = [];
    const worker = async (): Promise<void> => {
        for (let label = queue.shift(); label; label = queue.shift()) {
            const options = {
                groundTruth: label.truth,
                backend: "tesseract",
                signal: AbortSignal.timeout(60_000),
            } as const;
            cases.push({ label, verdict: await verifyLabel(await label.image(), options, DEPENDENCIES) });
        }
    };
    await Promise.all([worker(), worker()]);
    return cases;
}

const share = (part: number, whole: number): string =>
    whole === 0 ? "-" : `${(part / whole).toFixed(3)} (${part}/${whole})`;

function report(name: string, cases: readonly Case[]): void {
    const flagged = cases.filter(({ verdict }) => verdict.status === "NON_COMPLIANT");
    const bad = cases.filter(({ label }) => label.violation);
    const right = flagged.filter(({ label }) => label.violation).length;
    const unread = cases.filter(({ verdict }) => verdict.status === "PARTIAL_VALIDATION").length;
    console.log(
        `${name}: precision ${share(right, flagged.length)}, recall ${share(right, bad.length)}, not legible ${share(unread, cases.length)}`,
    );
}

function reportFields(name: string, cases: readonly Case[]): void {
    const compliant = cases.filter(({ label }) => !label.violation);
    for (const field of ["brand_name", "product_type", "abv", "net_contents", "bottler"]) {
        const right = compliant.filter(({ verdict }) =>
            verdict.validation_results.accuracy.some((result) => result.field === field && result.valid),
        );
        console.log(`  ${name} ${field}: ${share(right.length, compliant.length)}`);
    }
    const warning = compliant.filter(({ verdict }) => verdict.extracted_fields.government_warning.text_correct);
    console.log(`  ${name} government_warning: ${share(warning.length, compliant.length)}`);
}

function explain({ label, verdict }: Case): void {
    const why = verdict.violations
        .map(({ field, actual }) => `${field}=${actual ?? "absent"} (${(verdict.ocr?.confidence ?? 0).toFixed(2)})`)
        .join("; ");
    console.log(`  false alarm: ${label.look.font} x-height ${label.look.xHeight.toFixed(0)} ${why}`);
}

async function main(): Promise<void> {
    const count = Number(process.argv[2] ?? 200);
    const seed = Number(process.argv[3] ?? EVALUATION_SEED);
    const cases = await measure(labels(seed, count));
    console.log(`seed ${seed}, ${count} compliant and ${count} with one violation`);
    const plain = cases.filter(({ label }) => !label.distorted);
    const distorted = cases.filter(({ label }) => label.distorted);
    report("all", cases);
    for (const [name, half] of [
        ["undistorted", plain],
        ["distorted", distorted],
    ] as const) {
        report(name, half);
        reportFields(name, half);
    }
    report(
        "curved brand",
        distorted.filter(({ label }) => label.look.curvedBrand),
    );
    report(
        "rotation over 4 degrees",
        distorted.filter(({ label }) => Math.abs(label.look.rotationDegrees) > 4),
    );
    report(
        "blur over 0.75",
        distorted.filter(({ label }) => label.look.blurSigma > 0.75),
    );
    report(
        "noise over 10",
        distorted.filter(({ label }) => label.look.noiseSigma > 10),
    );
    report(
        "contrast under 4",
        distorted.filter(({ label }) => label.look.contrast < 4),
    );
    report(
        "x-height under 14",
        cases.filter(({ label }) => label.look.xHeight < 14),
    );
    cases.filter(({ label, verdict }) => !label.violation && verdict.status === "NON_COMPLIANT").forEach(explain);
    for (const { label, verdict } of cases.filter(
        (one) => one.label.violation && one.verdict.status !== "NON_COMPLIANT",
    )) {
        console.log(
            `  missed: ${label.violation} ${label.distorted ? "distorted" : "plain"} ${verdict.status} ${label.look.font}`,
        );
    }
}

void main();
