import type { Place } from "../../machines/places";
import type { Row } from "../row";
import { blocked } from "./ways";

/**
 * Searches files, logs, processes and their environments for what stands in every LLM key and every password. The rows' own processes know it,
 * and are known by their nonce. A search that does not come to its end has shown nothing.
 */
const search = (folders: string) =>
    `found() {
    for p in /proc/[0-9]*; do
        t=$(cat $p/environ $p/cmdline 2>/dev/null | tr '\\0' '\\n')
        case "$t" in *NONCE=*) ;; *"$SENTINEL"*) return 0 ;; esac
    done
    ! command -v journalctl >/dev/null || ! journalctl --no-pager -o cat 2>/dev/null | grep -qaF "$SENTINEL" || return 0
    grep -raqsF -D skip "$SENTINEL" ${folders}
}
export -f found; timeout 13 bash -c found; s=$?; [ $s -ne 124 ] || exit 127; exit $s`;

const everywhere = "/etc /home /opt /root /run /srv /tmp /var";
const control = { from: "edge-host" as Place, run: search(everywhere) };

/** The LLM's key and the people's passwords: nowhere but where they belong, which is the web proxy's memory. */
export const sentinelRows: readonly Row[] = [
    blocked("secrets-in-the-container", "agent", search(`${everywhere} /projects`), { source: "O63", control }),
    blocked("secrets-on-the-agents-host", "agent-host", search(everywhere), { source: "O63", control }),
    blocked("secrets-on-the-verifiers-host", "verifier-host", search(everywhere), { source: "O63", control }),
    blocked("secrets-in-the-edges-logs", "edge-host", search("/var/log /etc /tmp"), { source: "O63", control }),
];
