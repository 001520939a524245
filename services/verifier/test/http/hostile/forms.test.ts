import { flatPng } from "./pictures";
import { hostile, type HostileCase } from "./harness";

const image = flatPng(100, 100);
type Field = [name: string, value: string | Blob];
const file = new File([new Uint8Array(image)], "label.png");

const form = (name: string, fields: readonly Field[], says: RegExp, status = 400): HostileCase => ({
    name,
    status,
    says,
    send: (service) => {
        const body = new FormData();
        for (const [key, value] of fields) body.append(key, value);
        return service.ask("/verify", { method: "POST", body });
    },
});
const truth = (name: string, value: string, says: RegExp, status = 400): HostileCase =>
    form(
        name,
        [
            ["image", file],
            ["ground_truth", value],
        ],
        says,
        status,
    );
const option = (name: string, key: string, value: string, says: RegExp): HostileCase =>
    form(
        name,
        [
            ["image", file],
            [key, value],
        ],
        says,
    );

hostile("hostile forms", [
    form("no picture", [["ground_truth", "{}"]], /^image: is missing/, 422),
    form("the picture as a text", [["image", "iVBORw0KGgo"]], /is a text: send a file/, 422),
    form(
        "the picture seven times",
        Array.from({ length: 7 }, (): Field => ["image", file]),
        /"image" is sent more than 6 times/,
    ),
    form(
        "the ground truth twice",
        [
            ["ground_truth", "{}"],
            ["ground_truth", "{}"],
            ["image", file],
        ],
        /sent twice/,
    ),
    form(
        "an unknown field",
        [
            ["image", file],
            ["save_artefact", "true"],
        ],
        /"save_artefact" is no field of this form/,
        422,
    ),
    form(
        "a field __proto__",
        [
            ["__proto__", "{}"],
            ["image", file],
        ],
        /__proto__|prototype/,
    ),
    form(
        "a field of 10 kB of name",
        [
            ["x".repeat(10_000), "1"],
            ["image", file],
        ],
        /is no field of this form/,
        422,
    ),
    form(
        "1000 fields",
        Array.from({ length: 1000 }, (_, n): Field => [`f${n}`, "1"]),
        /is no field|more than 16/,
        422,
    ),
    truth("a ground truth of 100 kB", JSON.stringify({ brand_name: "x".repeat(100_000) }), /longer than 64 KB/, 413),
    truth("JSON 30,000 deep", "[".repeat(30_000) + "]".repeat(30_000), /must be a JSON object/),
    truth("ground truths nested 3000 deep", '{"ground_truth":'.repeat(3000) + "1" + "}".repeat(3000), /JSON object/),
    truth("JSON that ends too early", '{"brand_name": "x"', /^ground_truth: is not JSON/),
    truth("JSON that is a list", "[1]", /must be a JSON object/),
    truth("JSON that is null", "null", /must be a JSON object/),
    truth("an empty ground truth", "{}", /has none of brand_name/),
    truth("a polluting ground truth", '{"__proto__":{"brand_name":"x"}}', /has none of brand_name/),
    truth("an object for a text", '{"brand_name":{"$ne":null}}', /brand_name: must be a text/),
    truth("an abv beyond numbers", '{"abv":1e999}', /abv/),
    truth("a negative abv", '{"abv":"-"}', /abv: .* is no per cent/),
    option("an unknown backend", "ocr_backend", "tesseract; rm -rf /", /^ocr_backend: write tesseract or ollama/),
    option("a timeout of nothing", "timeout", "0", /^timeout: write whole seconds/),
    option("a timeout without end", "timeout", "1e9", /^timeout: write whole seconds/),
    option("a timeout that is negative", "timeout", "-5", /^timeout: write whole seconds/),
    option("a wish that is neither yes nor no", "save_artifact", "maybe", /^save_artifact: write true or false/),
]);
