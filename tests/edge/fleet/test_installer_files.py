"""Files beside install.sh that root runs or reads: each must be the one that a signed program has."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from edge.fleet.installer_files import LIST, LOCK, refuse_changed_files
from edge.fleet.refusals import FleetRefused
from edge.fleet.trees import Trees
from tests.doubles.updating_kiosk import write_archive

PACKAGES = "lib/python3.13/site-packages"
SIGNED: Mapping[str, bytes] = {
    f"share/{LIST}": b"edge/fleet/main.py\n",
    "share/systemd/vitrina.service": b"[Service]\nUser=vitrina\n",
    f"share/{LOCK}": b"tuf==7.0.1\n",
    f"{PACKAGES}/edge/fleet/main.py": b"main\n",
    f"{PACKAGES}/tuf.py": b"",
}
"""Files of a program that install.sh brings, too."""
UNIT, MAIN = "systemd/vitrina.service", "edge/fleet/main.py"


def write_beside(folder: Path) -> Path:
    """The same files, as they are beside install.sh."""
    for path, content in SIGNED.items():
        place = folder / path.removeprefix("share/").removeprefix(f"{PACKAGES}/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder


def unpacked(folder: Path, signed: Mapping[str, bytes] = SIGNED) -> Path:
    """Tree of a program with these files."""
    trees = Trees(folder / "vitrina")
    trees.unpack(write_archive(folder, "0.2.0", more=signed), "0.2.0")
    return trees.path("0.2.0")


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    return write_beside(tmp_path / "release")


def test_the_files_of_the_same_release_pass(beside: Path, tmp_path: Path) -> None:
    """Nobody compares what root does not run, such as the packages and the rest of the program."""
    (beside / "tuf.py").write_bytes(b"other")
    (beside / "edge/other.py").write_bytes(b"other")
    refuse_changed_files(beside, unpacked(tmp_path))


@pytest.mark.parametrize("name", [UNIT, MAIN, LIST, LOCK])
@pytest.mark.parametrize("attack", ["changed", "absent", "a link", "not signed"])
def test_a_file_that_is_not_the_signed_one_is_named(name: str, attack: str, beside: Path, tmp_path: Path) -> None:
    signed = dict(SIGNED)
    if attack == "changed":
        (beside / name).write_bytes((beside / name).read_bytes() + b"# evil\n")
    elif attack == "not signed":
        signed = {path: content for path, content in SIGNED.items() if not path.endswith(name)}
    else:
        (beside / name).rename(tmp_path / "moved")
        if attack == "a link":
            (beside / name).symlink_to(tmp_path / "moved")
    with pytest.raises(FleetRefused, match=f"^update: {name} beside install.sh differs from .* 0.2.0, and 0 other"):
        refuse_changed_files(beside, unpacked(tmp_path, signed))


def test_a_unit_that_no_release_has_is_named_among_the_others(beside: Path, tmp_path: Path) -> None:
    (beside / "systemd/vitrina.service.d").mkdir()
    for name in ("systemd/vitrina.service.d/evil.conf", UNIT, LOCK):
        (beside / name).write_bytes(b"evil")
    with pytest.raises(FleetRefused, match=f"^update: {LOCK} beside .* 2 other files. Unpack the release of that"):
        refuse_changed_files(beside, unpacked(tmp_path))


@pytest.mark.parametrize("name", ["systemd", "edge/fleet", "edge"])
def test_a_folder_that_is_a_link_is_refused(name: str, beside: Path, tmp_path: Path) -> None:
    """The attack: the files are those of the release while somebody compares them, and others a moment later."""
    tree = unpacked(tmp_path)
    (beside / name).rename(tmp_path / "moved")
    (beside / name).symlink_to(tmp_path / "moved")
    with pytest.raises(FleetRefused, match=f"^update: {name}.* beside install.sh differs"):
        refuse_changed_files(beside, tree)


def test_the_folder_of_the_script_itself_may_be_a_link(beside: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(beside)
    refuse_changed_files(tmp_path / "link", unpacked(tmp_path))
