#!/usr/bin/env bash
# Makes an archive that `docker load` takes, to stand in OpenHands' place: agentImage.sh TARGET.tar.gz SUITE PACKAGES
# Beside it TARGET.tar.gz.json: the name of the image and its layers. What answers on port 8000 says yes to everything; what
# matters is who may talk to whom from inside, and that root in it has every tool.
set -euo pipefail
target=$1 suite=$2 packages=$3
[ ! -e "$target" ] || exit 0
work=$(mktemp -d "$target.XXXXXX")
trap 'rm -rf "$work"' EXIT
here=$(dirname "$(readlink -f "$0")")
mmdebstrap --quiet --variant=minbase --include="$packages" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook="copy-in $here/standIn.py /srv" "$suite" "$work/layer.tar"
layer=sha256:$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
cat >"$work/config.json" <<END
{"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ["$layer"]}, "history": [{}],
 "config": {"User": "10001:10001", "Cmd": ["python3", "-u", "/srv/standIn.py"], "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]}}
END
cat >"$work/manifest.json" <<END
[{"Config": "config.json", "RepoTags": ["twin/openhands:stand-in"], "Layers": ["layer.tar"]}]
END
tar -C "$work" -c manifest.json config.json layer.tar | gzip -1 >"$work/archive"
printf '{"name": "twin/openhands:stand-in", "layers": ["%s"], "archive": {"sha256": "%s", "bytes": %s}}\n' "$layer" \
    "$(sha256sum "$work/archive" | cut -d' ' -f1)" "$(stat -c %s "$work/archive")" >"$target.json"
mv "$work/archive" "$target"
