"""Makes the folder of an ARM machine: a bare Debian by debootstrap, and the kiosk's packages by pip.

Both are fetched and unpacked by the programs of this machine. The packages of Debian are not configured: their scripts
would be emulated for minutes, and the kiosk needs none of them but the list of libraries (ldconfig).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.arm.machine import PATH, Machine
from tests.lock import KIOSK, PLAYER, Target, pins

SUITE, PYTHON = "bookworm", "3.11"
GLIBC_MINOR = 36
"""Of Debian 12."""
INCLUDED = "python3,libgl1,libegl1,libgles2,libglib2.0-0,libsm6,libxext6,libportaudio2"
"""As install.sh installs."""
TARGET = Target(PYTHON, "aarch64")
COMMAND_S = 3600.0


def make_root(root: Path) -> None:
    """Makes the folder, if it is not there yet. subprocess.CalledProcessError if a package cannot be fetched."""
    if not root.exists():
        made = root.with_suffix(".made")
        shutil.rmtree(made, ignore_errors=True)
        foreign = ("--foreign", "--arch=arm64", "--variant=minbase", f"--include={INCLUDED}")
        _run("debootstrap", *foreign, SUITE, str(made))
        for package in sorted((made / "var/cache/apt/archives").glob("*.deb")):
            _unpack(package, made)
            package.unlink()
        for name in ("opt/vitrina", "srv"):
            (made / name).mkdir(parents=True, exist_ok=True)
        made.rename(root)
    lock = root / "opt/packages.lock"
    wanted = lock_lines()
    if not lock.exists() or lock.read_text() != wanted:
        _install(root, wanted)
        lock.write_text(wanted)


def _unpack(package: Path, root: Path) -> None:
    """As dpkg does, but for links of the root to folders, which stay."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as read:
        tar = ["tar", "-C", str(root), "--keep-directory-symlink", "-x"]
        subprocess.run(tar, stdin=read.stdout, check=True, timeout=COMMAND_S)
    assert read.returncode == 0, f"{package} could not be read"


def lock_lines() -> str:
    """The pins of a kiosk with a player that count on ARM, with their hashes."""
    found = {
        canonicalize_name(pin.requirement.name): pin
        for file in (KIOSK, PLAYER)
        for pin in pins(file.read_text(encoding="utf-8"))
        if TARGET.wants(pin.requirement)
    }
    hashes = {name: " ".join(f"--hash=sha256:{each}" for each in sorted(pin.hashes)) for name, pin in found.items()}
    return "".join(
        f"{name}{pin.requirement.specifier} {hashes[name]}\n" for name, pin in sorted(found.items()) if pin.hashes
    )


def _install(root: Path, lock: str) -> None:
    packages = root / "opt/packages"
    shutil.rmtree(packages, ignore_errors=True)
    file = root / "opt/wanted.lock"
    file.write_text(lock)
    _run(*pip_command(packages, file))
    # Its own program: that of this machine passes over libraries of another processor.
    done = Machine(root, packages, packages, COMMAND_S).run("ldconfig")
    assert done.returncode == 0, f"ldconfig: {done.stderr}"


def pip_command(packages: Path, lock: Path) -> Sequence[str]:
    """Command that puts the wheels for ARM into a folder, and nothing that is not in the lock file."""
    platforms = [f"manylinux_2_{minor}_aarch64" for minor in range(GLIBC_MINOR, 4, -1)] + ["manylinux2014_aarch64"]
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(packages)]
    kind = ["--only-binary=:all:", "--implementation=cp", f"--python-version={PYTHON}", "--no-deps", "--require-hashes"]
    return [*install, *kind, *(f"--platform={tag}" for tag in platforms), "--requirement", str(lock)]


def _run(*command: str) -> None:
    environ = {**os.environ, "PATH": PATH}
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=COMMAND_S, env=environ)
