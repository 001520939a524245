/**
 * @param {number} bytes
 * @returns {string} decimal units, as disks and networks are sold in
 */
export function bytesText(bytes) {
    const units = ["bytes", "kB", "MB", "GB", "TB"];
    const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
    const value = bytes / 1000 ** power;
    return `${power === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${units[power]}`;
}

/**
 * @param {number} seconds
 * @returns {string}
 */
export function durationText(seconds) {
    if (seconds < 60) return `${Math.ceil(seconds)} s`;
    const minutes = Math.ceil(seconds / 60);
    return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * @param {string} iso
 * @returns {string} in the reader's language and time zone
 */
export function timeText(iso) {
    const time = new Date(iso);
    if (Number.isNaN(time.getTime())) return iso;
    return time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function countText(count, one, many = `${one}s`) {
    return `${count} ${count === 1 ? one : many}`;
}
