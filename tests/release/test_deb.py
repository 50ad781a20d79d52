"""A package of Debian: what is inside, and what its scripts say. Machines of Debian install it in `make deb-try`.

What these tests make has our own wheel alone, so that they need no network.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from edge import __version__
from edge.fleet.installer_files import refuse_changed_files
from tests.lock import COMMENTS, KIOSK, PLAYER, Target, pins
from tests.packaging.deb import SCRIPTS, Deb, build_deb
from tests.packaging.environment import lock_of, remove_extras
from tests.packaging.sources import ROOT, ReleaseError

TREE = f"opt/vitrina/versions/{__version__}"
BOOKWORM, TRIXIE = Target("3.11", "x86_64"), Target("3.13", "x86_64")

pytestmark = pytest.mark.skipif(
    shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed: apt-get install dpkg"
)


@pytest.fixture(scope="module")
def root(deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package unpacked, with its control files in DEBIAN."""
    folder = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["dpkg-deb", "--raw-extract", deb, folder], check=True, timeout=60)
    return folder


def field(deb: Path, name: str) -> str:
    return subprocess.run(["dpkg-deb", "-f", deb, name], capture_output=True, text=True, check=True).stdout.strip()


def test_the_name_says_version_python_and_processor(deb: Path) -> None:
    assert deb.name == f"vitrina_{__version__}+py311_amd64.deb"
    assert (field(deb, "Package"), field(deb, "Version")) == ("vitrina", f"{__version__}+py311")


def test_the_package_of_a_newer_debian_is_an_update_of_the_older() -> None:
    steps = [Deb(TRIXIE, "0.0.9"), Deb(BOOKWORM, "0.1.0"), Deb(TRIXIE, "0.1.0")]
    for before, after in pairwise(each.full_version for each in steps):
        assert subprocess.run(["dpkg", "--compare-versions", before, "lt", after]).returncode == 0
    assert Deb(Target("3.13", "aarch64"), "0.1.0").file_name == "vitrina_0.1.0+py313_arm64.deb"


def test_it_asks_for_the_python_that_its_packages_are_made_for(deb: Path, root: Path) -> None:
    assert "python3.11" in field(deb, "Depends").split(", ")
    for environment in (TREE, "opt/vitrina/updater"):
        assert (root / environment / "bin/python").readlink() == Path("/usr/bin/python3.11")
        assert (root / environment / "lib/python3.11/site-packages/edge/__init__.py").exists()
        assert (root / environment / "pyvenv.cfg").read_text(encoding="utf-8").startswith("home = /usr/bin\n")


def test_a_tree_names_its_final_path_and_what_calls_it_goes_through_the_link(root: Path) -> None:
    """An update replaces the link; each tree goes on naming its own Python."""
    command = (root / TREE / "bin/vitrina").read_text(encoding="utf-8")
    assert command.startswith(f"#!/{TREE}/bin/python\n")
    assert (root / "usr/bin/vitrina").readlink() == Path("/opt/vitrina/current/bin/vitrina")
    assert sorted(path.name for path in (root / "opt/vitrina").iterdir()) == ["updater", "versions"]
    assert [path.name for path in (root / "opt/vitrina/versions").iterdir()] == [__version__]


def test_the_updater_has_nothing_that_a_kiosk_computes_with(root: Path) -> None:
    """What it is made of: its packages come by a lock file of their own, and of ours a few files."""
    packages = root / "opt/vitrina/updater/lib/python3.11/site-packages"
    files = sorted(str(path.relative_to(packages)) for path in packages.rglob("*") if path.is_file())
    assert files == sorted((ROOT / "systemd/updater-files.txt").read_text(encoding="utf-8").split())
    program = (root / "opt/vitrina/updater/bin/vitrina-updater").read_text(encoding="utf-8")
    assert program.startswith("#!/opt/vitrina/updater/bin/python\n")


def test_it_asks_for_the_systems_packages_of_install_sh(deb: Path) -> None:
    places = (ROOT / "systemd/install-vitrina.sh").read_text(encoding="utf-8")
    (found,) = re.findall(r"PACKAGES='(Python: python3-venv openssl[^']+)'", places)
    wanted = set(re.sub(r"(?m)^.*?: ", "", found).split()) - {"python3-venv"}
    assert wanted <= {*field(deb, "Depends").split(", "), *field(deb, "Recommends").split(", ")}


