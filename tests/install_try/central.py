"""The life of a central server that install.sh installed: first link, again, reboot, removal."""

import re
import time
from collections.abc import Iterator
from urllib.request import urlopen

from tests.install_try.machine import Machine
from tests.install_try.tree import differences, read_tree
from tests.install_try.trial import INSTALL, copy_checkout

ONLY_PACKAGES = (
    "cd /srv/vitrina && sh -euc '. ./install.sh; NAME=vitrina-central; WORK=/srv; set_places; install_system_packages'"
    " >/dev/null"
)
SERVICE = "vitrina-central"
AS_SERVICE = f"setpriv --reuid={SERVICE} --regid={SERVICE} --clear-groups"
LINK = re.compile(r"^  (http://127\.0\.0\.1:8470/first/\S+)$", re.MULTILINE)


class CentralTrial:
    """One trial on one machine, which shares the network of this one: its port 8470 must be free."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def run(self) -> dict[str, str]:
        """Tries everything in order. Returns each step with its outcome. AssertionError at the first fault."""
        return dict(self._steps())

    def _steps(self) -> Iterator[tuple[str, str]]:
        machine = self._machine
        copy_checkout(machine.root / "srv/vitrina")
        machine.boot()
        machine.run(ONLY_PACKAGES)  # they stay when the server is removed
        before = read_tree(machine.root)
        yield "`./install.sh --central`", self._first()
        yield "`vitrina-central doctor`, without a broker", self._doctor()
        yield "`./install.sh --central` again, with a user", self._again()
        yield "reboot", self._reboot()
        yield "`--uninstall --central --purge`", self._purge(before)

    def _install(self) -> tuple[str, float]:
        started_s = time.monotonic()
        printed = self._machine.run(f"{INSTALL} --central")
        assert "Installed, and running" in printed, printed
        return printed, time.monotonic() - started_s

    def _first(self) -> str:
        printed, seconds = self._install()
        link = LINK.search(printed)
        assert link, printed
        with urlopen(link[1], timeout=30) as answer:
            assert answer.status == 200
        assert "Then name your broker: sudoedit /etc/vitrina/central.toml" in printed
        return f"{seconds:.0f} s, active, ends with a link that opens"

    def _doctor(self) -> str:
        command = f"{AS_SERVICE} vitrina-central doctor --config /etc/vitrina/central.toml"
        printed = self._machine.run(command, check=False)
        assert "127.0.0.1:1883" in printed, printed
        return "names the broker that is missing"

    def _again(self) -> str:
        add = "vitrina-central user add ann --role admin --config /etc/vitrina/central.toml"
        self._machine.run(f"echo 'correct horse battery' | {AS_SERVICE} {add}")
        printed, seconds = self._install()
        assert "/first/" not in printed, printed
        return f"{seconds:.0f} s, active, no link"

    def _reboot(self) -> str:
        seconds = self._machine.reboot()
        state = f"systemctl is-active {SERVICE}"
        self._machine.wait(lambda: self._machine.run(state, check=False).strip() == "active", "the server", 60)
        return f"active {seconds:.0f} s later"

    def _purge(self, before: dict[str, tuple[object, ...]]) -> str:
        self._machine.run(f"{INSTALL} --uninstall --central --purge")
        left = differences(before, read_tree(self._machine.root))
        assert left == [], left
        return f"nothing left: the same {len(before):,} files, folders and links as before"
