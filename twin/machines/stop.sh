#!/usr/bin/env bash
# Ends what boot.sh started and removes its mounts and control groups: stop.sh PREFIX DIR..., a DIR for each host, whose last part is the host's
# name. At most two seconds are given to a shutdown that systemd itself does; then process 1 is killed, and with it all of
# its namespace. Safe to run twice, and after a start that was cut off.
set -uo pipefail
prefix=$1
shift
for dir in "$@"; do
    pid=$(cat "$dir/pid" 2>/dev/null) || continue
    # A number that is another process by now is not ours to end.
    grep -qs "$prefix" "/proc/$pid/cgroup" || continue
    kill -s RTMIN+4 "$pid" 2>/dev/null
done
for dir in "$@"; do
    name=$prefix${dir##*/}
    if pid=$(cat "$dir/pid" 2>/dev/null); then
        for _ in $(seq 20); do grep -qs "$name" "/proc/$pid/cgroup" || break; sleep 0.1; done
    fi
    # Whoever is still in the control group: also what a cut-off start left, which has no pid file.
    for _ in $(seq 50); do
        pids=$(cat /sys/fs/cgroup/{,*/}"$name"/cgroup.procs 2>/dev/null | sort -u)
        [ -n "$pids" ] || break
        # shellcheck disable=SC2086 # one word each
        kill -9 $pids 2>/dev/null
        sleep 0.05
    done
    for _ in $(seq 50); do umount "$dir/root" 2>/dev/null || mountpoint -q "$dir/root" || break; sleep 0.1; done
    for _ in 1 2 3 4 5; do find /sys/fs/cgroup/{,*/}"$name" -depth -type d -exec rmdir {} + 2>/dev/null; done
done
exit 0
