/** The image's health check. Exit 0: the service answers at once and can read labels with one backend at least. */
async function main(): Promise<number> {
    const port = process.env.PORT?.trim() || "8000";
    try {
        const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(4_000) });
        const { capabilities } = (await answer.json()) as { capabilities: { ocr_backends: string[] } };
        if (answer.ok && capabilities.ocr_backends.length > 0) return 0;
        console.error("no OCR backend is available");
    } catch (error) {
        console.error(`no answer on port ${port}: ${(error as Error).message}`);
    }
    return 1;
}

void main().then((code) => process.exit(code));
