import { expect } from "chai";
import type { Plan } from "../../model/plan";
import { configurations } from "../../mutate/benign/configs";
import { tighter } from "../../mutate/benign/edits";
import { goodAdditions } from "../../mutate/catalogue/additions";
import { neutralChanges } from "../../mutate/inputs";
import { placesOf } from "../../mutate/inputs/changes";
import { isJudged, partOf } from "../../mutate/inputs/criterion";
import { mutantsOf, sampled } from "../../mutate/mutants";
import { least } from "../../mutate/results";
import { schemaMutants } from "../../mutate/schema";
import { everywhere, faults, neutral } from "../../mutate/schema/unset";
import { inputsOf } from "../../policies/isolation/types/schema";
import { misconfigurations, notJudged } from "../../policies/rows";
import { planned } from "../fixtures/planned";

/** Rows that the valid plan has no room for, with the reason. */
const noRoom: Readonly<Record<number, string>> = {
    29: "an ingress point of the stack is on port 80: who may come to it is row 25 to 30's, whatever the port",
    35: "the SDK's groups have no implicit rule",
    62: "derived from the NAT gateway's subnet, as an input",
    84: "both load balancers are ingress points: made internal they serve nobody",
};

describe("the derivation of mutants", function () {
    this.timeout(120_000);
    const plans: Plan[] = [];
    before(async () => {
        for (const stack of ["prod", "dev"] as const) plans.push((await planned(stack)).plan);
    });

    it("judges every type of the network, of IAM and of S3", () => {
        const types = plans.flatMap(({ resources }) => resources.map(({ type }) => type));
        const texts = types.filter((type) => /^aws:(ec2|vpc|lb|route53|iam|s3|ebs)\//.test(type));
        // What is in a bucket is software.
        const left = texts.filter((type) => !isJudged(type) && type !== "aws:s3/bucketObjectv2:BucketObjectv2");
        expect(left).to.deep.equal([]);
    });

    it("says of every input of these types whether another value is a fault", () => {
        const inputs = plans.flatMap(({ resources }) =>
            resources
                .filter(({ type }) => isJudged(type))
                .flatMap(({ type, props }) =>
                    placesOf(props)
                        // What holds other places is judged by these.
                        .filter(([, value]) => typeof value !== "object" || value === null)
                        .filter(([path]) => partOf(type, path) === undefined)
                        .map(([path]) => `${type} ${path.join(".")}`),
                ),
        );
        expect([...new Set(inputs)]).to.deep.equal([]);
    });

    it("says of every input that the provider's schema has and a plan does not set whether it is a fault", () => {
        const said = (type: string) => [
            ...Object.keys(everywhere),
            ...Object.keys(faults[type] ?? {}),
            ...`${neutral["*"]} ${neutral[type] ?? ""}`.split(" "),
        ];
        const used = new Set(plans.flatMap(({ resources }) => resources.map(({ type }) => type)));
        const types = [...used].filter((type) => type.startsWith("aws:"));
        const silent = types.flatMap((type) => {
            const inEach = plans.flatMap(({ resources }) => resources.filter((one) => one.type === type));
            return Object.keys(inputsOf(type))
                .filter((input) => inEach.every(({ props }) => props[input] === undefined))
                .filter((input) => !said(type.slice(4)).includes(input) && !input.startsWith("routingHttp"))
                .map((input) => `${type} ${input}`);
        });
        expect(silent).to.deep.equal([]);
        const strange = Object.entries(faults).flatMap(([type, values]) =>
            Object.keys(values).filter((input) => !(input in inputsOf(`aws:${type}`))),
        );
        expect(strange).to.deep.equal([]);
    });

    it("gives each fault of the schema once, with an id of its own, and more of them than of one kind", () => {
        for (const plan of plans) {
            const mutants = schemaMutants(plan);
            expect(new Set(mutants.map(({ id }) => id)).size).to.equal(mutants.length);
            for (const family of ["unset-input", "others-id", "outsider"])
                expect(mutants.filter((one) => one.family === family).length, family).to.be.above(15);
        }
    });

    it("has a mutant for every row that is judged", () => {
        const rows = new Set(plans.flatMap((plan) => mutantsOf(plan).flatMap((mutant) => mutant.rows)));
        const all = Array.from({ length: misconfigurations.length }, (_, i) => i + 1);
        const without = all.filter((row) => !rows.has(row) && !(row in notJudged));
        expect(without).to.deep.equal(
            Object.keys(noRoom)
                .map(Number)
                .filter((row) => !rows.has(row)),
        );
    });

    it("has more benign variants than are asked for, each of its own id", () => {
        const [prod] = plans;
        const edited = [tighter, goodAdditions, neutralChanges].flatMap((operator) => operator(prod));
        const ids = [...Object.keys(configurations("prod")), ...edited.map(({ id }) => id)];
        expect(ids.length).to.be.above(least.variants);
        expect(new Set(ids).size).to.equal(ids.length);
    });

    it("samples the same ones in every run, and the first of each kind", () => {
        const all = ["a1", "a2", "a3", "b1", "a4", "a5"];
        expect(sampled(all, 3, (one) => one[0])).to.deep.equal(["a1", "b1"]);
        expect(sampled(all, 1, (one) => one[0])).to.deep.equal(all);
    });
});
