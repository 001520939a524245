import sharp from "sharp";
import { OcrError, type OcrPage } from "./types";

export interface OllamaSettings {
    /** Base address, for instance http://ollama:11434 */
    host: string;
    /** A vision model; the default of the service is qwen2.5vl:3b: current Ollama no longer runs llama3.2-vision (ollama/ollama#16490). */
    model: string;
}

/** Ollama reports no confidence; the original fixed this figure. */
const CONFIDENCE = 0.85;
/** Characters; models sometimes repeat themselves without end. */
const LONGEST_TEXT = 20_000;
const PROMPT =
    "Transcribe all text on this label verbatim, line by line, with exact capitals and punctuation. " +
    "Do not correct, translate, complete or describe anything. Answer with the text only.";

async function askModel(picture: Buffer, settings: OllamaSettings, signal: AbortSignal): Promise<string> {
    const response = await fetch(new URL("/api/chat", settings.host), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
            model: settings.model,
            stream: false,
            keep_alive: -1,
            // Models may repeat themselves without end; a label has a few hundred tokens.
            options: { temperature: 0.1, num_predict: 4096 },
            messages: [{ role: "user", content: PROMPT, images: [picture.toString("base64")] }],
        }),
        signal,
    });
    if (!response.ok) {
        const reason = `ollama answered ${response.status}: ${(await response.text()).slice(0, 300)}`;
        // A model that is gone or that this Ollama cannot run says nothing of the picture.
        throw response.status === 404 || response.status >= 500 ? new Error(reason) : new OcrError(reason);
    }
    const answer = (await response.json()) as { message?: { content?: unknown } };
    const content = answer.message?.content;
    if (typeof content !== "string") {
        throw new OcrError("ollama answered without message.content");
    }
    if (content.length > LONGEST_TEXT) {
        throw new OcrError(`ollama answered ${content.length} characters: no label holds more than ${LONGEST_TEXT}`);
    }
    return content;
}

/** Text of a picture by a vision model (POST /api/chat); no boxes. The signal aborts the request. */
export async function readWithOllama(image: Buffer, settings: OllamaSettings, signal: AbortSignal): Promise<OcrPage> {
    const picture = await sharp(image)
        .rotate()
        // JPEG has no transparency, and without this black letters on nothing become black on black.
        .flatten({ background: "white" })
        .jpeg({ quality: 92 })
        .toBuffer({ resolveWithObject: true })
        .catch((error: Error) => {
            throw new OcrError(`image: cannot be read as a picture (${error.message}); send JPEG, PNG, TIFF or WebP`);
        });
    const text = (await askModel(picture.data, settings, signal)).replaceAll("**", "").trim();
    const words = text.split("\n").flatMap((content, line) =>
        content
            .split(/\s+/)
            .filter((word) => word !== "")
            .map((word) => ({
                text: word,
                confidence: CONFIDENCE,
                box: { left: 0, top: 0, width: 0, height: 0 },
                line,
            })),
    );
    return { text, words, confidence: CONFIDENCE, width: picture.info.width, height: picture.info.height };
}
