/** Postal abbreviation, name, and the abbreviations in use before 1963 (USPS Publication 28, appendix B; GPO Style Manual, 9.13). */
const table: readonly string[] = [
    ...["AL Alabama Ala", "AK Alaska", "AZ Arizona Ariz", "AR Arkansas Ark", "CA California Calif Cal"],
    ...["CO Colorado Colo", "CT Connecticut Conn", "DE Delaware Del", "DC District_of_Columbia D.C", "FL Florida Fla"],
    ...["GA Georgia Ga", "HI Hawaii Hawai'i", "ID Idaho Ida", "IL Illinois Ill", "IN Indiana Ind", "IA Iowa"],
    ...["KS Kansas Kans Kan", "KY Kentucky Ky", "LA Louisiana La", "ME Maine", "MD Maryland Md"],
    ...["MA Massachusetts Mass", "MI Michigan Mich", "MN Minnesota Minn", "MS Mississippi Miss", "MO Missouri Mo"],
    ...["MT Montana Mont", "NE Nebraska Nebr Neb", "NV Nevada Nev", "NH New_Hampshire N.H", "NJ New_Jersey N.J"],
    ...["NM New_Mexico N.Mex N.M", "NY New_York N.Y", "NC North_Carolina N.C", "ND North_Dakota N.Dak N.D"],
    ...["OH Ohio", "OK Oklahoma Okla", "OR Oregon Ore Oreg", "PA Pennsylvania Penna Penn Pa", "RI Rhode_Island R.I"],
    ...["SC South_Carolina S.C", "SD South_Dakota S.Dak S.D", "TN Tennessee Tenn", "TX Texas Tex", "UT Utah"],
    ...["VT Vermont Vt", "VA Virginia Va", "WA Washington Wash", "WV West_Virginia W.Va", "WI Wisconsin Wis Wisc"],
    ...["WY Wyoming Wyo", "PR Puerto_Rico P.R", "VI Virgin_Islands V.I", "GU Guam", "AS American_Samoa"],
    "MP Northern_Mariana_Islands",
];
const codes = new Map<string, string>();
/** Without spaces and points, in lower case: "N. Mex." and "n.mex" are one. */
const keyOf = (text: string): string => text.toLowerCase().replace(/[\s._]+/g, "");
for (const row of table) {
    const [code, ...names] = row.split(" ");
    for (const name of [code!, ...names]) codes.set(keyOf(name), code!);
}
const forms = table.flatMap((row) => row.split(" "));
const pattern = forms
    .sort((one, other) => other.length - one.length)
    .map((form) => form.replaceAll("_", String.raw`\s+`).replaceAll(".", String.raw`\.?\s?`))
    .join("|");
const ZIP = String.raw`(?:\s+\d{5}(?:-\d{4})?)?`;
/** A town, a state, and perhaps a ZIP code. Codes of two letters count in capitals only: "in", "or" and "me" are words. */
const PLACE = new RegExp(
    String.raw`(?<town>\p{L}[\p{L}.' -]{0,40}?)\s*[,.]?\s+(?<state>${pattern})\.?(?<zip>${ZIP})(?![\p{L}\d])`,
    "giu",
);

const isState = (text: string): boolean => text.length > 2 || text === text.toUpperCase() || /^[A-Z][a-z]$/.test(text);

/** The code of a state by its name or any of its abbreviations. */
export function stateCode(text: string): string | undefined {
    return codes.get(keyOf(text));
}

/** Whether the text gives a town and its state, as names and addresses must (27 CFR 4.35, 5.66, 7.66). */
export function hasTownAndState(text: string): boolean {
    return [...text.matchAll(PLACE)].some(({ groups }) => isState(groups!["state"]!));
}

/** The text with each town's state as its code and without ZIP codes, which no rule asks for. */
export function withStateCodes(text: string): string {
    return text.replaceAll(PLACE, (whole, ...rest) => {
        const { town, state } = rest.at(-1) as { town: string; state: string };
        return isState(state) ? `${town}, ${stateCode(state)!}` : whole;
    });
}

const nameOfCode = (code: string): string | undefined =>
    table
        .find((row) => row.startsWith(`${code} `))
        ?.split(" ")[1]
        ?.replaceAll("_", " ");

/** The text as it is, with its states as codes, and with their names: a label may have any of them. */
export function spellings(text: string): string[] {
    const named = text.replaceAll(PLACE, (whole, ...rest) => {
        const { town, state } = rest.at(-1) as { town: string; state: string };
        return isState(state) ? `${town}, ${nameOfCode(stateCode(state)!)}` : whole;
    });
    return [...new Set([text, withStateCodes(text), named])];
}
