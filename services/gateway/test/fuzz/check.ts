/**
 * What an endpoint's operator would look for in a document that came: written from the providers' documentation, apart from
 * the gateway's schemas and in another way. A word that stands anywhere it may not, a kind that is not the client's, an address.
 */
interface Words {
    /** Members of the document itself. */
    readonly top: string;
    /** Members of anything inside of it. */
    readonly inside: string;
    /** Values of `type`. */
    readonly types: string;
    /** Members that hold what the client's tools read. */
    readonly inputs: string;
    /** Members that hold JSON schemas. */
    readonly schemas: string;
    /** Members in which people and programs write, addresses too. */
    readonly prose: string;
    /** Members that the gateway writes, and what. */
    readonly written: Readonly<Record<string, unknown>>;
}

const messages =
    "messages system max_tokens stop_sequences temperature top_p top_k tools tool_choice thinking output_config";
const anthropic: Words = {
    top: `model stream service_tier cache_control ${messages}`,
    inside: "role content type text source media_type data cache_control ttl citations title context enabled id name tool_use_id is_error thinking signature caller toolset_name description strict display display_width_px display_height_px display_number max_characters enable_zoom budget_tokens effort format disable_parallel_tool_use cited_text document_index document_title file_id start_char_index end_char_index start_page_number end_page_number start_block_index end_block_index",
    types: "text image document tool_use tool_result thinking redacted_thinking base64 ephemeral custom auto any tool none enabled disabled adaptive direct json_schema char_location page_location content_block_location bash_20250124 text_editor_20250124 text_editor_20250429 text_editor_20250728 computer_20250124 computer_20251124 memory_20250818",
    inputs: "input",
    schemas: "input_schema schema",
    prose: "text content system title context description data thinking signature cited_text document_title stop_sequences id tool_use_id name",
    written: { service_tier: "standard_only" },
};
const steering =
    "model stream temperature top_p tools tool_choice parallel_tool_calls prompt_cache_key prompt_cache_retention service_tier store";
const openaiProse =
    "content text refusal arguments input name id tool_call_id call_id description definition stop instructions output thinking signature data encrypted_content reasoning_content prompt_cache_key summary token";
const chat: Words = {
    top: `${steering} messages stream_options max_tokens max_completion_tokens stop seed presence_penalty frequency_penalty logit_bias logprobs top_logprobs reasoning_effort verbosity response_format modalities n`,
    inside: "role content name tool_calls tool_call_id refusal reasoning_content thinking_blocks cache_control ttl type text image_url url detail id function arguments custom input annotations audio function_call thinking signature data description strict format grammar definition syntax allowed_tools mode tools json_schema include_usage include_obfuscation",
    types: "text refusal image_url function custom allowed_tools json_object json_schema ephemeral thinking redacted_thinking grammar",
    inputs: "",
    schemas: "parameters schema",
    prose: openaiProse,
    written: { service_tier: "default", store: false },
};
const responses: Words = {
    top: `${steering} input instructions max_output_tokens reasoning text include truncation`,
    inside: "type role content id status phase text image_url detail file_id annotations logprobs token bytes logprob top_logprobs refusal summary encrypted_content call_id name arguments input output caller description strict format definition syntax mode tools effort verbosity schema",
    types: "message reasoning function_call custom_tool_call function_call_output custom_tool_call_output input_text input_image output_text refusal summary_text reasoning_text direct function custom text grammar allowed_tools json_object json_schema",
    inputs: "",
    schemas: "parameters schema",
    prose: openaiProse,
    written: { service_tier: "default", store: false },
};
const converse: Words = {
    top: "messages system inferenceConfig toolConfig additionalModelRequestFields additionalModelResponseFieldPaths outputConfig serviceTier",
    inside: "role content text image document toolUse toolResult reasoningContent cachePoint format source bytes name context citations enabled toolUseId status reasoningText redactedContent signature type ttl maxTokens temperature topP stopSequences tools toolSpec toolChoice description inputSchema strict auto any tool thinking output_config effort anthropic_beta top_k tool_choice disable_parallel_tool_use budget_tokens display cache_control textFormat structure jsonSchema schema display_width_px display_height_px display_number max_characters enable_zoom",
    types: "default json_schema enabled disabled adaptive auto any tool none custom ephemeral bash_20250124 text_editor_20250124 text_editor_20250429 text_editor_20250728 computer_20250124 computer_20251124 memory_20250818",
    inputs: "input json",
    schemas: "input_schema",
    prose: "text name context signature description toolUseId stopSequences",
    written: {},
};
const invoke: Words = { ...anthropic, top: `${messages} anthropic_version anthropic_beta`, written: {} };

