import { escapeXml, SANS, textWidth } from "./text";

export const ink = {
    text: "#0f172a",
    soft: "#475569",
    line: "#cbd5e1",
    page: "#ffffff",
    vpc: "#f8fafc",
    card: "#ffffff",
    cardLine: "#94a3b8",
    allowed: "#1d4ed8",
    path: "#64748b",
    uncertain: "#b45309",
    sealed: "#15803d",
    badge: "#fef3c7",
    badgeText: "#92400e",
    public: "#fff7ed",
    publicLine: "#fdba74",
    edge: "#eff6ff",
    edgeLine: "#93c5fd",
    private: "#fefce8",
    privateLine: "#fde047",
    sealedFill: "#f0fdf4",
} as const;

type Attributes = Readonly<Record<string, string | number | undefined>>;

export function tag(name: string, attributes: Attributes, ...children: readonly string[]): string {
    const written = Object.entries(attributes)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
        .join("");
    return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("")}</${name}>`;
}

interface TextStyle {
    readonly size: number;
    readonly fill?: string;
    readonly bold?: boolean;
    readonly anchor?: "start" | "middle";
}

/** `y` is the baseline. */
export function text(x: number, y: number, content: string, style: TextStyle): string {
    return tag(
        "text",
        {
            x,
            y,
            "font-size": style.size,
            "font-weight": style.bold === true ? 600 : undefined,
            fill: style.fill ?? ink.text,
            "text-anchor": style.anchor === "middle" ? "middle" : undefined,
        },
        escapeXml(content),
    );
}

export function tooltip(content: string): string {
    return tag("title", {}, escapeXml(content));
}

/** A text on a filled pill, centred on `x`, `y`. */
export function pill(
    x: number,
    y: number,
    content: string,
    size: number,
    colours: { fill: string; text: string },
): string {
    const width = textWidth(content, size) + 10;
    return (
        tag("rect", { x: x - width / 2, y: y - 9, width, height: 18, rx: 9, fill: colours.fill }) +
        text(x, y + size * 0.36, content, { size, fill: colours.text, anchor: "middle" })
    );
}

/** A path along horizontal and vertical pieces with rounded corners. */
export function orthogonal(points: readonly (readonly [number, number])[], radius = 6): string {
    const corners = points.filter(
        ([x, y], i) => i === 0 || i === points.length - 1 || !straight(points[i - 1], [x, y], points[i + 1]),
    );
    return corners
        .map(([x, y], i) => {
            if (i === 0) return `M${x} ${y}`;
            if (i === corners.length - 1) return `L${x} ${y}`;
            const before = towards([x, y], corners[i - 1], radius);
            const after = towards([x, y], corners[i + 1], radius);
            return `L${before[0]} ${before[1]}Q${x} ${y} ${after[0]} ${after[1]}`;
        })
        .join("");
}

function straight(a: readonly [number, number], b: readonly [number, number], c: readonly [number, number]): boolean {
    return (a[0] === b[0] && b[0] === c[0]) || (a[1] === b[1] && b[1] === c[1]);
}

/** The point `radius` away from a corner, or half way when the piece is short. */
function towards(
    from: readonly [number, number],
    to: readonly [number, number],
    radius: number,
): readonly [number, number] {
    const length = Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]);
    const share = Math.min(radius, length / 2) / (length || 1);
    return [round(from[0] + (to[0] - from[0]) * share), round(from[1] + (to[1] - from[1]) * share)];
}

function round(value: number): number {
    return Math.round(value * 10) / 10;
}

/** A drawing that is wider than a page is shown at the page's width. */
const MOST_WIDE = 1240;

/** The outer element. `font-family` is inherited, so that no other element names a font. */
export function document(width: number, height: number, title: string, description: string, body: string): string {
    const scale = Math.min(1, MOST_WIDE / width);
    return (
        tag(
            "svg",
            {
                xmlns: "http://www.w3.org/2000/svg",
                viewBox: `0 0 ${width} ${height}`,
                width: Math.round(width * scale),
                height: Math.round(height * scale),
                role: "img",
                "aria-labelledby": "diagram-title diagram-description",
                "font-family": SANS,
            },
            tag("title", { id: "diagram-title" }, escapeXml(title)),
            tag("desc", { id: "diagram-description" }, escapeXml(description)),
            body,
        ) + "\n"
    );
}
