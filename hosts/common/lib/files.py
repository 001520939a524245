"""The files of a bundle on the host: what differs, staged beside its target, renamed into place, put back."""

from __future__ import annotations

import filecmp
import os
import shutil
import stat

HOST = os.environ.get("HOST_APPLY_ROOT", "")
BUNDLE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KEPT = f"{HOST}/var/lib/isolated-openhands/kept"


def write_whole(path: str, text: str) -> None:
    with open(f"{path}.new", "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.new", path)
    directory = os.open(os.path.dirname(path), os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def touches(prefixes: tuple[str, ...], paths: list[str]) -> bool:
    return any(path.startswith(prefixes) for path in paths)


def bundled() -> list[str]:
    """Absolute paths on the host, sorted."""
    top = f"{BUNDLE}/root"
    return sorted(os.path.join(at, name)[len(top) :] for at, _, names in os.walk(top) for name in names)


def differs(path: str) -> bool:
    source, target = f"{BUNDLE}/root{path}", HOST + path
    if not os.path.lexists(target):
        return True
    wanted, found = os.stat(source), os.lstat(target)
    same = (wanted.st_mode, wanted.st_uid, wanted.st_gid) == (found.st_mode, found.st_uid, found.st_gid)
    return not (same and stat.S_ISREG(found.st_mode) and filecmp.cmp(source, target, shallow=False))


def staged(path: str) -> str:
    """Hidden, and with an ending that no daemon's include pattern matches, in the same file system as the target."""
    directory, name = os.path.split(HOST + path)
    return f"{directory}/.{name}.host-apply"


def unstage(paths: list[str]) -> None:
    for path in paths:
        if os.path.lexists(staged(path)):
            os.unlink(staged(path))


def install(paths: list[str]) -> None:
    if not paths:
        return
    try:
        for path in paths:
            os.makedirs(os.path.dirname(HOST + path), exist_ok=True)
            shutil.copyfile(f"{BUNDLE}/root{path}", staged(path))
            shutil.copymode(f"{BUNDLE}/root{path}", staged(path))
        os.sync()
    except OSError:
        unstage(paths)
        raise
    for path in paths:
        os.replace(staged(path), HOST + path)
        print(f"installed {path}", flush=True)


def remove(paths: list[str]) -> None:
    for path in paths:
        if os.path.lexists(HOST + path):
            os.unlink(HOST + path)
            print(f"removed {path}", flush=True)


def keep(paths: list[str]) -> None:
    """Copies of what is about to be replaced, so that it can be put back."""
    shutil.rmtree(KEPT, ignore_errors=True)
    for path in paths:
        if os.path.lexists(HOST + path):
            os.makedirs(os.path.dirname(KEPT + path), exist_ok=True)
            shutil.copy2(HOST + path, KEPT + path, follow_symlinks=False)


def put_back(paths: list[str]) -> None:
    for path in paths:
        if os.path.lexists(KEPT + path):
            if os.path.lexists(staged(path)):
                os.unlink(staged(path))
            shutil.copy2(KEPT + path, staged(path), follow_symlinks=False)
            os.replace(staged(path), HOST + path)
        elif os.path.lexists(HOST + path):
            os.unlink(HOST + path)
        print(f"put back {path}", flush=True)
