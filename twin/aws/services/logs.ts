import { type Answer, failure, json } from "../operation";
import type { LogEvent } from "../store";
import type { Circumstances, JsonOperations, JsonOperation } from "./jsonService";

type Input = Readonly<Record<string, unknown>>;

/** An operation on a log stream; without a name, on whatever streams the group has. */
function onStream(
    input: Input,
    { region, callerAccount, store }: Circumstances,
    run: (streams: Map<string, LogEvent[]>, stream: string) => Answer,
): JsonOperation {
    const [group, stream] = [String(input.logGroupName), String(input.logStreamName ?? "")];
    return {
        resource: `arn:aws:logs:${region}:${callerAccount}:log-group:${group}:log-stream:${stream}`,
        run: () => {
            const streams = store.account(callerAccount).logGroups.get(group);
            return streams ? run(streams, stream) : failure(400, "ResourceNotFoundException", missing("group"));
        },
    };
}

const missing = (what: string) => `The specified log ${what} does not exist.`;

/** CloudWatch Logs: streams are made, described and appended to. */
export const logs: JsonOperations = {
    CreateLogStream: (input, circumstances) =>
        onStream(input, circumstances, (streams, stream) => {
            if (streams.has(stream)) return failure(400, "ResourceAlreadyExistsException", stream);
            streams.set(stream, []);
            return json({});
        }),
    DescribeLogStreams: (input, circumstances) =>
        onStream(input, circumstances, (streams) => {
            const prefix = String(input.logStreamNamePrefix ?? "");
            const names = [...streams.keys()].filter((name) => name.startsWith(prefix)).sort();
            return json({ logStreams: names.map((logStreamName) => ({ logStreamName })) });
        }),
    PutLogEvents: (input, circumstances) =>
        onStream(input, circumstances, (streams, stream) => {
            const events = streams.get(stream);
            if (!events) return failure(400, "ResourceNotFoundException", missing("stream"));
            const added = input.logEvents as readonly LogEvent[];
            // AWS: events of a batch must be in chronological order.
            if (added.some(({ timestamp }, index) => index > 0 && timestamp < added[index - 1].timestamp)) {
                return failure(
                    400,
                    "InvalidParameterException",
                    "Log events in a single PutLogEvents request must be in chronological order.",
                );
            }
            events.push(...added);
            return json({ nextSequenceToken: String(events.length) });
        }),
};
