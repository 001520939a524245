import { event, frame } from "../answers/samples";

/** What a fake endpoint answers: the providers' whole answers, empty members too, since SDKs send them back as they came. */
interface Answer {
    readonly plain: object;
    readonly events: readonly object[];
}
type Body = Record<string, unknown>;

/** The model calls the first tool that it is given, and answers in words once it sees a result, or has no tool. */
const callsTool = (body: Body, results: RegExp): boolean => "tools" in body && !results.test(JSON.stringify(body));
const words = (body: Body): string => (/json_schema/.test(JSON.stringify(body)) ? '{"city":"Paris"}' : "Hello!");

const usage = {
    input_tokens: 9,
    output_tokens: 3,
    cache_creation: null,
    cache_creation_input_tokens: null,
    cache_read_input_tokens: null,
    inference_geo: null,
    output_tokens_details: null,
    server_tool_use: null,
    service_tier: "standard",
    speed: null,
};

export function anthropic(body: Body): Answer {
    const tool = callsTool(body, /"tool_result"/);
    const thinking = { type: "thinking", thinking: "I look", signature: "c2ln" };
    const block = tool
        ? { type: "tool_use", id: "toolu_1", name: "get_weather", input: { city: "Paris" }, caller: { type: "direct" } }
        : { type: "text", text: words(body), citations: null };
    const content = "thinking" in body ? [thinking, block] : [block];
    const message = {
        id: "msg_1",
        type: "message",
        role: "assistant",
        model: "model-a",
        content,
        container: null,
        diagnostics: null,
        stop_reason: tool ? "tool_use" : "end_turn",
        stop_sequence: null,
        stop_details: null,
        usage,
    };
    const started = tool ? { ...block, input: {} } : { ...block, text: "" };
    const delta = tool
        ? { type: "input_json_delta", partial_json: '{"city":"Paris"}' }
        : { type: "text_delta", text: words(body) };
    return {
        plain: message,
        events: [
            { type: "message_start", message: { ...message, content: [], stop_reason: null } },
            { type: "content_block_start", index: 0, content_block: started },
            { type: "ping" },
            { type: "content_block_delta", index: 0, delta },
            { type: "content_block_stop", index: 0 },
            {
                type: "message_delta",
                delta: { container: null, stop_reason: message.stop_reason, stop_sequence: null, stop_details: null },
                usage: { ...usage, output_tokens: 3 },
            },
            { type: "message_stop" },
        ],
    };
}

export function chat(body: Body): Answer {
    const tool = callsTool(body, /"role":"tool"/);
    const call = { id: "call_1", type: "function", function: { name: "get_weather", arguments: '{"city":"Paris"}' } };
    const message = {
        role: "assistant",
        content: tool ? null : words(body),
        refusal: null,
        annotations: [],
        audio: null,
        function_call: null,
        ...(tool && { tool_calls: [call] }),
    };
    const finish_reason = tool ? "tool_calls" : "stop";
    const head = { id: "chatcmpl_1", created: 1, model: "model-a", service_tier: "default", system_fingerprint: "f" };
    const tokens = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
    const chunk = (delta: object, finish: string | null = null): object => ({
        ...head,
        object: "chat.completion.chunk",
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
        usage: null,
    });
    return {
        plain: {
            ...head,
            object: "chat.completion",
            choices: [{ index: 0, message, logprobs: null, finish_reason }],
            usage: tokens,
        },
        events: [
            chunk({ role: "assistant", content: tool ? null : "", refusal: null }),
            chunk(tool ? { tool_calls: [{ index: 0, ...call }] } : { content: words(body) }),
            chunk({}, finish_reason),
            { ...head, object: "chat.completion.chunk", choices: [], usage: tokens },
        ],
    };
}

