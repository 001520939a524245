import { expect } from "chai";

import { Service } from "./service";

describe("GET /artifacts", () => {
    let service: Service;
    before(async () => {
        service = await Service.start({ VERIFIER_TOKEN: "secret" });
    });
    after(() => service.stop());

    const refused: [string, string][] = [
        ["validation_stauts=COMPLIANT", "validation_stauts"],
        ["validation_status=passed", "must be one of COMPLIANT, NON_COMPLIANT, PARTIAL_VALIDATION, ERROR"],
        ["start_date=2026-01-01&start_date=2026-01-02", "start_date"],
        ["limit=1e2x", "limit"],
    ];
    for (const [query, says] of refused) {
        it(`${query}: 400, and why`, async () => {
            const headers = { authorization: "Bearer secret" };
            const { status, body } = await service.ask(`/artifacts?${query}`, { headers });
            expect([status, body.error_code]).to.deep.equal([400, "HTTP_400"]);
            expect(body.detail).to.contain(says);
        });
    }

    for (const authorization of [
        "",
        "Bearer",
        "Bearer secre",
        "Bearer secret2",
        "Bearer secret secret",
        "Basic secret",
    ]) {
        it(`${JSON.stringify(authorization)} opens nothing: 401`, async () => {
            for (const path of ["/artifacts", "/artifacts/x", "/artifacts/x/image", "/metrics"]) {
                const { status, headers } = await service.ask(path, { headers: { authorization } });
                expect([status, headers.get("www-authenticate")?.startsWith("Bearer ")]).to.deep.equal([401, true]);
            }
        });
    }
});
