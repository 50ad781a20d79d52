"""Trees of versions: whole or absent, and a link that always leads to a whole one."""

import io
import json
import os
import sys
import tarfile
from pathlib import Path

import pytest

from edge.fleet.refusals import FleetRefused
from edge.fleet.tree_sums import check_tree
from edge.fleet.trees import Trees
from tests.doubles.updating_kiosk import install_tree, link_target, write_archive

OWN_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(autouse=True)
def no_sync_of_other_disks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sync", lambda: None)


def test_a_version_is_unpacked_beside_and_switched_to_by_one_link(tmp_path: Path) -> None:
    trees = install_tree(tmp_path / "vitrina", tmp_path, "0.2.0")
    assert (trees.current(), trees.versions()) == ("0.2.0", ("0.2.0",))
    trees.unpack(write_archive(tmp_path, "0.10.0"), "0.10.0")
    assert trees.versions() == ("0.2.0", "0.10.0")
    assert trees.current() == "0.2.0"
    trees.switch("0.10.0")
    assert trees.current() == "0.10.0"
    assert link_target(tmp_path / "vitrina") == "versions/0.10.0"
    assert os.access(trees.path("0.10.0") / "bin/vitrina", os.X_OK)
    assert (trees.path("0.10.0") / "lib/link").read_text() == "0.10.0" * 10
    check_tree(trees.path("0.10.0"))


def test_an_archive_that_differs_from_its_list_leaves_nothing(tmp_path: Path) -> None:
    trees = Trees(tmp_path / "vitrina")
    for changes in ({"bin/vitrina": b"evil"}, {"more": b"x"}):
        with pytest.raises(FleetRefused, match="other files differ") as refused:
            trees.unpack(write_archive(tmp_path, "0.2.0", changes=changes), "0.2.0")
        assert refused.value.code == "mismatch"
    (tmp_path / "broken.tar").write_bytes(write_archive(tmp_path, "0.2.0").read_bytes()[:1500])
    with pytest.raises(FleetRefused, match="damaged"):
        trees.unpack(tmp_path / "broken.tar", "0.2.0")
    assert list((tmp_path / "vitrina/versions").iterdir()) == []


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    return made


