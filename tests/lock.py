"""Hashes of the lock files, from the package index: `make locks` (`python -m tests.lock`).

A pin is written by hand: `name==version`, with a marker where it needs one. Below it come the hashes of all its wheels
for the targets; the tool renews them and leaves every other line. uv asks the index, for pip's lock format lists the
wheels of one machine only.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

from edge.exit_codes import BAD_USAGE, DONE, UNEXPECTED

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
KIOSK = ROOT / "requirements.lock"
DEV = ROOT / "requirements-dev.lock"
CENTRAL = ROOT / "requirements-central.lock"
PLAYER = ROOT / "requirements-player.lock"
PDF = ROOT / "requirements-pdf.lock"
OIDC = ROOT / "requirements-oidc.lock"
ANALYSIS = ROOT / "requirements-analysis.lock"
STUDY = ROOT / "requirements-study.lock"
COMMENTS = ROOT / "requirements-comments.lock"
DOCS = ROOT / "requirements-docs.lock"
PAPERS = ROOT / "requirements-papers.lock"
FLEET = ROOT / "requirements-fleet.lock"
DEMO = ROOT / "requirements-demo.lock"
NEUROKIT = ROOT / "requirements-neurokit.lock"
TOGETHER = [KIOSK, DEV, CENTRAL, PLAYER, PDF, OIDC, ANALYSIS, STUDY, COMMENTS, DOCS, PAPERS, FLEET]
"""Lock files that the tests install into one environment."""
ALL = [*TOGETHER, DEMO, NEUROKIT]
GLIBC = [f"manylinux_2_{minor}" for minor in range(35, 4, -1)] + ["manylinux2014", "manylinux2010", "manylinux1"]
"""Platform tags up to glibc 2.35, that of JetPack 6. Without musl, for which MediaPipe and OpenCV have no wheels."""
UV = ["uv", "pip", "compile", "--quiet", "--no-cache", "--no-deps", "--universal"]
UV += [f"--python={sys.executable}", "--format=pylock.toml", "-"]


class LockError(Exception):
    """A lock file could not be renewed; nothing was written. The text says what to do."""


@dataclass(frozen=True)
class Target:
    """A Python and a processor that a kiosk may have."""

    python: str
    machine: str

    @property
    def platforms(self) -> list[str]:
        """Platform tags of the wheels that run there."""
        return [f"{tag}_{self.machine}" for tag in GLIBC]

    @cached_property
    def tags(self) -> set[Tag]:
        """Tags of the wheels that can be installed there."""
        major, minor = map(int, self.python.split("."))
        interpreter = f"cp{major}{minor}"
        native = cpython_tags((major, minor), [interpreter], self.platforms)
        return {*native, *compatible_tags((major, minor), interpreter, self.platforms)}

    def wants(self, requirement: Requirement, extras: Sequence[str] = ("",)) -> bool:
        """True if the marker of a requirement holds there, for one of the extras."""
        target = {
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "platform_machine": self.machine,
            "platform_system": "Linux",
            "sys_platform": "linux",
            "os_name": "posix",
        }
        return requirement.marker is None or any(requirement.marker.evaluate({**target, "extra": e}) for e in extras)


TARGETS = [Target(f"3.{minor}", machine) for minor in range(10, 14) for machine in ("x86_64", "aarch64")]
CENTRAL_TARGETS = [target for target in TARGETS if target.python != "3.10"]


def targets_of(file: Path) -> list[Target]:
    """Targets of a lock file: the central server and the site with its examples need Python 3.11 or newer."""
    of_central = (CENTRAL.name, OIDC.name, ANALYSIS.name, DOCS.name, NEUROKIT.name)
    return CENTRAL_TARGETS if file.name in of_central else TARGETS


@dataclass(frozen=True)
class Pin:
    """A line of a lock file, with the hashes below it."""

    line: str
    hashes: frozenset[str]

    @property
    def requirement(self) -> Requirement:
        """Name, version and marker."""
        return Requirement(self.line)


PIN = re.compile(r"^(?P<line>[\w.-]+==[^\\\n]*?)(?P<hashes>(?:\s*\\\n\s+--hash=sha256:[0-9a-f]{64})*)$", re.MULTILINE)


def pins(text: str) -> list[Pin]:
    """The pins of a lock file."""
    return [Pin(m["line"], frozenset(re.findall(r"[0-9a-f]{64}", m["hashes"]))) for m in PIN.finditer(text)]


def renewed(text: str, pylock: str, targets: Sequence[Target] = TARGETS) -> str:
    """The text of a lock file with the hashes that an index has for its pins, as uv lists them. Raises LockError."""
    wheels = {
        (package["name"], package["version"]): {
            wheel["url"].rpartition("/")[2]: wheel["hashes"]["sha256"] for wheel in package.get("wheels", [])
        }
        for package in tomllib.loads(pylock)["packages"]
    }

    def with_hashes(match: re.Match[str]) -> str:
        requirement = Requirement(match["line"])
        (version,) = requirement.specifier
        hashes = _hashes(requirement, wheels.get((canonicalize_name(requirement.name), version.version), {}), targets)
        return " \\\n    ".join([match["line"], *(f"--hash=sha256:{sha256}" for sha256 in hashes)])

    return PIN.sub(with_hashes, text)


def _hashes(pin: Requirement, wheels: Mapping[str, str], targets: Sequence[Target]) -> list[str]:
    """Hashes of the wheels, by file name, that fit a target where the pin counts. Each such target needs one."""
    fitting: set[str] = set()
    for target in filter(lambda target: target.wants(pin), targets):
        found = {sha256 for name, sha256 in wheels.items() if parse_wheel_filename(name)[3] & target.tags}
        if not found:
            raise LockError(
                f"lock: {pin.name}{pin.specifier} has no wheel for Python {target.python} on {target.machine}. "
                "Pin a version that has one there. Nothing was written."
            )
        fitting |= found
    return sorted(fitting)


def asked(text: str, targets: Sequence[Target] = TARGETS) -> str:
    """The index's wheels of the pins of a lock file, as uv lists them in a pylock.toml. Raises LockError."""
    command = [*UV, f"--python-version={targets[0].python}"]
    try:
        run = subprocess.run(
            command, input="\n".join(pin.line for pin in pins(text)), capture_output=True, text=True, check=True
        )
    except FileNotFoundError:
        raise LockError("lock: uv is not installed. Run it by: make locks") from None
    except subprocess.CalledProcessError as error:
        raise LockError(
            f"lock: the index has not what is pinned. Nothing was written. uv says: {error.stderr}"
        ) from None
    return run.stdout


def main(arguments: Sequence[str] | None = None) -> int:
    """Renews the lock files. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.lock", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=ALL, help="default: those of this folder")
    files = parser.parse_args(arguments).files
    try:
        texts = [path.read_text(encoding="utf-8") for path in files]
        wanted = [targets_of(path) for path in files]
        texts = [renewed(text, asked(text, targets), targets) for text, targets in zip(texts, wanted, strict=True)]
    except OSError as error:
        print(f"lock: {error.filename}: {error.strerror}. Name a lock file.", file=sys.stderr)
        return BAD_USAGE
    except LockError as error:
        print(error, file=sys.stderr)
        return UNEXPECTED
    for path, text in zip(files, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
