/** What bottlers, producers and importers do, as names and addresses begin: 27 CFR 4.35, 5.66 to 5.68, 7.66 to 7.68. */
const DONE =
    "bottled|packed|packaged|canned|kegged|racked|filled|imported|produced|made|distilled|redistilled|brewed|distributed|vinted|" +
    "cellared|blended|manufactured|prepared|rectified|fermented|finished|aged|crafted|handcrafted|hand-crafted|grown|" +
    "harvested|selected|shipped|marketed|proofed";
/** Whom something was bottled for is named by itself (4.35(a), 5.66(b), 7.66(b)); what is "brewed for the bold" names nobody. */
const FOR = String.raw`\b(?:bottled|packed|packaged|canned|kegged|filled|brewed|distilled|produced|imported)\s+(?:(?:exclusively|expressly|specially|solely)\s+)?for\b`;
const TITLE = String.raw`\b(?:sole\s+)?(?:U\.?\s?S\.?\s+)?(?:importer|bottler|producer|distiller|brewer|agent)s?\s*:`;

/** The start of a name and address, up to the name. */
export const BOTTLER = new RegExp(String.raw`\b(?:${DONE})\b.*?\bby\b:?|${FOR}:?|${TITLE}`, "i");

/** Whom a name and address names: "bottled by" is how the law has it said. */
export function nameOf(text: string): string {
    const match = BOTTLER.exec(text);
    return match ? text.slice(match.index + match[0].length) : text;
}
