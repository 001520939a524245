import { WARNING_TEXT } from "../src/rules/warningText";
import type { Commodity, GroundTruth } from "../src/rules/types";
import type { Random } from "./random";

export const violations = [
    "abv",
    "brand_name",
    "net_contents",
    "bottler",
    "warning-absent",
    "warning-header-case",
    "warning-word",
    "warning-sentence",
] as const;
export type Seeded = (typeof violations)[number];

export interface LabelContent {
    brand: string;
    classType: string;
    /** Nothing on a panel that does not state it. */
    abv: number | undefined;
    contents: string;
    bottler: string;
    /** What else the law asks of the commodity: sulfites, and where the grapes grew. */
    note: string;
    warning: string;
}

const makers: Record<Commodity, { types: string[]; abv: [number, number]; contents: string[]; verb: string }> = {
    wine: {
        types: ["Red Wine", "Chardonnay", "Merlot"],
        abv: [10, 15],
        contents: ["750 mL", "375 mL"],
        verb: "Bottled by",
    },
    spirits: {
        types: ["Straight Bourbon Whiskey", "Vodka", "London Dry Gin"],
        abv: [40, 50],
        contents: ["750 mL", "700 mL"],
        verb: "Distilled by",
    },
    malt: {
        types: ["India Pale Ale", "Lager Beer", "Oatmeal Stout"],
        abv: [4, 9],
        contents: ["12 fl oz", "16 fl oz"],
        verb: "Brewed by",
    },
};
const firsts = ["Silver", "Copper", "Willow", "Granite", "Harbor", "Juniper", "Crimson", "Meadow"];
const seconds = ["Creek", "Ridge", "Hollow", "Orchard", "Lantern", "Canyon", "Falcon", "Bridge"];
const towns = ["Napa, CA", "Louisville, KY", "Portland, OR", "Austin, TX", "Albany, NY"];

export function compliantContent(random: Random): { content: LabelContent & { abv: number }; truth: GroundTruth } {
    const commodity = random.pick(["wine", "spirits", "malt"] as const);
    const maker = makers[commodity];
    const brand = `${random.pick(firsts)} ${random.pick(seconds)}`;
    const content = {
        brand,
        classType: random.pick(maker.types),
        abv: Math.round(random.between(...maker.abv) * 2) / 2,
        contents: random.pick(maker.contents),
        bottler: `${maker.verb} ${random.pick(firsts)} ${random.pick(seconds)} Company, ${random.pick(towns)}`,
        note: commodity === "wine" ? "California. Contains Sulfites." : "",
        warning: WARNING_TEXT,
    };
    const truth = {
        brand_name: brand,
        class_type: content.classType,
        commodity,
        abv: content.abv,
        net_contents: content.contents,
        bottler: content.bottler,
    };
    return { content, truth };
}

/** The content with exactly one violation. */
export function violate(content: LabelContent, kind: Seeded): LabelContent {
    const changes: Record<Seeded, Partial<LabelContent>> = {
        abv: { abv: content.abv! + 3 },
        brand_name: { brand: "Thunder Valley" },
        net_contents: { contents: content.contents.endsWith("mL") ? "1 L" : "22 fl oz" },
        bottler: { bottler: "" },
        "warning-absent": { warning: "" },
        "warning-header-case": { warning: content.warning.replace("GOVERNMENT WARNING", "Government Warning") },
        "warning-word": { warning: content.warning.replace("should not drink", "should avoid") },
        "warning-sentence": { warning: content.warning.slice(0, content.warning.indexOf(" (2)")) },
    };
    return { ...content, ...changes[kind] };
}
