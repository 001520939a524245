import { randomBytes } from "node:crypto";
import { type Answer, type Asked, failure, type Operation } from "../operation";

/** Channels by the path that opens them (AWS: amazon-ssm-agent, `agent/session/service`). */
const channels: readonly (readonly [path: RegExp, action: string])[] = [
    [/^\/v1\/control-channel\/[\w-]+$/, "CreateControlChannel"],
    [/^\/v1\/data-channel\/[\w-]+$/, "CreateDataChannel"],
];

/** Session Manager's channels: a signed request gets a token. What then goes through the websocket, the twin does not have. */
export function channelOperation({ method, path, region, callerAccount }: Asked): Operation {
    const name = channels.find(([form]) => method === "POST" && form.test(path))?.[1];
    const run = (): Answer =>
        name === undefined
            ? failure(404, "UnknownOperationException", `the twin's ssmmessages has no ${method} ${path}`)
            : {
                  status: 201,
                  headers: { "content-type": "application/json" },
                  body: JSON.stringify({
                      MessageSchemaVersion: "1.0",
                      TokenValue: randomBytes(60).toString("base64"),
                      StreamUrl: `wss://ssmmessages.${region}.amazonaws.com${path}?role=publish_subscribe`,
                  }),
              };
    return { action: `ssmmessages:${name ?? "Unknown"}`, resource: "*", resourceAccount: callerAccount, run };
}
