import type { GroupRule } from "../../../analysis/graph/model";
import { networkOf } from "../network";

export const isHttps = ({ protocol, from, to }: GroupRule) => /^(tcp|6)$/i.test(protocol) && from === 443 && to === 443;

export function edgeGroups(context: Parameters<typeof networkOf>[0]): string[] {
    const edge = networkOf(context).parts.filter(({ role }) => role === "edge");
    return edge.flatMap(({ interfaces }) => interfaces.flatMap(({ groups }) => (groups ?? []).map(({ key }) => key)));
}
