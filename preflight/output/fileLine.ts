import { isMap, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";

/** The line of a stack file at which a key is, or the nearest that leads to it; 1 where the file does not have it at all. */
export function lineOf(text: string, key: string): number {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines });
    let node: unknown = document.contents;
    let offset = 0;
    for (const part of ["config", ...pathOf(key)]) {
        const found = inside(node, part);
        if (found === undefined) break;
        [offset, node] = found;
    }
    return lines.linePos(offset).line;
}

/** "isolated-openhands:access.users[0].name" as the keys and positions to go through. */
function pathOf(key: string): string[] {
    const [section, rest = ""] = /^([^.[]*)(.*)$/s.exec(key)?.slice(1) ?? [key];
    return [
        section,
        ...[...rest.matchAll(/\["([^"]*)"\]|\[(\d+)\]|\.([^.[]+)/g)].map((match) => match[1] ?? match[2] ?? match[3]),
    ];
}

function inside(node: unknown, part: string): [offset: number, node: unknown] | undefined {
    if (isMap(node)) {
        const pair = (node.items as Pair<Node, Node>[]).find(({ key }) => String(key) === part);
        return pair?.key.range ? [pair.key.range[0], pair.value] : undefined;
    }
    if (!isSeq(node)) return undefined;
    const item = node.items[Number(part)] as Node | undefined;
    return item?.range ? [item.range[0], item] : undefined;
}
