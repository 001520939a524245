import { expect } from "chai";
import { allow, ask, document, grant, home, identity, role, statement } from "./asking";

describe("Policies that IAM's decision does not understand", () => {
    for (const [title, policies, message] of [
        [
            "an operator nobody knows",
            { identity: [document(statement("Deny", { Condition: { StringSeems: { "a:b": "c" } } }))] },
            "StringSeems",
        ],
        [
            "an operator nobody knows in a statement about something else",
            {
                identity: [
                    allow,
                    document(statement("Deny", { Action: "ec2:*", Condition: { StringSeems: { "a:b": "c" } } })),
                ],
            },
            "StringSeems",
        ],
        ["an element nobody knows", { identity: [document(statement("Allow", { Conditions: {} }))] }, "Conditions"],
        ["an element of the document that nobody knows", { identity: [{ ...allow, Statements: [] }] }, "Statements"],
        ["another version", { identity: [{ ...allow, Version: "2026-01-01" }] }, "2026-01-01"],
        [
            "Action and NotAction",
            { identity: [document(statement("Allow", { NotAction: "s3:*" }))] },
            "Action and NotAction",
        ],
        ["no action", { identity: [document({ Effect: "Deny", Resource: "*" })] }, "Action and NotAction"],
        [
            "Resource and NotResource",
            { identity: [document(statement("Allow", { NotResource: "*" }))] },
            "Resource and NotResource",
        ],
        ["no resource", { identity: [document({ Effect: "Allow", Action: "*" })] }, "Resource or NotResource"],
        ["a principal in an identity's policy", { identity: [grant("*")] }, "names a principal"],
        ["a bucket policy without a principal", { resource: allow }, "Principal and NotPrincipal"],
        ["an endpoint policy without a principal", { identity, endpoint: allow }, "Principal and NotPrincipal"],
        [
            "a NotPrincipal that allows",
            { resource: document(statement("Allow", { NotPrincipal: { AWS: home } })) },
            "NotPrincipal",
        ],
        ["a federated principal", { resource: grant({ Federated: "idp" }) }, "Federated"],
        ["text that is no JSON for a document", { identity: ["{"] }, "JSON"],
        ["nothing for a document", { identity: [null] }, "Version and Statement"],
    ] as const) {
        it(`A policy with ${title} is refused by name and is no permission`, () => {
            expect(() => ask(role, policies)).to.throw(message);
        });
    }
});
