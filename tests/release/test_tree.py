"""The tree of a version as a file for updates: the same as in the package of Debian, with the hash of each file."""

import json
import shutil
import subprocess
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from edge import __version__
from edge.uplink.outbox.migrations import VERSION as OUTBOX_FORM
from tests.lock import Target
from tests.packaging.deb import Deb, build_deb
from tests.packaging.sources import ROOT
from tests.packaging.tree import pack, sums_of_tree, write_sums

pytestmark = pytest.mark.skipif(
    shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed: apt-get install dpkg"
)


@pytest.fixture(scope="module")
def tree(deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree, unpacked from its file as a kiosk unpacks it."""
    folder = tmp_path_factory.mktemp("tree")
    with tarfile.open(deb.with_name(f"vitrina_{__version__}_debian12_amd64.tar")) as archive:
        archive.extractall(folder, filter="tar")
    return folder


@pytest.mark.parametrize(
    ("python", "machine", "platform"),
    [
        ("3.11", "x86_64", "debian12_amd64"),
        ("3.13", "aarch64", "debian13_arm64"),
        ("3.10", "aarch64", "ubuntu22.04_arm64"),
    ],
)
def test_its_name_says_version_system_and_processor(python: str, machine: str, platform: str) -> None:
    deb = Deb(Target(python, machine), "0.2.0")
    assert (deb.platform, deb.tree_name) == (platform, f"vitrina_0.2.0_{platform}.tar")


def test_it_is_the_tree_of_the_package(deb: Path, tree: Path, tmp_path: Path) -> None:
    subprocess.run(["dpkg-deb", "--extract", deb, tmp_path], check=True, timeout=60)
    installed = tmp_path / "opt/vitrina/versions" / __version__
    assert sums_of_tree(tree) == sums_of_tree(installed)
    modes = {path.relative_to(tree): path.lstat().st_mode for path in tree.rglob("*")}
    assert modes == {path.relative_to(installed): path.lstat().st_mode for path in installed.rglob("*")}


def test_its_list_has_the_hash_of_each_file_and_the_target_of_each_link(tree: Path) -> None:
    listed = dict(line.split("  ")[::-1] for line in (tree / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    paths = {
        path.relative_to(tree).as_posix(): path for path in tree.rglob("*") if not path.is_dir() or path.is_symlink()
    }
    assert list(listed) == sorted(listed, key=str.encode)
    assert listed.keys() == paths.keys() - {"SHA256SUMS"}
    assert listed["bin/python"] == "link:/usr/bin/python3.11"
    assert listed["bin/vitrina"] == sha256(paths["bin/vitrina"].read_bytes()).hexdigest()


def test_the_list_comes_last_and_nothing_names_who_packed_it(deb: Path) -> None:
    """A file that ends half-way has no list, so nobody takes it for whole."""
    with tarfile.open(deb.with_name(f"vitrina_{__version__}_debian12_amd64.tar")) as archive:
        members = archive.getmembers()
    assert members[-1].name == "SHA256SUMS"
    assert {(member.uid, member.gid, member.uname) for member in members} == {(0, 0, "root")}
    assert all(member.isreg() or member.isdir() or member.issym() for member in members)
    assert not [member.name for member in members if member.name.startswith(("/", ".")) or "__pycache__" in member.name]


def test_its_facts_are_what_a_kiosk_asks_before_it_takes_it(tree: Path) -> None:
    assert json.loads((tree / "tree.json").read_text(encoding="utf-8")) == {
        "version": __version__,
        "platform": "debian12_amd64",
        "arch": "amd64",
        "python": "3.11",
        "outbox": OUTBOX_FORM,
        "settings_schema": 1,
        "min_from": None,
    }


def test_the_same_sources_give_the_same_file(deb: Path, tmp_path: Path) -> None:
    build_deb(Target("3.11", "x86_64"), tmp_path / "out", tmp_path, lock="")
    name = f"vitrina_{__version__}_debian12_amd64.tar"
    assert (tmp_path / "out" / name).read_bytes() == deb.with_name(name).read_bytes()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A tree with what a list must get right: byte code, links, an empty folder, and names in the order of bytes."""
    tree = tmp_path / "tree"
    for name in (
        "lib/a/x.py",
        "lib/a-b/x.py",
        "lib/a/__pycache__/x.pyc",
        "lib/Z.py",
        "bin/vitrina",
        "lib/a b.txt",
        "lib/é",
    ):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(name, encoding="utf-8")
    (tree / "empty").mkdir()
    (tree / "lib64").symlink_to("lib")
    (tree / "bin/python").symlink_to("/usr/bin/python3")
    return tree


def test_install_sh_writes_the_same_list(small: Path) -> None:
    """A tree that it makes is checked as one of a package."""
    script = f". {ROOT}/install.sh; HERE={ROOT}; WORK={small.parent}; set_places; write_sums {small}"
    (small / "SHA256SUMS").write_text("old", encoding="utf-8")
    subprocess.run(["sh", "-euc", script], check=True, timeout=20)
    assert (small / "SHA256SUMS").read_text(encoding="utf-8") == sums_of_tree(small)
    assert "__pycache__" not in sums_of_tree(small)


def test_a_tree_is_packed_with_its_folders_and_links(small: Path, tmp_path: Path) -> None:
    write_sums(small)
    with tarfile.open(pack(small, tmp_path / "small.tar")) as archive:
        names = archive.getnames()
        assert archive.getmember("lib64").linkname == "lib"
    assert "empty" in names
    assert names.index("lib") < names.index("lib/Z.py")
    assert not [name for name in names if "__pycache__" in name]
