import { judge, type Judgement } from "../../src/rules/judge";
import { parseGroundTruth } from "../../src/rules/groundTruth";
import { WARNING_TEXT } from "../../src/rules/warningText";
import { pageOf } from "./page";

const warning = WARNING_TEXT.match(/(?:\S+\s*){1,8}/g)!.map((line) => line.trim());
type Parts = Record<string, string>;

const labels = {
    wine: {
        ...{ brand: "HOLLOW BROOK", type: "CABERNET SAUVIGNON", appellation: "NAPA VALLEY", abv: "ALC. 13.5% BY VOL." },
        ...{
            contents: "750 ML",
            bottler: "PRODUCED AND BOTTLED BY HOLLOW BROOK CELLARS, NAPA, CA",
            more: "CONTAINS SULFITES",
        },
    },
    spirits: {
        ...{
            brand: "IRON KETTLE",
            type: "STRAIGHT BOURBON WHISKEY",
            abv: "45% ALC./VOL. (90 PROOF)",
            contents: "750 ML",
        },
        bottler: "DISTILLED AND BOTTLED BY IRON KETTLE DISTILLING, BEND, OR",
    },
    malt: {
        ...{ brand: "LOW TIDE", type: "INDIA PALE ALE", abv: "6.2% ALC/VOL", contents: "12 FL OZ" },
        bottler: "BREWED AND CANNED BY LOW TIDE BREWING, BANDON, OR",
    },
} satisfies Record<string, Parts>;
const truths = {
    wine: {
        ...{ brand_name: "Hollow Brook", class_type: "Cabernet Sauvignon", abv: 13.5, net_contents: "750 mL" },
        bottler: "Produced and bottled by Hollow Brook Cellars, Napa, CA",
    },
    spirits: {
        ...{ brand_name: "Iron Kettle", class_type: "Straight Bourbon Whiskey", abv: 45, net_contents: "750 mL" },
        bottler: "Distilled and bottled by Iron Kettle Distilling, Bend, OR",
    },
    malt: {
        ...{ brand_name: "Low Tide", class_type: "India Pale Ale", abv: 6.2, net_contents: "12 fl oz" },
        bottler: "Low Tide Brewing, Bandon, OR",
    },
};
export type Kind = keyof typeof labels;

/** A perfectly read label that is as it should be but for some lines (empty: not there), judged with its application but for some values. */
export function judged(kind: Kind, parts: Parts = {}, truth: object | null = {}): Judgement {
    const lines = Object.values({ ...labels[kind], ...parts }).filter((line) => line !== "");
    const given = truth === null ? undefined : parseGroundTruth({ ...truths[kind], ...truth });
    return judge(pageOf([...lines, ...warning]), given, "strict");
}

/** "COMPLIANT", or the fields with violations, or those that a person must look at. */
export function outcome({ status, violations, validation_results: { structural, accuracy } }: Judgement): string {
    if (status === "NON_COMPLIANT") return [...new Set(violations.map(({ field }) => field))].join(" ");
    const open = [...structural, ...accuracy].filter(({ valid }) => !valid).map(({ field }) => `${field}?`);
    return open.length > 0 ? open.join(" ") : status;
}
