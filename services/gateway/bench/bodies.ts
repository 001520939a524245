const tool = (index: number): object => ({
    name: `tool_${index}`,
    description: "Runs a command in the terminal of the workspace and returns what it wrote. ".repeat(8),
    input_schema: {
        type: "object",
        properties: {
            command: { type: "string", description: "The command to run, as a shell reads it." },
            timeout: { type: "number", description: "Seconds until it is stopped." },
        },
        required: ["command"],
    },
});
const output = 'drwxr-xr-x 2 user user 4096 "Nov" 29 07:29 some/folder\\with/a/name\n'.repeat(12);

/** A session as OpenHands sends it: its tools, and turns of a tool's use and result until it has that many bytes. */
export function session(bytes: number): string {
    const tools = [0, 1, 2, 3, 4, 5].map(tool);
    const messages: object[] = [{ role: "user", content: [{ type: "text", text: "Mend the failing test." }] }];
    const body = { model: "claude-a", max_tokens: 4096, system: "You are an agent. ".repeat(300), tools, messages };
    for (let turn = 0, length = JSON.stringify(body).length; length < bytes; turn++) {
        const use = {
            type: "tool_use",
            id: `toolu_${turn}`,
            name: "tool_0",
            input: { command: `ls -l ${turn}`, timeout: 30 },
        };
        const result = { type: "tool_result", tool_use_id: `toolu_${turn}`, content: [{ type: "text", text: output }] };
        const pair = [
            { role: "assistant", content: [{ type: "text", text: "I look at it." }, use] },
            { role: "user", content: [result] },
        ];
        messages.push(...pair);
        length += JSON.stringify(pair).length;
    }
    return JSON.stringify(body);
}
