import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

/** The endpoint that both ways lead to: answers at once, or streams a token each five milliseconds. */
const [keyFile, certFile] = process.argv.slice(2);
const tls = { key: readFileSync(keyFile!), cert: readFileSync(certFile!) };
const answer = JSON.stringify({
    type: "message",
    content: [{ type: "text", text: "a".repeat(800) }],
    usage: { input_tokens: 9000, output_tokens: 200 },
});
const token = `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"word "}}\n\n`;

const server = createServer(tls, (call, response) => {
    const tokens = Number(/x-tokens-(\d+)/.exec(call.url ?? "")?.[1] ?? 0);
    call.resume().once("end", () => {
        if (tokens === 0) {
            response
                .writeHead(200, { "content-type": "application/json", "content-length": answer.length })
                .end(answer);
            return;
        }
        response.writeHead(200, { "content-type": "text/event-stream" }).write(token);
        let left = tokens;
        const timer = setInterval(() => {
            if (left-- > 0) return void response.write(token);
            clearInterval(timer);
            response.end();
        }, 5);
        response.once("close", () => clearInterval(timer));
    });
});
server.listen(0, "127.0.0.1", () => console.log(`READY ${(server.address() as AddressInfo).port}`));
