/** A model's name as Ollama writes it: [host/][namespace/]model[:tag]. */
export interface ModelName {
    /** As it was given; names the archive: models/<text>.tar.gz. */
    text: string;
    /** Path of its manifest below manifests/: host/namespace/model/tag. */
    manifestPath: string;
}

// The alphabets of Ollama's types/model/name.go, without what a path could misuse: no part starts with a dot.
const host = "[A-Za-z0-9_][A-Za-z0-9_.:-]*";
const part = "[A-Za-z0-9_][A-Za-z0-9_.-]*";
const form = new RegExp(`^(?:(?:(${host})/)?(${part})/)?(${part})(?::(${part}))?$`);

/** Undefined if it is not a model's name. Defaults are Ollama's: registry.ollama.ai/library/<model>:latest. */
export function parseModelName(text: string): ModelName | undefined {
    const match = form.exec(text);
    if (!match) return undefined;
    const [, registry = "registry.ollama.ai", namespace = "library", model, tag = "latest"] = match;
    return { text, manifestPath: `${registry}/${namespace}/${model}/${tag}` };
}
