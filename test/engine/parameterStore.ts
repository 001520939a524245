import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** SSM as far as `down` asks it: which parameters were to be deleted. */
export async function parameterStore() {
    const asked: string[] = [];
    const server = createServer(async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const { Names } = JSON.parse(Buffer.concat(chunks).toString()) as { Names: string[] };
        asked.push(...Names);
        response.setHeader("content-type", "application/x-amz-json-1.1");
        response.end(JSON.stringify({ DeletedParameters: Names.slice(0, 1), InvalidParameters: Names.slice(1) }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const environment = {
        AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY: "example",
    };
    return { environment, asked, close: () => server.close() };
}
