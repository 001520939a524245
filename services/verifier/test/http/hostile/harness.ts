import { expect } from "chai";

import { type Answer, Service } from "../service";
import { smallLabel } from "./pictures";

export interface HostileCase {
    name: string;
    send: (service: Service) => Promise<Answer>;
    /** The status, and what the message must say. */
    status: number;
    says: RegExp | string;
}

/** Each case gets its answer in the envelope; after it the service is well and reads a label. */
export function hostile(title: string, cases: readonly HostileCase[]): void {
    describe(title, () => {
        let service: Service;
        let label: Buffer;
        before(async () => {
            service = await Service.start();
            label = await smallLabel();
        });
        after(() => service.stop());

        for (const { name, send, status, says } of cases) {
            it(`${name}: ${status}`, async () => {
                const answer = await send(service);
                expect(answer.status, JSON.stringify(answer.body)).to.equal(status);
                expect(answer.body).to.have.all.keys("detail", "error_code", "correlation_id");
                expect(answer.body.error_code).to.equal(`HTTP_${status}`);
                expect(answer.body.correlation_id).to.match(/^[0-9a-f-]{36}$/);
                expect(answer.body.detail).to.match(typeof says === "string" ? new RegExp(says) : says);
                await isWell(service, label);
            });
        }
    });
}

export async function isWell(service: Service, label: Buffer): Promise<void> {
    const [health, verdict] = await Promise.all([
        service.ask("/health"),
        service.post("/verify", { image: label, ground_truth: '{"brand_name":"Silver Creek"}' }),
    ]);
    expect([health.status, health.body.backends.tesseract.available]).to.deep.equal([200, true]);
    expect([verdict.status, verdict.body.extracted_fields?.abv_numeric]).to.deep.equal([200, 13.5]);
}
