import { expect } from "chai";

import { judged, type Kind, outcome } from "./cases";

const good = "COMPLIANT";
type Case = [kind: Kind, parts: Record<string, string>, truth: object | null, outcome: string];

function cases(title: string, table: readonly Case[]): void {
    describe(title, () => {
        for (const [kind, parts, truth, expected] of table) {
            const says = Object.values(parts).join(" / ") || JSON.stringify(truth);
            const applied = truth === null ? " without an application" : `, applied for ${JSON.stringify(truth)}`;
            it(`${kind}: ${says}${applied} is ${expected}`, () => {
                const result = judged(kind, parts, truth);
                expect(outcome(result)).to.equal(expected);
                const all = [...result.validation_results.structural, ...result.validation_results.accuracy];
                for (const { citation } of all) expect(citation).to.match(/\b(?:27|19|21) CFR \d/);
            });
        }
    });
}

cases("a label as the law wants it", [
    ["wine", {}, {}, good],
    ["spirits", {}, {}, good],
    ["malt", {}, {}, good],
]);

cases("name and address (27 CFR 4.35, 5.66, 7.66)", [
    ...(
        [
            ["malt", "LOW TIDE BREWING CO., BANDON, OR"],
            ["malt", "KEGGED BY LOW TIDE BREWING, BANDON, OR"],
            ["malt", "HANDCRAFTED BY LOW TIDE BREWING, BANDON, OREGON"],
            ["malt", "BREWED AND BOTTLED FOR LOW TIDE BREWING, BANDON, ORE."],
            ["spirits", "FILLED BY IRON KETTLE DISTILLING, BEND, OR"],
            ["spirits", "BOTTLED FOR IRON KETTLE DISTILLING, BEND, OREGON 97701"],
            ["spirits", "RECTIFIED BY: IRON KETTLE DISTILLING, BEND, OR"],
            ["wine", "GROWN, PRODUCED & BOTTLED BY HOLLOW BROOK CELLARS, NAPA, CALIF."],
            ["wine", "VINTED & BOTTLED BY HOLLOW BROOK CELLARS NAPA CALIFORNIA"],
        ] as const
    ).map(([kind, bottler]): Case => [kind, { bottler }, { bottler: bottler.replace(/^.*\bfor\b/i, "") }, good]),
    ["wine", { bottler: "IMPORTER: WESTGATE, MIAMI, FLORIDA" }, { bottler: "Westgate, Miami, FL" }, good],
    ["wine", { bottler: "BOTTLED BY HOLLOW BROOK" }, null, "bottler.address?"],
    ["wine", { bottler: "BOTTLED BY HOLLOW BROOK CELLARS, NAPA, CA" }, {}, "bottler.phrase?"],
    ["wine", {}, { bottler: "Hollow Brook Cellars, Lodi, CA" }, "bottler"],
]);

cases("product types as applications write them", [
    ...["distilled_spirits", "Distilled Spirits", "SPIRITS", "distilled-spirits"].map((product_type): Case => [
        "spirits",
        {},
        { class_type: null, product_type },
        good,
    ]),
    ...["malt_beverage", "Malt Beverages", "Beer", "malt"].map((product_type): Case => [
        "malt",
        {},
        { class_type: null, product_type },
        good,
    ]),
    ["wine", {}, { class_type: "Table Red Wine" }, good],
    ["spirits", { type: "GRAPE BRANDY DISTILLED FROM WINE" }, { class_type: null, product_type: "spirits" }, good],
    ["malt", { type: "THE CHAMPAGNE OF BEERS" }, { class_type: null, product_type: "malt" }, good],
    ["malt", { type: "SCOTCH ALE" }, { class_type: null, product_type: "malt" }, good],
    ["malt", { type: "HARD SELTZER" }, { class_type: null, product_type: "malt" }, good],
    ["malt", { type: "VODKA" }, { class_type: null, product_type: "malt" }, "product_type"],
    ["spirits", { type: "" }, null, "product_type?"],
]);

