"""`make fleet-try`: its programs and its table. A whole machine is tried by the command."""

import json
import os
import time
from pathlib import Path

import pytest

from edge import __version__
from edge.fleet.tree_archive import unpack_archive
from edge.fleet.tree_sums import check_tree
from edge.fleet.versions import version_key
from tests.fleet_try.__main__ import merge_rows, table
from tests.fleet_try.programs import PROGRAMS, write_program
from tests.fleet_try.trial import FleetTrial
from tests.install_try.machine import Machine
from tests.packaging.tree import pack, write_facts, write_sums

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", [name for name, program in PROGRAMS.items() if program.file])
def test_every_fault_still_has_its_place_in_the_program(name: str) -> None:
    program = PROGRAMS[name]
    text = program.change((ROOT / program.file).read_text(encoding="utf-8"))
    compile(text, program.file, "exec")


def test_each_program_is_newer_than_this_one_and_than_the_one_before() -> None:
    versions = [version_key(version) for version in (__version__, *(each.version for each in PROGRAMS.values()))]
    assert versions == sorted(set(versions))


def test_a_bad_program_is_a_whole_tree_with_one_changed_file(tmp_path: Path) -> None:
    program, tree = PROGRAMS["no-camera"], tmp_path / "tree"
    library = tree / "lib/python3.13/site-packages"
    for name in ("edge/__init__.py", program.file, "edge/clock.py"):
        (library / name).parent.mkdir(parents=True, exist_ok=True)
        (library / name).write_bytes((ROOT / name).read_bytes())
    write_facts(tree, __version__, "debian13_amd64", "3.13")
    write_sums(tree)
    released = pack(tree, tmp_path / f"vitrina_{__version__}_debian13_amd64.tar")
    (tmp_path / "made").mkdir()
    archive = write_program(program, released, tmp_path / "made")
    assert archive.name == f"vitrina_{program.version}_debian13_amd64.tar"
    new = tmp_path / "new"
    new.mkdir()
    unpack_archive(archive, new)
    check_tree(new)
    assert json.loads((new / "tree.json").read_text())["version"] == program.version
    assert program.code in (new / library.relative_to(tree) / program.file).read_text()


def test_a_row_replaces_the_one_of_the_same_program_and_keeps_the_order_of_the_trial() -> None:
    crash, hang = (f"a version that {PROGRAMS[name].what}" for name in ("crash", "hang"))
    first = merge_rows("Not measured yet.", (hang, "kept", "1.0", "1", "0", "0"))
    second = merge_rows(table(first), (crash, "kept", "2.0", "1", "0", "0"))
    third = merge_rows(table(second), (hang, "returned", "3.0", "1", "0", "0"))
    assert [(row[0], row[2]) for row in third] == [(crash, "2.0"), (hang, "3.0")]


def test_the_minutes_of_a_row_begin_with_the_program_and_not_after_its_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_CERT", raising=False)  # the machine here is an empty folder
    link = tmp_path / "opt/vitrina/current"
    link.parent.mkdir(parents=True)
    link.symlink_to("versions/0.1.7")
    switched_s = time.time() - 300.0
    os.utime(link, (switched_s, switched_s), follow_symlinks=False)
    trial = FleetTrial(Machine(tmp_path), tmp_path, tmp_path)
    assert time.monotonic() - trial.start_s("0.1.7") == pytest.approx(300.0, abs=5.0)
    assert time.monotonic() - trial.start_s("0.1.8") == pytest.approx(0.0, abs=5.0)