def test_install_sh_finds_its_own_files_in_the_program_of_its_release(root: Path) -> None:
    """With `--from`, a kiosk of a fleet refuses others."""
    refuse_changed_files(ROOT, root / TREE)


def test_files_are_roots_and_where_debian_wants_them(deb: Path, root: Path) -> None:
    listed = subprocess.run(["dpkg-deb", "-c", deb], capture_output=True, text=True, check=True).stdout.splitlines()
    assert {line.split()[1] for line in listed} == {"root/root"}
    modes = {line.split()[0] for line in listed}
    assert modes == {"drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x", "lrwxrwxrwx"}
    names = {str(path.relative_to(root)) for path in root.rglob("*")}
    assert {
        "usr/lib/systemd/system/vitrina.service",
        "usr/lib/systemd/system/vitrina-screen.service",
        "usr/lib/udev/rules.d/70-vitrina.rules",
        "usr/lib/sysusers.d/vitrina.conf",
        "usr/share/doc/vitrina/copyright",
        "usr/share/doc/vitrina/changelog.gz",
        f"{TREE}/share/examples/subscriber.py",
        f"{TREE}/share/site/index.html",
    } <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("usr/local", "var"))]


def test_the_units_are_those_of_install_sh(root: Path) -> None:
    kiosk = {path.name for path in (ROOT / "systemd").glob("vitrina*.[pst]*[erh]") if "central" not in path.name}
    assert kiosk == {path.name for path in (root / "usr/lib/systemd/system").iterdir()}
    for name in kiosk:
        assert (root / "usr/lib/systemd/system" / name).read_bytes() == (ROOT / "systemd" / name).read_bytes()


def test_what_ends_a_study_on_its_last_day_is_switched_on() -> None:
    """Without the timer its keys would stay for ever."""
    for name in ("postinst", "prerm", "postrm"):
        assert "vitrina-study.timer" in (SCRIPTS / name).read_text(encoding="utf-8")


def test_the_only_settings_are_addresses_that_are_examples(root: Path) -> None:
    names = (root / "DEBIAN/conffiles").read_text(encoding="utf-8").split()
    assert [name.split("/")[-2] for name in names] == ["vitrina.service.d", "vitrina-fleet.service.d"]
    for name in names:
        lines = (root / name.lstrip("/")).read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if line and not line.startswith("#")] == ["[Service]"]


def test_every_file_can_be_verified(root: Path) -> None:
    """`dpkg --verify vitrina` holds the files against these sums."""
    listed = dict(line.split("  ")[::-1] for line in (root / "DEBIAN/md5sums").read_text("utf-8").splitlines())
    files = {str(p.relative_to(root)) for p in root.rglob("*") if p.is_file() and not p.is_symlink()}
    assert listed.keys() == {name for name in files if not name.startswith("DEBIAN/")}
    checked = subprocess.run(["md5sum", "--quiet", "--check", "DEBIAN/md5sums"], cwd=root, capture_output=True)
    assert checked.returncode == 0


def test_nothing_inside_names_the_machine_that_made_it(deb: Path, root: Path) -> None:
    made_in = str(deb.parents[1]).encode()
    assert not [path for path in root.rglob("*") if path.is_file() and made_in in path.read_bytes()]


def test_the_same_sources_give_the_same_package(deb: Path, tmp_path: Path) -> None:
    assert build_deb(BOOKWORM, tmp_path / "out", tmp_path, lock="").read_bytes() == deb.read_bytes()


def test_the_scripts_have_no_faults() -> None:
    scripts = [SCRIPTS / name for name in ("preinst", "postinst", "prerm", "postrm")]
    for script in scripts:
        assert subprocess.run(["sh", "-n", script]).returncode == 0
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed: apt-get install shellcheck")
    assert subprocess.run(["shellcheck", *scripts], capture_output=True, text=True).stdout == ""


