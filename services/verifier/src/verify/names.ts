const longest = 200;

/**
 * A client's file name as it may appear in an answer: without what terminals, logs or file systems could act on. It is shown,
 * never used to open anything.
 */
export function displayName(name: string): string {
    // Control characters, and the marks that reverse the direction of writing.
    const shown = name.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, "").trim();
    return shown === "" ? "image" : shown.slice(0, longest);
}
