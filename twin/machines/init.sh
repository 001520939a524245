#!/usr/bin/env bash
# Process 1 of the new namespaces: mounts what systemd expects, changes root, becomes systemd. Called by boot.sh.
set -euo pipefail
root=$1 host=$2 binds=$3
hostname "$host"
cd "$root"
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t sysfs -o nosuid,nodev,noexec,ro sysfs sys
mount -t tmpfs -o mode=755,nosuid tmpfs dev
device() { mkdir -p "$(dirname "$2")"; touch "$2"; mount --bind "$1" "$2"; }
for name in null zero full random urandom tty; do device "/dev/$name" "dev/$name"; done
[ ! -e /dev/net/tun ] || device /dev/net/tun dev/net/tun
mkdir -p dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for stream in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${stream%%:*}" "dev/${stream#*:}"; done
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs dev/shm
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs run
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs tmp
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    mount -t cgroup2 cgroup2 sys/fs/cgroup
else
    # With version 1 systemd needs a hierarchy of its own name; it mounts the controllers itself, but asks for
    # "cpu,cpuacct" as one where the machine may have two, and Docker then finds no cpu controller.
    mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
    mkdir sys/fs/cgroup/systemd
    mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
    for controller in cpu cpuacct; do
        mkdir "sys/fs/cgroup/$controller"
        mount -t cgroup -o "$controller" cgroup "sys/fs/cgroup/$controller" || rmdir "sys/fs/cgroup/$controller"
    done
fi
# An overlay cannot lie on an overlay: what Docker keeps, and data volumes, are folders or devices of this machine.
while IFS=: read -r source target name; do
    if [ -b "$source" ]; then
        device "$source" ".$target"
        mkdir -p dev/disk/by-id
        ln -s "../../${target##*/}" "dev/disk/by-id/$name"
        continue
    fi
    mkdir -p "$source" ".$target"
    mount --bind "$source" ".$target"
done <"$binds"
# What no namespace holds and would reach the machine.
[ ! -e proc/sysrq-trigger ] || mount --bind /dev/null proc/sysrq-trigger
[ ! -e proc/kmsg ] || mount --bind /dev/null proc/kmsg
mkdir -p mnt/old
pivot_root . mnt/old
cd /
umount -l /mnt/old
exec setpriv --bounding-set -sys_module,-sys_time,-syslog,-wake_alarm,-block_suspend,-mac_admin,-mac_override,-sys_rawio \
    env -i container=twin PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
    /lib/systemd/systemd --log-target=console --show-status=false
