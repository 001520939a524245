#!/usr/bin/env bash
# Boots a root file system as a system container, with nothing but util-linux and iproute2: boot.sh NAME NAMESPACE LOWER DIR HOST
# An overlay over LOWER (shared, read-only), namespaces of its own, systemd as process 1. NAMESPACE is
# the network namespace that the caller made and wired; NAME is that of the control groups. DIR/files is copied over the root first; DIR/binds.txt holds
# lines "FOLDER:PATH" or "DEVICE:PATH:NAME", the name for /dev/disk/by-id. Writes DIR/pid, process 1 as this machine sees it. Needs root.
set -euo pipefail
name=$1 namespace=$2 lower=$3 dir=$4 host=$5
here=$(dirname "$(readlink -f "$0")")
mkdir -p "$dir"/{up,work,root}
mount -t overlay "$name" -o "lowerdir=$lower,upperdir=$dir/up,workdir=$dir/work" "$dir/root"
printf '%s\n' "$host" >"$dir/root/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$host" >"$dir/root/etc/hosts"
# Once a host: another id would hide the journal of the boot before.
[ -s "$dir/root/etc/machine-id" ] || tr -d - </proc/sys/kernel/random/uuid >"$dir/root/etc/machine-id"
[ ! -d "$dir/files" ] || cp -a "$dir/files/." "$dir/root/"
# A control group in each hierarchy, which the namespace then makes the container's root: otherwise all containers share
# one system.slice, and a MemoryMax of one host counts the processes of the others.
# shellcheck disable=SC2016 # the inner shell expands them
setsid sh -c '
    for hierarchy in $(cut -d: -f2 /proc/self/cgroup | tr "\n" " "); do
        group=/sys/fs/cgroup/${hierarchy#name=}/$1
        mkdir -p "$group" 2>/dev/null || continue
        if [ -e "$group/cpuset.cpus" ] && [ -e "$group/cgroup.clone_children" ]; then
            cat "$group/../cpuset.cpus" >"$group/cpuset.cpus"
            cat "$group/../cpuset.mems" >"$group/cpuset.mems"
            echo 1 >"$group/cgroup.clone_children"
        fi
        echo $$ >"$group/cgroup.procs"
    done
    exec ip netns exec "$6" unshare --mount --uts --ipc --cgroup --pid --fork --kill-child --propagation private \
        "$3/init.sh" "$2" "$4" "$5"
' sh "$name" "$dir/root" "$here" "$host" "$dir/binds.txt" "$namespace" >"$dir/console" 2>&1 </dev/null &
supervisor=$!
pid=
for _ in $(seq 2000); do
    # The shell has children of its own before it becomes unshare, whose only child is process 1.
    [ "$(cat "/proc/$supervisor/comm" 2>/dev/null)" != unshare ] || pid=$(pgrep -P "$supervisor" || true)
    [ -z "$pid" ] || break
    kill -0 "$supervisor" 2>/dev/null || break
    sleep 0.01
done
[ -n "$pid" ] || { echo "$host did not start: $(cat "$dir/console")" >&2; exit 1; }
echo "$pid" >"$dir/pid"