cases("alcohol content (27 CFR 4.36, 5.65, 7.65)", [
    ["wine", { abv: "11-14% ALC. BY VOL." }, { abv: 12.5 }, good],
    ["wine", { abv: "ALCOHOL 11% TO 14% BY VOLUME" }, { abv: 14.2 }, "abv"],
    ["wine", { abv: "ALC. 10-14% BY VOL." }, { abv: 12.5 }, "abv.form"],
    ["wine", { abv: "ALC. 14.5% BY VOL." }, { abv: 13.5 }, "abv"],
    ["wine", { abv: "ALC. 13.9% BY VOL." }, { abv: 14.1 }, "abv"],
    ["wine", { abv: "ALC. 15.2% BY VOL." }, { abv: 14.5 }, good],
    ["spirits", { abv: "45 PERCENT-ALCOHOL-BY-VOLUME" }, {}, good],
    ["spirits", { abv: "90 PROOF" }, {}, "abv.form"],
    ["spirits", { abv: "45% ABV" }, {}, "abv.form"],
    ["spirits", { abv: "45% ALC./VOL. (80 PROOF)" }, {}, "abv.proof"],
    ["spirits", { abv: "43.4% ALC./VOL. 86.8° PROOF" }, { abv: 43.4 }, good],
    ["spirits", { abv: "45% ALC./VOL. 40% ALC./VOL." }, {}, "abv.one?"],
    ["malt", { abv: "6.25% ALC/VOL" }, { abv: 6.25 }, "abv.form"],
    ["malt", { abv: "0.45% ALC/VOL" }, { abv: 0.45 }, good],
]);

cases("net contents (27 CFR 4.37, 5.70, 7.70)", [
    ...(
        [
            ["12 U.S. FL. OZ.", "12 fl oz"],
            ["15.5 U.S. GALLONS", "15.5 gallons"],
            ["5.16 GAL.", "5.16 gallons"],
            ["1/2 BBL", "15.5 gallons"],
            ["3/4 QUART", "24 fl oz"],
            ["ONE PINT", "1 pint"],
            ["1 PT. .9 FL. OZ.", "16.9 fl oz"],
            ["1 PINT 9.4 FL OZ", "25.4 fl oz"],
            ["1½ PINTS", "24 fl oz"],
            ["ONE-HALF GALLON", "64 fl oz"],
            ["12 FL OZ (355 ML)", "355 mL"],
        ] as const
    ).map(([contents, net_contents]): Case => ["malt", { contents }, { net_contents }, good]),
    ["malt", { contents: "355 ML" }, {}, "net_contents.measure"],
    ["wine", { contents: "25.4 FL OZ" }, {}, "net_contents.measure"],
    ["spirits", { contents: "25.4 FL OZ" }, {}, "net_contents.measure"],
    ["spirits", { contents: "25.4 FL OZ 7S0 ML" }, {}, "net_contents.measure?"],
    ["wine", { contents: "1.5 LITERS" }, { net_contents: "1500 mL" }, good],
    ["wine", { contents: "" }, {}, "net_contents?"],
    ["wine", { contents: "" }, { net_contents_on_container: true }, good],
]);

const fill = (kind: Kind, contents: string, allowed: boolean): Case => [
    kind,
    { contents },
    { net_contents: contents },
    allowed ? good : "net_contents.standard_of_fill",
];
cases("standards of fill (27 CFR 4.72, 5.203, T.D. TTB-200)", [
    ...["180 ML", "330 ML", "473 ML", "568 ML", "620 ML", "720 ML", "1.8 L", "2.25 L", "5 L", "20.5 L"].map((one) =>
        fill("wine", one, true),
    ),
    ...["331 ML", "710 ML", "740 ML", "900 ML", "1.75 L", "3.75 L", "4.5 L"].map((one) => fill("wine", one, false)),
    ...["187 ML", "331 ML", "475 ML", "570 ML", "710 ML", "945 ML", "1.75 L", "2 L", "3.75 L"].map((one) =>
        fill("spirits", one, true),
    ),
    ...["180 ML", "330 ML", "568 ML", "800 ML", "2.25 L", "4 L"].map((one) => fill("spirits", one, false)),
    [
        "wine",
        { type: "SAKE", appellation: "", contents: "740 ML" },
        { class_type: "Sake", net_contents: "740 mL" },
        good,
    ],
]);

