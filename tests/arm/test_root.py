"""Packages on the ARM machine are those that the lock files pin for it, and nothing without a hash."""

from pathlib import Path

from packaging.utils import canonicalize_name

from tests.arm.root import TARGET, lock_lines, pip_command
from tests.arm.trial import PACKAGES
from tests.lock import KIOSK, PLAYER, pins


def test_every_pin_that_counts_on_arm_is_installed_with_its_hashes() -> None:
    wanted = {
        canonicalize_name(pin.requirement.name): pin
        for file in (KIOSK, PLAYER)
        for pin in pins(file.read_text(encoding="utf-8"))
        if pin.hashes and TARGET.wants(pin.requirement)
    }
    found = {line.split("==")[0]: line for line in lock_lines().splitlines()}
    assert found.keys() == wanted.keys()
    assert "mediapipe==1." in found["mediapipe"]
    for name, pin in wanted.items():
        assert all(f"--hash=sha256:{each}" in found[name] for each in pin.hashes), name


def test_pip_takes_wheels_of_the_machine_alone() -> None:
    command = pip_command(Path("packages"), Path("some.lock"))
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:", "--python-version=3.11"} <= set(command)
    platforms = [option for option in command if option.startswith("--platform")]
    assert platforms
    assert all(option.endswith("_aarch64") for option in platforms)
    assert "--platform=manylinux_2_37_aarch64" not in platforms  # Debian 12 has glibc 2.36


def test_every_package_whose_version_is_told_is_pinned() -> None:
    names = {line.split("==")[0] for line in lock_lines().splitlines()}
    assert {pair.split("=")[0] for pair in PACKAGES} <= names