const words: Readonly<Record<string, Words>> = {
    "anthropic-messages": anthropic,
    "openai-chat": chat,
    "openai-responses": responses,
    "bedrock-converse": converse,
    "bedrock-converse-stream": converse,
    "bedrock-invoke": invoke,
    "bedrock-invoke-stream": invoke,
};

/** What is wrong with a document that came to an endpoint. */
export function problemsOf(dialect: string, text: string, model: string, beta: string): string[] {
    const list = words[dialect]!;
    const has = (names: string, name: string): boolean => names.split(" ").includes(name);
    const problems: string[] = [];
    const body = JSON.parse(text) as Record<string, unknown>;
    for (const name of Object.keys(body)) if (!has(list.top, name)) problems.push(`/${name}`);
    for (const [name, value] of Object.entries(list.written)) if (body[name] !== value) problems.push(`/${name}`);
    if (has(list.top, "model") && body.model !== model) problems.push("/model");
    if (
        dialect === "openai-chat" &&
        body.stream === true &&
        !JSON.stringify(body.stream_options)?.includes('"include_usage":true')
    )
        problems.push("/stream_options");
    if ("n" in body && body.n !== 1 && body.n !== null) problems.push("/n");
    visit(body, "", "");
    return problems;

    function visit(value: unknown, path: string, name: string): void {
        if (typeof value === "string") return string(value, path, name);
        if (Array.isArray(value)) return value.forEach((item, index) => visit(item, `${path}/${index}`, name));
        if (value === null || typeof value !== "object") return;
        for (const [key, member] of Object.entries(value)) inside(key, member, `${path}/${key}`, path);
    }

    function inside(name: string, member: unknown, path: string, above: string): void {
        if (has(list.schemas, name) && typeof member === "object") return references(member, path);
        if (has(list.inputs, name) && typeof member === "object") {
            // Converse's `json` is a schema where a tool is declared, and data where its result is told.
            return above.endsWith("/inputSchema") ? references(member, path) : undefined;
        }
        const known = above === "" || has(list.inside, name) || (has(list.inputs, name) && above !== "");
        if (!known && !(above === "/logit_bias" && /^\d+$/.test(name))) problems.push(path);
        if (
            name === "tools" &&
            above !== "" &&
            !/^\/(?:toolConfig|additionalModelRequestFields|tool_choice(?:\/allowed_tools)?)$/.test(above)
        )
            problems.push(path);
        if (name === "type" && typeof member === "string" && !has(list.types, member)) problems.push(path);
        if (name === "file_id" && member !== null) problems.push(path);
        if (name === "anthropic_beta" && (member as string[]).some((value) => value !== beta)) problems.push(path);
        visit(member, path, name);
    }

    function string(value: string, path: string, name: string): void {
        if (name === "url" || name === "image_url") {
            if (!value.startsWith("data:image/")) problems.push(path);
        } else if (/^[a-z][a-z0-9+.-]*:/i.test(value) && !has(list.prose, name)) problems.push(path);
    }

    function references(schema: unknown, path: string): void {
        if (schema === null || typeof schema !== "object") return;
        for (const [key, member] of Object.entries(schema)) {
            const refers = /^\$(?:ref|id|dynamicRef|recursiveRef)$/.test(key);
            if (refers && typeof member === "string" && !member.startsWith("#")) problems.push(`${path}/${key}`);
            references(member, `${path}/${key}`);
        }
    }
}
