import type { Row } from "../row";
import { blocked, from, works } from "./ways";

const token = "curl -sS -f -m 2 -o /dev/null -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 60'";
const tokenless = "curl -sS -f -m 2 -o /dev/null";

/** The same address in every spelling that some client takes. */
const spellings = ["169.254.169.254", "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376", "169.254.43518"] as const;

/** Instance metadata: without a token nobody gets anything, and nobody but root asks at all. */
export const metadataRows: readonly Row[] = from(["agent-host", "verifier-host", "edge-host"], (place) => [
    ...spellings.flatMap((spelling, i) => [
        blocked(`imds-v1-${i}`, place, `${tokenless} http://${spelling}/latest/meta-data/`, { layer: "imds-tokens" }),
        blocked(
            `imds-user-${i}`,
            place,
            `setpriv --reuid nobody --clear-groups ${token} http://${spelling}/latest/api/token`,
            { layer: "host-firewall", source: "O51" },
        ),
    ]),
    blocked(
        "imds-v1-credentials",
        place,
        `${tokenless} http://169.254.169.254/latest/meta-data/iam/security-credentials/`,
        { layer: "imds-tokens" },
    ),
    blocked("imds-v1-user-data", place, `${tokenless} http://169.254.169.254/latest/user-data`, {
        layer: "imds-tokens",
    }),
    works("imds-v2", place, `${token} http://169.254.169.254/latest/api/token`),
]);
