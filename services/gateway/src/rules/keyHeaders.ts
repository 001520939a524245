import type { InvalidReason } from "./hostNames";

const keyHeaders = ["authorization", "x-api-key", "api-key", "x-goog-api-key"];

/** Headers that begin with x- and tell servers and proxies where a request comes from, goes to, or what it really is. */
const forwarding =
    /^x-(forward|real|original|rewrite|http|method|override|client|cluster|envoy|amz|amzn|aws|accel|sendfile|proxy|host|remote|true|url|uri|scheme|proto|port|server|upstream|target|backend|cdn|azure|appengine|cloud|cache|request|correlation|trace|b3|middleware|wap|arr|ssl|tls|content|frame|openhands|stainless|litellm)/;

/** Why a header may not carry an endpoint's key. */
export function invalidKeyHeader(header: string): InvalidReason {
    if (!/^[a-z][a-z0-9-]*$/.test(header))
        return "is no header's name: write the header that carries the key in lower case, such as x-api-key or authorization";
    if (keyHeaders.includes(header) || (/^x-[a-z0-9]/.test(header) && !forwarding.test(header))) return undefined;
    return `is a header that means something else to servers and proxies: write one of ${keyHeaders.join(", ")}, or the provider's own x-…`;
}
