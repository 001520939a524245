#!/usr/bin/env bash
# Builds the root file system that all hosts of the twin share: makeRoot.sh TARGET SUITE PACKAGES, packages separated by
# commas. An overlay makes one root serve every role. Minutes; done once, since the target's name holds a
# hash of what is asked for. A build that is cut off leaves nothing that bears the target's name.
set -euo pipefail
target=$1 suite=$2 packages=$3
[ ! -d "$target" ] || exit 0
# What an earlier build left when it was cut off; the caller holds the lock, so nobody is writing there.
rm -rf "$target.new"
mmdebstrap --quiet --variant=minbase --include="$packages" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' "$suite" "$target.new"
# Audit belongs to the first pid namespace of a machine: auditd cannot run in a container (its rules are checked elsewhere).
# The other units would act on their own, at times of their own.
for unit in auditd.service audit-rules.service apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer fstrim.timer; do
    ln -sf /dev/null "$target.new/etc/systemd/system/$unit"
done
# What a package starts as it is installed is not what Ubuntu's image runs: a host's own bundle enables what it wants.
for unit in nginx haproxy stunnel4 fail2ban ulogd2 docker containerd; do
    rm -f "$target.new"/etc/systemd/system/*.wants/"$unit".{service,socket}
done
rm -f "$target.new/etc/machine-id" "$target.new/etc/hostname" "$target.new/etc/resolv.conf"
mv "$target.new" "$target"
