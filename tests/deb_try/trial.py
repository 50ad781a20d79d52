"""The life of a kiosk that a package of Debian installed: start, hang, reboot, update, removal."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.doubles.broker import Mosquitto, running
from tests.install_try.machine import Machine
from tests.install_try.page_trial import SETTINGS
from tests.install_try.tree import differences, read_tree
from tests.install_try.trial import FLOORS, PASSWORD, Trial

APT = "DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends"
LIBRARIES = (
    "apt-get -q update && " + APT + " install python{python} libgl1 libegl1 libgles2 libglib2.0-0 libsm6 libxext6"
)
LIBRARIES += " libportaudio2 fonts-dejavu-core openssl ca-certificates udev init-system-helpers"
OFFLINE = "exec unshare --net dpkg --install /srv/{name}"


@dataclass(frozen=True)
class Packages:
    """Files of the package of the version before, of this version and of a later one; this version's tree."""

    before: Path
    now: Path
    later: Path
    tree: Path


class DebTrial(Trial):
    """One trial on one machine."""

    def __init__(self, machine: Machine, packages: Packages) -> None:
        super().__init__(machine)
        self._packages = packages

    def _steps(self) -> Iterator[tuple[str, str]]:
        machine, packages = self._machine, self._packages
        for file in (packages.before, packages.now, packages.later, packages.tree):
            shutil.copy(file, machine.root / "srv")
        yield "a bare machine starts", f"{machine.boot():.0f} s, {machine.run('systemctl --version').split(' (')[0]}"
        python = packages.now.name.split("+py3")[1].split("_")[0]
        machine.run(LIBRARIES.format(python=f"3.{python}"))  # they stay when Vitrina is removed
        before = read_tree(machine.root)
        with running(Mosquitto(machine.root.parent)) as broker:
            yield f"`dpkg --install` of {_version(packages.before)}, without a connection", self._first(broker.port)
            yield "`kill -STOP` of the kiosk", self._hang()
            yield "reboot", self._reboot()
            yield f"the same with {_version(packages.now)}, on a disk that becomes full", self._fail()
            yield f"the same with {_version(packages.now)}", self._update(packages.now)
            yield "`dpkg --verify`", self._verify()
            yield "a look at a fleet's server that does not answer", self._look()
            yield f"the same with {_version(packages.later)}", self._update(packages.later)
            yield f"{_version(packages.now)} chosen by an update, then the package again", self._chosen()
            yield "`apt-get remove`", self._remove()
            yield "`apt-get install ./vitrina_….deb`", self._again()
            yield "`apt-get purge`", self._purge(before)

    def _first(self, port: int) -> str:  # type: ignore[override]
        seconds = self._install(self._packages.before)
        assert self.state() == "active"
        assert "paused" not in self._machine.run("vitrina status", check=False)  # it asks for its settings
        self.give_settings(port)
        return f"{seconds:.0f} s, `systemctl is-active`: active; sensing, once it has settings"

    def _install(self, file: Path) -> float:
        return self._timed(OFFLINE.format(name=file.name))

    def _timed(self, command: str) -> float:
        return Machine.wait(lambda: self._machine.run(command) is not None, command, 600)

    def _fail(self) -> str:
        """dpkg cannot unpack the package; the program of before starts again, from where it ran."""
        versions = "/opt/vitrina/versions"
        self._machine.run(f"mkdir {versions} && mount -t tmpfs -o size=64m none {versions}")
        said = self._machine.run(OFFLINE.format(name=self._packages.now.name) + " 2>&1", check=False)
        assert "No space left on device" in said, said
        self._machine.run(f"umount {versions} && rmdir {versions}", check=False)
        assert (self._machine.root / "opt/vitrina/bin/vitrina").exists()
        assert self._machine.run("vitrina --version") == f"vitrina {_version(self._packages.before)}\n"
        return f"refused, and {self.sensing(150)} with {_version(self._packages.before)}"

    def _look(self) -> str:
        """Both halves of the updater run below the locks of their unit; the second one although the first one fails."""
        settings = self._machine.root / SETTINGS
        text = settings.read_text(encoding="utf-8")
        settings.write_text(f'{text}\n[fleet]\nurl = "https://127.0.0.1:9/fleet/"\n', encoding="utf-8")
        self._machine.run("systemctl start vitrina-fleet")
        said = self._machine.run("journalctl --no-pager -u vitrina-fleet -o cat")
        settings.write_text(text, encoding="utf-8")
        assert "Traceback" not in said, said
        assert self._machine.run("systemctl show vitrina-fleet --value -p Result") == "success\n", said
        owners = self._machine.run(f"stat -c %U /{FLOORS.parents[1]}/tuf/* /{FLOORS.parent}/*")
        assert set(owners.split()) == {"vitrina-fleet", "root"}, owners
        last = [line for line in said.splitlines() if line.startswith(("fleet:", "update:"))][-1]
        return f"both halves of the updater run: `{last}`"

    def _chosen(self) -> str:
        """The link of a tree that no package brought stays, and the kiosk runs from there."""
        version = _version(self._packages.now)
        tree = f"/opt/vitrina/versions/{version}"
        self._machine.run(f"mkdir {tree} && tar -xf /srv/{self._packages.tree.name} -C {tree}")
        checked = self._machine.run(f"cd {tree} && grep -v ^link: SHA256SUMS | sha256sum --check --quiet")
        assert checked == "", checked
        self._machine.run(f"cd /opt/vitrina && ln -sfn versions/{version} new && mv -T new current")
        self._install(self._packages.later)
        assert str((self._machine.root / "opt/vitrina/current").readlink()) == f"versions/{version}"
        assert version in self._machine.run("vitrina --version")
        return f"{self.sensing()} with {version}"

    def _update(self, file: Path) -> str:
        """Settings, password, message numbers and messages are those of before."""
        kept, files = self.seqs(), [self._machine.root / name for name in (SETTINGS, PASSWORD)]
        texts = [file.read_bytes() for file in files]
        seconds = self._install(file)
        assert [file.read_bytes() for file in files] == texts
        assert kept <= self.seqs()
        assert _version(file) in self._machine.run("vitrina --version")
        program = self._machine.root / "opt/vitrina"
        assert {path.name for path in program.iterdir()} == {"current", "updater", "versions"}
        assert [path.name for path in (program / "versions").iterdir()] == [_version(file)]
        return f"{seconds:.0f} s, {self.sensing()}, settings kept, {len(kept)} of {len(kept)} messages in the outbox"

    def _verify(self) -> str:
        told = self._machine.run("dpkg --verify vitrina", check=False)
        assert told == "", told
        numpy = next(self._machine.root.glob("opt/vitrina/versions/*/lib/python3*/site-packages/numpy/version.py"))
        text = numpy.read_bytes()
        numpy.write_bytes(text + b"# changed\n")
        told = self._machine.run("dpkg --verify vitrina", check=False)
        numpy.write_bytes(text)
        assert str(numpy.relative_to(self._machine.root)) in told
        return "every file is that of the package; one that was changed is named"

    def _remove(self) -> str:
        """Beside a screen whose unit starts the kiosk again at each of its own starts."""
        self._loop_screen()
        self._machine.run(f"{APT} remove vitrina")
        assert self._processes() == ""
        tree = self._machine.root / "opt/vitrina/current"
        assert str(tree.readlink()) == f"versions/{_version(self._packages.now)}"  # which no package brought
        assert [path.name for path in tree.parent.iterdir() if path != tree] == ["versions"]
        self._machine.run("rm -rf /opt/vitrina")
        for gone in ("usr/bin/vitrina", "usr/lib/systemd/system/vitrina.service"):
            assert not (self._machine.root / gone).exists(), gone
        assert (self._machine.root / "var/lib/vitrina/outbox.db").exists()
        assert (self._machine.root / SETTINGS).exists()
        return "program, units and rules gone; settings, messages and user kept, and the tree of the update"

    def _again(self) -> str:
        seconds = self._timed(f"{APT} install /srv/{self._packages.now.name}")
        return f"{seconds:.0f} s, {self.sensing()}, with the settings and messages of before"

    def _purge(self, before: dict[str, tuple[object, ...]]) -> str:
        self._machine.run(f"echo '{{}}' >/{FLOORS}")  # as after the first look at a fleet
        assert "kept /var/lib/vitrina-fleet" in self._machine.run(f"{APT} purge vitrina 2>&1")
        self._machine.run("rm -rf /opt/vitrina /var/lib/vitrina-fleet; userdel vitrina-fleet")
        self.forget_units()
        left = differences(before, read_tree(self._machine.root))
        left = [path for path in left if not path.startswith(("var/lib/dpkg", "var/lib/apt", "var/cache"))]
        assert left in ([], ["opt"]), left  # dpkg removes the empty folder with the last package in it
        gone = ", and for /opt, which was empty and is gone" if left else ""
        return (
            f"kept what refuses outdated updates; after the two commands that it prints nothing left: the same"
            f" {len(before):,} files, folders and links as before, except lists of dpkg and apt" + gone
        )


def _version(file: Path) -> str:
    return file.name.split("_")[1].split("+")[0]