def script(name: str, root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs a script as `dpkg --root` does, with files below a folder and without services."""
    environment = {**os.environ, "DPKG_ROOT": str(root), "DPKG_MAINTSCRIPT_PACKAGE": "vitrina"}
    found = subprocess.run(["sh", SCRIPTS / name, *words], capture_output=True, text=True, env=environment, timeout=60)
    assert found.returncode == 0 or found.stderr, "a script that fails says why"
    return found


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine with a kiosk, as this package installs it."""
    for name in ("etc/systemd/system", "etc/vitrina", "var/lib/vitrina/aside", "var/cache/vitrina"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("var/lib/vitrina/outbox.db", "var/lib/vitrina/aside/.hidden"):
        (tmp_path / name).touch()
    for name in ("tuf", "root", "public"):
        (tmp_path / "var/lib/vitrina-fleet" / name).mkdir(parents=True)
    put_tree(tmp_path, __version__)
    (tmp_path / "opt/vitrina/current").symlink_to(f"versions/{__version__}")
    listed = tmp_path / "var/lib/dpkg/info/vitrina.list"
    listed.parent.mkdir(parents=True)
    listed.write_text(f"/.\n/opt/vitrina/versions\n/{TREE}\n/{TREE}/bin\n/opt/vitrina/updater\n", encoding="utf-8")
    return tmp_path


def put_tree(machine: Path, version: str, python: str = "python3.11") -> None:
    """A whole tree of a version."""
    tree = machine / "opt/vitrina/versions" / version
    for name in ("bin/vitrina", f"lib/{python}/x.py", f"lib/{python}/__pycache__/x.pyc", "SHA256SUMS"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).touch()


def remove_files(machine: Path) -> None:
    """What dpkg removes of its files."""
    shutil.rmtree(machine / TREE)


UNIT = "etc/systemd/system/vitrina.service"


def test_a_kiosk_of_install_sh_refuses_the_package(machine: Path) -> None:
    (machine / UNIT).write_text("[Unit]\n", encoding="utf-8")
    (machine / "opt/vitrina/installed").write_text("0.1.0\n", encoding="utf-8")
    found = script("preinst", machine, "install")
    assert (found.returncode, "install.sh --uninstall" in found.stderr) == (1, True)
    (machine / "opt/vitrina/installed").unlink()
    assert script("preinst", machine, "install").returncode == 0
    (machine / "opt/vitrina/bin").mkdir()  # of a release whose kiosks had no versions
    (machine / "opt/vitrina/bin/vitrina").touch()
    assert script("preinst", machine, "install").returncode == 1


def test_it_comes_again_after_it_was_removed(machine: Path) -> None:
    """A removal masks the unit, by a link to /dev/null in the place of a unit of install.sh."""
    remove_files(machine)
    (machine / UNIT).symlink_to("/dev/null")
    found = script("preinst", machine, "install", f"{__version__}+py311")
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize("step", ["upgrade", "install"])
def test_a_unit_that_somebody_changed_whole_hinders_no_update(step: str, machine: Path) -> None:
    """`systemctl edit --full` writes it where install.sh writes one. It stays when the package is removed."""
    (machine / UNIT).write_text("[Unit]\n", encoding="utf-8")
    if step == "install":
        remove_files(machine)
    found = script("preinst", machine, step, f"{__version__}+py311")
    assert (found.returncode, found.stderr) == (0, "")


def put_programs(machine: Path, monkeypatch: pytest.MonkeyPatch, **programs: str) -> None:
    """Programs in the place of the system's, each a line of shell."""
    folder = machine / "programs"
    folder.mkdir(exist_ok=True)
    for name, text in programs.items():
        (folder / name.replace("_", "-")).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (folder / name.replace("_", "-")).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


PERSON = "echo vitrina:x:1001:1001::/home/vitrina:/bin/bash"
SERVICE = "echo $2:x:990:990::/var/lib/vitrina:/usr/sbin/nologin"


@pytest.mark.parametrize("step", ["install", "upgrade"])
def test_an_account_of_a_person_refuses_the_package(step: str, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kiosk would run with a person's rights, and a purge would delete the person."""
    put_programs(machine, monkeypatch, getent=SERVICE)
    assert script("preinst", machine, step).returncode == 0
    put_programs(machine, monkeypatch, getent=PERSON)
    found = script("preinst", machine, step)
    assert (found.returncode, "usermod --login NEW vitrina" in found.stderr) == (1, True)


def test_a_removal_fails_while_a_process_of_the_user_is_left(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where something forbids the scripts of packages to stop services. An update goes on."""
    stop = "echo $* >>$DPKG_ROOT/stopped"
    put_programs(machine, monkeypatch, getent=SERVICE, id="echo 990", deb_systemd_invoke=stop)
    (machine / "run/systemd/system").mkdir(parents=True)
    (machine / "proc/1234").mkdir(parents=True)
    (machine / "proc/1234/status").write_text("Name:\tvitrina\nUid:\t990\t990\t990\t990\n", encoding="utf-8")
    (machine / "proc/1234/cmdline").write_text("/opt/vitrina/bin/vitrina\0run\0", encoding="utf-8")
    found = script("prerm", machine, "remove")
    assert (found.returncode, "1234 (/opt/vitrina/bin/vitrina run)" in found.stderr) == (1, True)
    (stopped,) = (machine / "stopped").read_text(encoding="utf-8").splitlines()
    units = stopped.split()[1:]
    fleet = ["vitrina-fleet.timer", "vitrina-fleet.path", "vitrina-fleet.service", "vitrina-fleet-resume.service"]
    kiosk = ["vitrina-screen.service", "vitrina-study.timer", "vitrina-study.service", "vitrina.service"]
    assert units == fleet + kiosk
    assert script("prerm", machine, "upgrade", "0.2.0").returncode == 0
    shutil.rmtree(machine / "proc/1234")
    assert script("prerm", machine, "remove").returncode == 0


def test_a_removal_ends_where_the_program_is_gone_already(machine: Path) -> None:
    shutil.rmtree(machine / "opt/vitrina")
    assert script("prerm", machine, "remove").returncode == 0


def configured(machine: Path, monkeypatch: pytest.MonkeyPatch, before: str = "") -> str:
    """The tree that runs after `postinst configure`."""
    programs = dict.fromkeys(("systemd_sysusers", "systemd_tmpfiles", "deb_systemd_helper"), ":")
    put_programs(machine, monkeypatch, **programs)
    found = script("postinst", machine, "configure", before)
    assert found.returncode == 0, found.stderr
    return str((machine / "opt/vitrina/current").readlink())


def test_the_tree_of_the_package_runs(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none did, and after an update of the package, whose tree of before is gone by then or not yet."""
    tree, link = f"versions/{__version__}", machine / "opt/vitrina/current"
    link.unlink()
    assert configured(machine, monkeypatch) == tree
    put_tree(machine, "0.0.9")
    for whole in (True, False):
        link.unlink()
        link.symlink_to("versions/0.0.9")
        assert configured(machine, monkeypatch, "0.0.9+py311") == tree, whole
        shutil.rmtree(machine / "opt/vitrina/versions/0.0.9", ignore_errors=True)
    assert configured(machine, monkeypatch, f"{__version__}+py311") == tree


def test_a_tree_that_an_update_chose_goes_on_running(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that replaces units and updater does not take a kiosk out of its fleet's rollout."""
    link = machine / "opt/vitrina/current"
    put_tree(machine, "0.3.0")
    link.unlink()
    link.symlink_to("versions/0.3.0")
    assert configured(machine, monkeypatch, "0.1.0+py311") == "versions/0.3.0"
    (machine / "opt/vitrina/versions/0.3.0/SHA256SUMS").unlink()  # it was being unpacked
    assert configured(machine, monkeypatch, "0.1.0+py311") == f"versions/{__version__}"


def test_a_tree_for_the_python_of_an_older_system_runs_no_more(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = machine / "opt/vitrina/current"
    put_tree(machine, "0.3.0", "python3.9")
    link.unlink()
    link.symlink_to("versions/0.3.0")
    assert configured(machine, monkeypatch, "0.1.0+py39") == f"versions/{__version__}"


def test_only_the_byte_code_of_the_packages_files_is_deleted(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tree of an update that runs would compile everything at each start: the service may not write there."""
    put_tree(machine, "0.3.0")
    put_programs(machine, monkeypatch, deb_systemd_invoke=":")
    assert script("prerm", machine, "upgrade", "0.2.0").returncode == 0
    left = [str(path.relative_to(machine)) for path in (machine / "opt").rglob("__pycache__")]
    assert left == ["opt/vitrina/versions/0.3.0/lib/python3.11/__pycache__"]


@pytest.fixture
def purge(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], subprocess.CompletedProcess[str]]:
    """`postrm purge` of a machine whose user vitrina is the one of this test, and can be deleted by nobody. dpkg has
    removed its files before."""
    remove_files(machine)
    programs = {"id": f"echo {os.getuid()}", "userdel": "exit 8", "systemctl": ":", "getent": SERVICE}
    put_programs(machine, monkeypatch, **programs)
    return lambda: script("postrm", machine, "purge")


def test_a_purge_goes_on_where_a_user_cannot_be_deleted(machine: Path, purge: Callable[[], Any]) -> None:
    """One whose program runs yet, as a technician's page."""
    found = purge()
    assert (found.returncode, "userdel vitrina-screen" in found.stderr) == (0, True)
    assert [path.name for path in (machine / "var").rglob("vitrina*")] == ["vitrina.list"]
    assert not (machine / "etc/vitrina").exists()


def test_a_purge_leaves_nothing_where_no_update_was_looked_for(machine: Path, purge: Callable[[], Any]) -> None:
    found = purge()
    assert (found.returncode, "kept" in found.stderr) == (0, False)
    assert not (machine / "opt/vitrina").exists()
    assert not (machine / "var/lib/vitrina-fleet").exists()


def test_a_purge_keeps_what_updates_brought_and_prints_what_deletes_it(
    machine: Path, purge: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the state, the machine would take signed but outdated updates again; its user keeps its number."""
    put_tree(machine, "0.3.0")
    (machine / "var/lib/vitrina-fleet/root/floors.json").touch()
    put_programs(machine, monkeypatch, userdel="echo userdel $1 >&2")
    found = purge()
    assert (found.returncode, "userdel vitrina-fleet\n" in found.stderr.splitlines()) == (0, False)
    assert (machine / "opt/vitrina/versions/0.3.0/SHA256SUMS").exists()
    assert (machine / "var/lib/vitrina-fleet/root/floors.json").exists()
    command = f"rm -rf {machine}/opt/vitrina {machine}/var/lib/vitrina-fleet; userdel vitrina-fleet"
    assert found.stderr.splitlines()[-1].endswith(f"To delete both: {command}")


def test_a_purge_never_deletes_the_account_of_a_person(
    machine: Path, monkeypatch: pytest.MonkeyPatch, purge: Callable[[], Any]
) -> None:
    put_programs(machine, monkeypatch, getent=PERSON)
    found = purge()
    assert (found.returncode, "userdel" in found.stderr) == (0, False)
    assert not (machine / "etc/vitrina").exists()


def test_a_purge_deletes_the_messages_behind_a_link(machine: Path, purge: Callable[[], Any]) -> None:
    state, other = machine / "var/lib/vitrina", machine / "data"
    state.rename(other)
    state.symlink_to(other)
    found = purge()
    assert found.returncode == 0
    assert not state.is_symlink()
    assert list(other.iterdir()) == []


def test_a_purge_goes_on_where_the_messages_are_a_mount(machine: Path, purge: Callable[[], Any]) -> None:
    """They go, and the folder, which the system holds, stays."""
    rm = machine / "programs/rm"
    rm.write_text(
        '#!/bin/sh\ncase "$*" in\n*lib/vitrina) find "$2" -mindepth 1 -delete; echo busy >&2; exit 1 ;;\nesac\n'
        'exec /bin/rm "$@"\n',
        encoding="utf-8",
    )
    rm.chmod(0o755)
    found = purge()
    assert (found.returncode, "is it a mount?" in found.stderr) == (0, True)
    assert list((machine / "var/lib/vitrina").iterdir()) == []
    assert not (machine / "etc/vitrina").exists()


def test_what_it_brings_is_what_a_kiosk_of_install_sh_has() -> None:
    """Each pin of the lock files that counts there, with its hashes, but for what builds only; no marker is left."""
    for target in (BOOKWORM, TRIXIE, Target("3.10", "aarch64")):
        found = {pin.requirement.name: pin for pin in pins(lock_of(target).replace(" --hash", " \\\n    --hash"))}
        wanted = [pin for file in (KIOSK, PLAYER, COMMENTS) for pin in pins(file.read_text(encoding="utf-8"))]
        for pin in wanted:
            is_there = target.wants(pin.requirement) and pin.requirement.name != "setuptools"
            same = pin.requirement.name in found and found[pin.requirement.name].hashes == pin.hashes
            assert same or not is_there, pin.line
        assert ";" not in lock_of(target)


def test_byte_code_that_a_wheel_brings_is_left_out(tmp_path: Path) -> None:
    """It was seen on a machine: NumPy's wheel has a file of it, and dpkg called it changed."""
    for name in ("numpy/__pycache__/one.pyc", "numpy/one.py", "bin/tool", "share/man/tool.1"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    remove_extras(tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == ["numpy", "numpy/one.py"]


def test_a_processor_without_wheels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"no package for riscv64\. Choose one of x86_64, aarch64"):
        build_deb(Target("3.11", "riscv64"), tmp_path, tmp_path)