@pytest.mark.parametrize(
    "made",
    [
        member("../outside"),
        member("/etc/cron.d/evil"),
        member("a/../../outside"),
        member("link", tarfile.SYMTYPE, "../../../outside"),
        member("link", tarfile.SYMTYPE, "/etc/passwd"),
        member("link", tarfile.SYMTYPE, "/usr/bin/python3/../../../etc/passwd"),
        member("hard", tarfile.LNKTYPE, "/etc/passwd"),
        member("pipe", tarfile.FIFOTYPE),
        member("device", tarfile.CHRTYPE),
        member("lib/__pycache__/evil.pyc"),
    ],
)
def test_an_archive_writes_nothing_outside_its_tree(made: tarfile.TarInfo, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(made, io.BytesIO())
    with pytest.raises(FleetRefused, match="its archive has"):
        Trees(tmp_path / "vitrina").unpack(tmp_path / "evil.tar", "0.2.0")
    assert {path.name for path in tmp_path.iterdir()} == {"evil.tar", "vitrina"}


def test_links_that_lead_on_from_each_other_write_nothing_outside_the_tree(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(member("a/b/c/d", tarfile.DIRTYPE))
        tar.addfile(member("a/b/c/d/top", tarfile.SYMTYPE, "../../../.."))  # the tree itself
        tar.addfile(member("out", tarfile.SYMTYPE, "a/b/c/d/top/../../../.."))  # by its letters: the tree, too
        tar.addfile(member("out/planted", tarfile.SYMTYPE, "python"))
    with pytest.raises(FleetRefused, match="inner link"):
        Trees(tmp_path / "vitrina").unpack(tmp_path / "evil.tar", "0.2.0")
    assert {path.name for path in tmp_path.iterdir()} == {"evil.tar", "vitrina"}


def test_no_link_is_made_in_a_folder_that_is_a_link_itself(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(member("lib", tarfile.DIRTYPE))
        tar.addfile(member("lib64", tarfile.SYMTYPE, "lib"))
        tar.addfile(member("lib64/python", tarfile.SYMTYPE, "../bin"))
    with pytest.raises(FleetRefused, match="a link in a link"):
        Trees(tmp_path / "vitrina").unpack(tmp_path / "evil.tar", "0.2.0")


def test_no_program_of_a_tree_runs_while_it_is_unpacked(tmp_path: Path) -> None:
    """Root unpacks it; its own programs run as the kiosk's user only."""
    ran = tmp_path / "ran"
    spy = f"#!/bin/sh\ntouch {ran}\n".encode()
    library = f"lib/python3.{sys.version_info.minor}"
    archive = write_archive(tmp_path, "0.2.0", more={"bin/python": spy, f"{library}/one.py": b"ONE = 1\n"})
    trees = Trees(tmp_path / "vitrina")
    trees.unpack(archive, "0.2.0")
    assert trees.versions() == ("0.2.0",)
    assert not ran.exists()
    assert list((trees.path("0.2.0") / library / "__pycache__").glob("one.*.pyc"))


def test_an_archive_of_another_form_is_refused_and_not_a_fault_of_the_updater(tmp_path: Path) -> None:
    (tmp_path / "evil.tar").write_bytes(b"\xfd7zXZ\x00" + bytes(600))
    with pytest.raises(FleetRefused, match="cannot be read"):
        Trees(tmp_path / "vitrina").unpack(tmp_path / "evil.tar", "0.2.0")
    with tarfile.open(tmp_path / "evil.tar", "w", format=tarfile.PAX_FORMAT) as tar:
        made = member("x")
        made.pax_headers = {"path": "lib/a\0b"}
        tar.addfile(made, io.BytesIO())
    with pytest.raises(FleetRefused, match="cannot be read"):
        Trees(tmp_path / "vitrina").unpack(tmp_path / "evil.tar", "0.2.0")


def test_no_file_is_written_through_a_link_of_the_same_archive(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(member("bin/python", tarfile.SYMTYPE, "/usr/bin/python3"))
        tar.addfile(member("bin/python"), io.BytesIO())
    with pytest.raises(FleetRefused, match="twice"):
        Trees(tmp_path / "vitrina").unpack(tmp_path / "evil.tar", "0.2.0")


def test_the_newest_two_the_running_and_the_former_version_stay(tmp_path: Path) -> None:
    trees = install_tree(tmp_path / "vitrina", tmp_path, "0.1.0")
    for version in ("0.2.0", "0.3.0", "0.4.0", "0.5.0"):
        trees.unpack(write_archive(tmp_path, version), version)
    (tmp_path / "vitrina/versions/.new-0.6.0").mkdir()
    trees.prune({"0.2.0"})
    assert trees.versions() == ("0.1.0", "0.2.0", "0.4.0", "0.5.0")
    assert len(os.listdir(tmp_path / "vitrina/versions")) == 4


def test_without_a_tree_there_is_nothing_to_switch_to(tmp_path: Path) -> None:
    trees = Trees(tmp_path / "vitrina")
    assert trees.current() is None
    assert trees.versions() == ()
    assert trees.free_bytes() > 0
    with pytest.raises(FleetRefused, match="does not exist"):
        trees.switch("0.2.0")
    trees.prune(())


@pytest.mark.parametrize("target", ["versions/../../etc", "versions/0.9.0", "/tmp/0.2.0", "versions/0.2.0/lib"])
def test_a_link_to_another_place_leads_to_no_version(target: str, tmp_path: Path) -> None:
    trees = install_tree(tmp_path / "vitrina", tmp_path, "0.2.0")
    (tmp_path / "vitrina/current").unlink()
    (tmp_path / "vitrina/current").symlink_to(target)
    assert trees.current() is None


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"version": "0.3.0", "python": OWN_PYTHON, "min_from": "0.2.0"}, None),
        ({"version": "0.3.0", "python": OWN_PYTHON, "min_from": None}, None),
        ({"version": "0.3.1", "python": OWN_PYTHON, "min_from": None}, "mismatch"),
        ({"version": "0.3.0", "python": "3.99", "min_from": None}, "python"),
        ({"version": "0.3.0", "python": "/../../bin/true", "min_from": None}, "python"),
        ({"version": "0.3.0", "python": OWN_PYTHON, "min_from": "0.2.1"}, "min_from"),
        ({"version": "0.3.0", "python": OWN_PYTHON, "min_from": "x"}, "mismatch"),
        ([], "mismatch"),
    ],
)
def test_a_tree_that_says_that_it_does_not_fit_is_refused(facts: object, code: str | None, tmp_path: Path) -> None:
    trees = install_tree(tmp_path / "vitrina", tmp_path, "0.2.0")
    archive = write_archive(tmp_path, "0.3.0", more={"tree.json": json.dumps(facts).encode()})
    if code is None:
        trees.unpack(archive, "0.3.0")
        return
    with pytest.raises(FleetRefused) as refused:
        trees.unpack(archive, "0.3.0")
    assert refused.value.code == code
    assert trees.versions() == ("0.2.0",)
