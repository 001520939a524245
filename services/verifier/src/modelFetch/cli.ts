import { StatusFile } from "../modelStatus";
import { fetchModel } from "./fetchModel";
import { defaultStatusFile, fetchSettings, SettingsError } from "./settings";

/** `model-fetch`: settings from the environment (settings.ts). Exit 0 ready, 1 failed (run again), 2 wrong settings. */
async function main(): Promise<number> {
    const statusFile = process.env.MODEL_STATUS_FILE ?? defaultStatusFile;
    try {
        const settings = fetchSettings(process.env);
        await fetchModel(settings);
        console.log(`model-fetch: ${settings.model.text} is ready`);
        return 0;
    } catch (error) {
        console.error(`model-fetch: ${(error as Error).message}`);
        if (!(error instanceof SettingsError)) return 1;
        await new StatusFile(statusFile, process.env.OLLAMA_MODEL ?? "unknown").write({
            status: "error",
            error: error.message,
        });
        return 2;
    }
}

void main().then((code) => process.exit(code));