cases("declarations (27 CFR 4.32, 5.63, 7.63)", [
    ["wine", { more: "" }, {}, "sulfites?"],
    ["wine", { more: "CONTAINS SULPHITES" }, {}, good],
    ["malt", {}, { ingredients: ["water", "FD&C Yellow No. 5"] }, "ingredients.yellow5"],
    ["malt", { more: "CONTAINS FD&C YELLOW #5" }, { ingredients: "tartrazine" }, good],
    ["malt", { more: "COLORED WITH YELLOW 5" }, {}, "ingredients.yellow5"],
    ["spirits", {}, { contains: "carmine" }, "ingredients.carmine"],
    ["spirits", { more: "CONTAINS COCHINEAL EXTRACT" }, { contains: "carmine" }, good],
    ["malt", {}, { additives: ["aspartame"] }, "ingredients.aspartame"],
    ["malt", { more: "Phenylketonurics: contains phenylalanine" }, {}, "ingredients.aspartame"],
    ["malt", { more: "PHENYLKETONURICS: CONTAINS PHENYLALANINE." }, { additives: ["aspartame"] }, good],
    ["malt", {}, { ingredients: "sulfites" }, "ingredients.sulfites"],
]);

cases("country of origin (19 CFR 134.11)", [
    ["wine", { origin: "PRODUCT OF SPAIN" }, { country: "Spain" }, good],
    ["wine", { origin: "PRODUIT DE FRANCE" }, { country_of_origin: "FRANCE" }, good],
    ["wine", { origin: "PRODUCT OF ITALIA" }, { country: "Italy" }, good],
    ["wine", { origin: "PRODUCT OF SPAIN" }, { country: "Italy" }, "country"],
    ["wine", {}, { country: "France" }, "country"],
    ["wine", {}, { country: "CALIFORNIA" }, good],
    [
        "spirits",
        { type: "SCOTCH WHISKY", origin: "PRODUCT OF SCOTLAND" },
        { class_type: "Scotch Whisky", country: "UK" },
        good,
    ],
]);

cases("appellation (27 CFR 4.23, 4.25, 4.27)", [
    ["wine", { appellation: "2022" }, {}, "appellation?"],
    ["wine", { appellation: "" }, {}, "appellation?"],
    ["wine", { appellation: "SONOMA COUNTY 2022" }, {}, good],
    ["wine", { appellation: "CALIFORNIA" }, {}, good],
    ["wine", { type: "RED WINE", appellation: "" }, { class_type: "Red Wine" }, good],
    ["wine", { type: "RED WINE", appellation: "EST. 1987" }, { class_type: "Red Wine" }, good],
    ["wine", { appellation: "LODI" }, { appellation: "Napa Valley" }, "appellation?"],
]);

cases("age (27 CFR 5.74, 5.143)", [
    ["spirits", {}, { age: 2 }, "age"],
    ["spirits", {}, { age: 4 }, good],
    ["spirits", { age: "AGED 2 YEARS" }, { age: 2 }, good],
    ["spirits", { age: "AGED AT LEAST THREE YEARS" }, { age: 2 }, "age"],
    ["spirits", { age: "AGED 30 MONTHS" }, { age: "30 months" }, good],
    ["spirits", { age: "AGED LESS THAN 4 YEARS" }, {}, "age"],
    ["spirits", { age: "AGED 18 MONTHS" }, {}, "age"],
]);