export function responses(body: Body): Answer {
    const tool = callsTool(body, /"function_call_output"/);
    const part = { type: "output_text", text: words(body), annotations: [], logprobs: [] };
    const item = tool
        ? {
              id: "fc_1",
              type: "function_call",
              call_id: "call_1",
              name: "get_weather",
              arguments: '{"city":"Paris"}',
              status: "completed",
          }
        : { id: "msg_1", type: "message", role: "assistant", status: "completed", content: [part] };
    const reasoning = {
        id: "rs_1",
        type: "reasoning",
        summary: [],
        content: [],
        encrypted_content: "AAAA",
        status: null,
    };
    const response = {
        id: "resp_1",
        object: "response",
        created_at: 1,
        status: "completed",
        background: false,
        error: null,
        incomplete_details: null,
        instructions: body.instructions ?? null,
        metadata: {},
        model: "model-a",
        output: "reasoning" in body ? [reasoning, item] : [item],
        parallel_tool_calls: true,
        previous_response_id: null,
        prompt_cache_key: null,
        reasoning: { effort: null, summary: null },
        service_tier: "default",
        store: false,
        temperature: 1,
        text: body.text ?? { format: { type: "text" } },
        tool_choice: "auto",
        tools: body.tools ?? [],
        top_p: 1,
        truncation: "disabled",
        usage: { input_tokens: 9, output_tokens: 3, total_tokens: 12 },
        user: null,
    };
    const at = { output_index: 0, item_id: item.id };
    const inPart = { ...at, content_index: 0 };
    const started = tool
        ? { ...item, arguments: "", status: "in_progress" }
        : { ...item, content: [], status: "in_progress" };
    const middle = tool
        ? [
              { type: "response.function_call_arguments.delta", ...at, delta: '{"city":"Paris"}' },
              { type: "response.function_call_arguments.done", ...at, arguments: '{"city":"Paris"}' },
          ]
        : [
              { type: "response.content_part.added", ...inPart, part: { ...part, text: "" } },
              { type: "response.output_text.delta", ...inPart, delta: part.text, logprobs: [] },
              { type: "response.output_text.done", ...inPart, text: part.text, logprobs: [] },
              { type: "response.content_part.done", ...inPart, part },
          ];
    const begun = { ...response, status: "in_progress", output: [], usage: null };
    const events = [
        { type: "response.created", response: begun },
        { type: "response.in_progress", response: begun },
        { type: "response.output_item.added", output_index: 0, item: started },
        ...middle,
        { type: "response.output_item.done", output_index: 0, item },
        { type: "response.completed", response },
    ];
    return { plain: response, events: events.map((value, index) => ({ ...value, sequence_number: index })) };
}

export function converse(body: Body): Answer {
    const tool = "toolConfig" in body && !JSON.stringify(body).includes('"toolResult"');
    const block = tool
        ? { toolUse: { toolUseId: "t", name: "get_weather", input: { city: "Paris" } } }
        : { text: "Hello!" };
    const tokens = { usage: { inputTokens: 9, outputTokens: 3, totalTokens: 12 }, metrics: { latencyMs: 1 } };
    return {
        plain: {
            output: { message: { role: "assistant", content: [block] } },
            stopReason: tool ? "tool_use" : "end_turn",
            ...tokens,
        },
        events: [
            { messageStart: { role: "assistant", p: "ab" } },
            { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "Hello!" }, p: "ab" } },
            { contentBlockStop: { contentBlockIndex: 0, p: "ab" } },
            { messageStop: { stopReason: "end_turn", p: "ab" } },
            { metadata: { ...tokens, p: "ab" } },
        ],
    };
}

/** As the provider's own servers write them: each event under its name. */
export const named = (value: object): string =>
    "type" in value ? `event: ${String(value.type)}\n${event(value)}` : event(value);
export const inFrame = (value: object): Buffer => frame(Object.keys(value)[0]!, Object.values(value)[0] as object);
export const inChunk = (value: object): Buffer =>
    frame("chunk", { bytes: Buffer.from(JSON.stringify(value)).toString("base64"), p: "ab" });
