"""The life of a kiosk that a package of Debian installed: start, hang, reboot, update, removal."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.doubles.broker import Mosquitto, running
from tests.doubles.made_films import make_film
from tests.install_try.machine import Machine
from tests.install_try.page_trial import FILM, FILM_S, SETTINGS
from tests.install_try.tree import differences, read_tree
from tests.install_try.trial import Trial

APT = "DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends"
LIBRARIES = (
    "apt-get -q update && " + APT + " install python{python} libgl1 libegl1 libgles2 libglib2.0-0 libsm6 libxext6"
)
LIBRARIES += " libportaudio2 fonts-dejavu-core openssl ca-certificates udev init-system-helpers"
OFFLINE = "exec unshare --net dpkg --install /srv/{name}"
PASSWORD = Path("etc/vitrina/broker-password")
SETTINGS_TEXT = """\
[site]
tenant = "acme"
site = "berlin-7"
device = "door"

[notice]
version = "2026-11"
operator = "Shop Ltd"
contact = "shop@example.org"
legal_basis = "legitimate interests"
confirmed_on = 2026-11-20
confirmed_by = "Ada"

[staff]
in_view = "nobody"
declared_on = 2026-11-20
declared_by = "Ada"

[camera]
source = "/{film}"
loop = true

[broker]
host = "127.0.0.1"
port = {port}
password_file = "/{password}"
"""


@dataclass(frozen=True)
class Packages:
    """Files of the package of the version before, and of this version."""

    before: Path
    now: Path


class DebTrial(Trial):
    """One trial on one machine."""

    def __init__(self, machine: Machine, packages: Packages) -> None:
        super().__init__(machine)
        self._packages = packages

    def _steps(self) -> Iterator[tuple[str, str]]:
        machine, packages = self._machine, self._packages
        for file in (packages.before, packages.now):
            shutil.copy(file, machine.root / "srv")
        yield "a bare machine starts", f"{machine.boot():.0f} s, {machine.run('systemctl --version').split(' (')[0]}"
        python = packages.now.name.split("+py3")[1].split("_")[0]
        machine.run(LIBRARIES.format(python=f"3.{python}"))  # they stay when Vitrina is removed
        before = read_tree(machine.root)
        with running(Mosquitto(machine.root.parent)) as broker:
            yield f"`dpkg --install` of {_version(packages.before)}, without a network", self._first(broker.port)
            yield "`kill -STOP` of the kiosk", self._hang()
            yield "reboot", self._reboot()
            yield f"the same with {_version(packages.now)}", self._update()
            yield "`dpkg --verify`", self._verify()
            yield "`apt-get remove`", self._remove()
            yield "`apt-get install ./vitrina_….deb`", self._again()
            yield "`apt-get purge`", self._purge(before)

    def _first(self, port: int) -> str:  # type: ignore[override]
        seconds = self._install(self._packages.before)
        assert self._state() == "active"
        assert "paused" not in self._machine.run("vitrina status", check=False)  # it asks for its settings
        make_film(self._machine.root / FILM, FILM_S, "640x360", 5)
        text = SETTINGS_TEXT.format(film=FILM, port=port, password=PASSWORD)
        (self._machine.root / SETTINGS).write_text(text, encoding="utf-8")
        (self._machine.root / PASSWORD).write_text("s3cret\n", encoding="utf-8")
        self._machine.run(f"chown vitrina:vitrina /{SETTINGS} && systemctl restart vitrina")
        self._sensing()
        self._make_messages(text)
        return f"{seconds:.0f} s, `systemctl is-active`: active; sensing, once it has settings"

    def _make_messages(self, text: str) -> None:
        """Settings that are refused raise an alert, which is a message; nobody subscribes, so it waits."""
        settings = self._machine.root / SETTINGS
        settings.write_text(text.replace('"door"', '"Door!"'), encoding="utf-8")
        self._machine.run("systemctl reload vitrina")
        self._machine.wait(lambda: bool(self._seqs()), "a message", 30)
        settings.write_text(text, encoding="utf-8")
        self._machine.run("systemctl reload vitrina")
        self._machine.wait(lambda: self._state() == "active", "the reload", 60)
        self._sensing(150)  # at a full minute, a minute after the change

    def _install(self, file: Path) -> float:
        return self._timed(OFFLINE.format(name=file.name))

    def _timed(self, command: str) -> float:
        return Machine.wait(lambda: self._machine.run(command) is not None, command, 600)

    def _update(self) -> str:
        """Settings, password, message numbers and messages are those of before."""
        kept, files = self._seqs(), [self._machine.root / name for name in (SETTINGS, PASSWORD)]
        texts = [file.read_bytes() for file in files]
        seconds = self._install(self._packages.now)
        assert [file.read_bytes() for file in files] == texts
        assert kept <= self._seqs()
        assert _version(self._packages.now) in self._machine.run("vitrina --version")
        return f"{seconds:.0f} s, {self._sensing()}, settings kept, {len(kept)} of {len(kept)} messages in the outbox"

    def _verify(self) -> str:
        told = self._machine.run("dpkg --verify vitrina", check=False)
        assert told == "", told
        numpy = next(self._machine.root.glob("opt/vitrina/lib/python3*/site-packages/numpy/version.py"))
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
        for gone in ("opt/vitrina", "usr/bin/vitrina", "usr/lib/systemd/system/vitrina.service"):
            assert not (self._machine.root / gone).exists(), gone
        assert (self._machine.root / "var/lib/vitrina/outbox.db").exists()
        assert (self._machine.root / SETTINGS).exists()
        return "program, units and rules gone; settings, messages and user kept"

    def _again(self) -> str:
        seconds = self._timed(f"{APT} install /srv/{self._packages.now.name}")
        return f"{seconds:.0f} s, {self._sensing()}, with the settings and messages of before"

    def _purge(self, before: dict[str, tuple[object, ...]]) -> str:
        self._machine.run(f"{APT} purge vitrina")
        assert self._machine.run("systemctl list-units --all --plain --no-legend 'vitrina*'") == ""
        left = differences(before, read_tree(self._machine.root))
        left = [path for path in left if not path.startswith(("var/lib/dpkg", "var/lib/apt", "var/cache"))]
        assert left in ([], ["opt"]), left  # dpkg removes the empty folder with the last package in it
        gone = ", and for /opt, which was empty and is gone" if left else ""
        return (
            f"nothing left: the same {len(before):,} files, folders and links as before, but for lists of dpkg and apt"
            + gone
        )


def _version(file: Path) -> str:
    return file.name.split("_")[1].split("+")[0]
