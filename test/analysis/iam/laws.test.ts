import fc from "fast-check";
import { expect } from "chai";
import type { Policies } from "../../../analysis/iam/evaluate";
import { abroad, ask, deny, denyTo, document, home, nobody, other, role, root, user } from "./asking";

describe("Laws of IAM's decision", () => {
    const effect = fc.constantFrom("Allow", "Deny");
    const pattern = fc.constantFrom("*", "s3:*", "s3:Get*", "s3:PutObject", "ec2:*");
    const resource = fc.constantFrom("*", "arn:aws:s3:::b/*", "arn:aws:s3:::c/*");
    const one = (more: object) => fc.record({ Effect: effect, Action: pattern, Resource: resource, ...more });
    const plain = fc.array(one({}), { maxLength: 4 }).map((list) => document(...list));
    const who = fc.constantFrom("*", { AWS: role.arn }, { AWS: home }, { AWS: user.arn }, { AWS: role.session });
    const attached = fc.array(one({ Principal: who }), { maxLength: 4 }).map((list) => document(...list));
    const policies = fc.record(
        {
            identity: fc.array(plain, { maxLength: 2 }),
            boundary: plain,
            session: fc.array(plain, { minLength: 1, maxLength: 2 }),
            endpoint: attached,
            resource: attached,
            resourceMustAllow: fc.boolean(),
        },
        { requiredKeys: [] },
    ) as fc.Arbitrary<Policies>;
    const caller = fc.constantFrom(role, user, root, nobody);
    const account = fc.constantFrom(home, other);

    it("A deny for everybody, in any policy, refuses whatever the others say", () => {
        const where = fc.constantFrom("identity", "boundary", "session", "serviceControl", "endpoint", "resource");
        fc.assert(
            fc.property(policies, caller, account, where, (given, asking, resourceAccount, place) => {
                const lists: Record<string, unknown> = {
                    identity: [deny],
                    session: [deny],
                    serviceControl: [[deny]],
                    boundary: deny,
                };
                const added = { ...given, [place]: lists[place] ?? denyTo({ Principal: "*" }) };
                return !ask(asking, added, { resourceAccount }).allowed;
            }),
        );
    });

    it("An endpoint policy, a boundary or a service control policy that is added never opens anything", () => {
        fc.assert(
            fc.property(
                policies,
                caller,
                account,
                attached,
                plain,
                (given, asking, resourceAccount, endpoint, limit) => {
                    const free = { ...given, endpoint: undefined, boundary: undefined };
                    const before = ask(asking, free, { resourceAccount }).allowed;
                    for (const more of [{ endpoint }, { boundary: limit }, { serviceControl: [[limit]] }]) {
                        expect(before || !ask(asking, { ...free, ...more }, { resourceAccount }).allowed).to.be.true;
                    }
                },
            ),
        );
    });

    it("The order of statements changes no decision", () => {
        const reversed = (given: unknown) => {
            const { Statement, ...rest } = given as { Statement: object[] };
            return { ...rest, Statement: [...Statement].reverse() };
        };
        fc.assert(
            fc.property(policies, caller, account, (given, asking, resourceAccount) => {
                const turned = {
                    ...given,
                    ...(given.identity && { identity: given.identity.map(reversed).reverse() }),
                    ...(given.resource ? { resource: reversed(given.resource) } : {}),
                    ...(given.endpoint ? { endpoint: reversed(given.endpoint) } : {}),
                };
                expect(ask(asking, turned, { resourceAccount }).allowed).to.equal(
                    ask(asking, given, { resourceAccount }).allowed,
                );
            }),
        );
    });

    it("Across accounts nothing is allowed that the resource's own policy does not allow", () => {
        fc.assert(
            fc.property(policies, caller, (given, asking) => {
                return !ask(asking, { ...given, resource: undefined }, abroad).allowed;
            }),
        );
    });
});
