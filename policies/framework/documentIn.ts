/** What a text holds that is itself written as JSON: an object or a list. */
export function documentIn(text: string): object | undefined {
    if (!/^\s*[{[]/.test(text)) return undefined;
    try {
        return JSON.parse(text) as object;
    } catch {
        return undefined;
    }
}
