"""Updates by install.sh: from the layout without versions, from one version to another, and back when one fails."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from edge import __version__
from tests.doubles.broker import Mosquitto, running
from tests.install_try.tree import read_tree
from tests.install_try.trial import ONLY_PACKAGES, WHEELS, Trial, copy_checkout

ROOT = Path(__file__).parents[2]
TREES = "edge/fleet/trees.py"
BROKEN, NEXT = "0.1.98", "0.1.99"
QUIET = "cd /srv/{name} && exec unshare --net ./install.sh {options} --wheels /srv/wheels 2>&1"
ROOT_OF_FLEET = "var/lib/vitrina-fleet/root.json"
ARCHIVE = "vitrina_9.0.0_debian13_amd64.tar"
DEFECT = "import sys\n\n\ndef main(arguments: object = None) -> int:\n    return 1\n"


class VersionTrial(Trial):
    """One trial on one machine."""

    def _steps(self) -> Iterator[tuple[str, str]]:
        machine = self._machine
        copy_checkout(machine.root / "srv/vitrina")
        copy_commit(old_layout(), machine.root / "srv/before")
        self._copy_version(BROKEN, defect=DEFECT)
        self._copy_version(NEXT)
        yield "a bare machine starts", f"{machine.boot():.0f} s, {machine.run('systemctl --version').split(' (')[0]}"
        machine.run(ONLY_PACKAGES)  # they stay when Vitrina is removed
        before = read_tree(machine.root)
        yield "`./install.sh`", self._first()
        with running(Mosquitto(machine.root.parent)) as broker:
            self.give_settings(broker.port)
            machine.run(WHEELS)
            yield "`--uninstall`, and `./install.sh` of the release before versions", self._before()
            yield "update of it, with a version that does not start", self._fails("", "/opt/vitrina")
            yield "update of it", self._update("vitrina", __version__)
            link = f"versions/{__version__}"
            yield "update to a version that does not start", self._fails(link, f"/opt/vitrina/{link}")
            yield "update, killed half-way", self._killed()
            yield "the same again", self._update(NEXT, NEXT)
            yield "update where the machine knows the root of a fleet", self._unsigned()
            yield "`--uninstall --purge`", self._purge(before)

    def _copy_version(self, version: str, defect: str = "") -> None:
        folder = self._machine.root / "srv" / version
        shutil.copytree(self._machine.root / "srv/vitrina", folder)
        for name in ("setup.py", "edge/__init__.py", "firmware_bridge/pyproject.toml"):
            text = (folder / name).read_text(encoding="utf-8")
            (folder / name).write_text(text.replace(f'"{__version__}"', f'"{version}"'), encoding="utf-8")
        if defect:
            (folder / "edge/cli/main.py").write_text(defect, encoding="utf-8")

    def _install(self, name: str, options: str = "") -> tuple[str, float]:
        started_s = time.monotonic()
        said = self._machine.run(QUIET.format(name=name, options=options), check=False)
        return said, time.monotonic() - started_s

    def _before(self) -> str:
        self._install("vitrina", "--uninstall")
        said, seconds = self._install("before")
        assert "Installed, and running" in said, said
        assert (self._machine.root / "opt/vitrina/bin/vitrina").exists()
        return f"{seconds:.0f} s, {self.sensing()}, its program directly in `/opt/vitrina`"

    def _fails(self, link: str, environment: str) -> str:
        """The kiosk of before runs again, from where it ran."""
        kept = self.seqs()
        said, _ = self._install(BROKEN)
        assert "went back to the version of before" in said, said
        assert re.search(r"^services: vitrina \.\.\. FAILED$", said, re.MULTILINE), said
        current = self._machine.root / "opt/vitrina/current"
        assert (str(current.readlink()) if current.is_symlink() else "") == link
        assert not (self._machine.root / f"opt/vitrina/versions/{BROKEN}").exists()
        self._machine.wait(lambda: self.state() == "active", "the version of before", 60)
        seen = self.sensing(150)
        running = self._machine.run("tr '\\0' ' ' </proc/$(systemctl show vitrina --value -p MainPID)/cmdline")
        assert running.startswith(f"{environment}/bin/python"), running
        assert kept <= self.seqs()
        return f"refused by its start, went back, {seen}, from `{environment}`"

    def _update(self, name: str, version: str) -> str:
        settings = self._machine.root / "etc/vitrina/vitrina.toml"
        text = settings.read_bytes()
        said, seconds = self._install(name)
        assert "Installed, and running" in said, said
        assert settings.read_bytes() == text
        program = self._machine.root / "opt/vitrina"
        assert str((program / "current").readlink()) == f"versions/{version}"
        left = {path.name for path in program.iterdir()}
        assert left == {"current", "installed", "updater", "versions"}, left
        assert version in self._machine.run("vitrina --version")
        checked = self._machine.run("cd /opt/vitrina/current && grep -v ^link: SHA256SUMS | sha256sum --check --quiet")
        assert checked == "", checked
        trees = " and ".join(sorted(path.name for path in (program / "versions").iterdir()))
        return f"{seconds:.0f} s, {self.sensing(150)}, settings kept; in `versions`: {trees}"

    def _unsigned(self) -> str:
        """The kiosk goes on in the same process. An update from a folder without signatures is refused, too."""
        pid = self._machine.run("systemctl show vitrina --value -p MainPID")
        self._machine.run(f"echo '{{}}' >/{ROOT_OF_FLEET}; mkdir /srv/stick; touch /srv/stick/{ARCHIVE}")
        said, _ = self._install("vitrina")
        assert "accepts only signed programs" in said, said
        assert said.endswith("Nothing was changed.\n"), said
        said, _ = self._install("vitrina", "--from /srv/stick")
        assert "accepts only signed versions" in said, said
        assert self._machine.run("systemctl show vitrina --value -p MainPID") == pid
        self._machine.run(f"rm -r /{ROOT_OF_FLEET} /srv/stick")
        return f"refused, from these sources and from a folder without signatures; {self.sensing()}"

    def _killed(self) -> str:
        """The kiosk goes on all the time."""
        pid = self._machine.run("systemctl show vitrina --value -p MainPID")
        command = self._machine.inside(QUIET.format(name=NEXT, options=""))
        nothing = subprocess.DEVNULL
        half = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
        copied = f"opt/vitrina/building/{NEXT}/lib/python3*/site-packages"
        self._machine.wait(lambda: any(self._machine.root.glob(copied)), "half of a version", 300)
        os.killpg(half.pid, signal.SIGKILL)
        half.wait(60)
        assert self._machine.run("systemctl show vitrina --value -p MainPID") == pid
        link = self._machine.root / "opt/vitrina/current"
        assert str(link.readlink()) == f"versions/{__version__}"
        return f"the kiosk went on in the same process, {self.sensing()}"


def old_layout() -> str:
    """Last commit whose install.sh and Debian package made /opt/vitrina itself the environment. Needs the history."""
    added = ["git", "log", "--diff-filter=A", "--format=%H", "--", TREES]
    commits = subprocess.run(added, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert commits, f"no commit adds {TREES}: clone the whole history"
    return f"{commits[-1]}^"


def copy_commit(commit: str, folder: Path) -> None:
    """The files of a commit."""
    folder.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
