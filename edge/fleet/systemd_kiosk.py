"""The kiosk as a systemd unit with a status socket: what a trial samples, and how the kiosk is paused and restarted."""

import json
import os
import pwd
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.files import replace_file
from edge.fleet.camera_rates import CameraRates
from edge.fleet.kiosk_socket import KioskAnswer, ask_kiosk
from edge.fleet.probation import Before, Sample
from edge.fleet.settings_step import KioskMoment
from edge.fleet.steps import StepClock
from edge.fleet.unit_state import PROPERTIES, UnitState, parse_unit_state

UNIT, SCREEN, USER = "vitrina.service", "vitrina-screen.service", "vitrina"
CHECK_S, SYSTEMCTL_S, FORM_S = 600.0, 180.0, 60.0
RATE_S = 10.0
POLL_S = 1.0
_UNPRIVILEGED = ("/usr/bin/setpriv", "--no-new-privs", "--")
"""Start of a command that gains no rights by a program with the setuid bit, as in the kiosk's own unit."""
_NOT_FOUND = 127
"""Exit code of setpriv if there is no such program."""
_FORM = "import edge.uplink.outbox.migrations as m; print(m.VERSION)"


@dataclass(frozen=True, slots=True)
class KioskPlaces:
    """Files of the kiosk that the updater uses. `switching`, `trial`: marks that ask the kiosk to pause, and to keep
    the tables of its outbox.
    """

    settings: Path
    socket: Path
    switching: Path
    home: Path = Path("/var/lib/vitrina")

    @property
    def trial(self) -> Path:
        return self.switching.with_name("trial")


class SystemdKiosk:
    """The kiosk's service. Implements `edge.fleet.steps.KioskService`."""

    def __init__(
        self,
        places: KioskPlaces,
        rates: CameraRates,
        clock: StepClock,
        run: Callable[..., "subprocess.CompletedProcess[str]"] = subprocess.run,
    ) -> None:
        self._places, self._rates, self._clock, self._run = places, rates, clock, run

    def state_before(self) -> Before:
        """State before a change. The usual frame rate is the median of seven days, or else that of ten seconds."""
        answer, unit = self._ask(), self._unit()
        rate_hz = self._rates.median_hz(self._clock.now())
        return Before(
            rate_hz=self.measure_rate_hz() if rate_hz is None else rate_hz,
            is_running=unit.is_running,
            answers=answer is not None,
            is_acknowledged=answer is not None and answer.is_connected and answer.acknowledged > 0,
            alerts=answer.alerts if answer else frozenset(),
        )

    def sample(self) -> Sample:
        """The kiosk now."""
        unit, answer = self._unit(), self._ask()
        return Sample(
            at_s=self._clock.monotonic(),
            has_failed=unit.active == "failed",
            restarts=unit.restarts,
            has_beaten=unit.has_beaten and unit.active in ("active", "reloading"),
            frames=answer.frames if answer else None,
            is_camera_on=answer is not None and answer.is_camera_on,
            acknowledged=answer.acknowledged if answer else 0,
            is_outbox_open=answer is not None,
            memory_share=unit.memory_share,
            memory_kills=unit.memory_kills,
            alerts=answer.alerts if answer else frozenset(),
        )

    def is_quiet_time(self) -> bool:
        """True outside opening hours, and if no kiosk runs."""
        answer = self._ask()
        return answer.is_quiet_time if answer else not self._unit().is_running

    def moment(self) -> KioskMoment:
        """The time in the shop, as the running kiosk reports it."""
        answer = self._ask()
        if answer is None:
            return KioskMoment(is_running=self._unit().is_running)
        return KioskMoment(True, answer.is_closed, answer.local_day, answer.day_ends_s)

    def check_settings(self, tree: Path, folder: Path) -> str | None:
        """First reason for which a program refuses the signed settings in a folder. None if it accepts them."""
        arguments = ["settings", "--config", str(self._places.settings), "--check-remote", str(folder)]
        return self._fault([str(tree / "bin" / "vitrina"), *arguments], CHECK_S)

    def reload(self) -> None:
        """Make the kiosk read its settings again, if it runs."""
        if self._unit().is_running:
            self._output(["systemctl", "reload", UNIT], SYSTEMCTL_S)

    def measure_rate_hz(self) -> float | None:
        """Frame rate of the camera over ten seconds. None while the camera is closed."""
        one, start_s = self._ask(), self._clock.monotonic()
        if one is None or not one.is_camera_on:
            return None
        self._clock.sleep(RATE_S)
        other, passed_s = self._ask(), self._clock.monotonic() - start_s
        if other is None or not other.is_camera_on or other.frames < one.frames or passed_s <= 0.0:
            return None
        return (other.frames - one.frames) / passed_s

    def find_new_fault(self, tree: Path, former: Path | None) -> str | None:
        """First fault that `vitrina doctor --offline` finds in a tree, and not in the former one."""
        found = self._doctor(tree)
        if found is None:
            return "vitrina doctor does not run"
        known = self._known_faults(former) if former else {}
        return next((f"{part}: {text}" for part, text in found.items() if part not in known), None)

    def outbox_form(self, tree: Path) -> int | None:
        """Form of the stored messages that a tree writes. None if it cannot be found out."""
        output = self._output([str(tree / "bin" / "python"), "-I", "-c", _FORM], FORM_S, as_kiosk=True)
        return int(output) if output and output.strip().isdecimal() else None

    @property
    def is_on_trial(self) -> bool:
        """True while that mark is there."""
        return self._places.trial.exists()

    def begin_trial(self) -> None:
        """Ask the kiosk to keep the tables of its outbox when it starts."""
        self._places.trial.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        replace_file(self._places.trial, b"", is_public=True)

    def end_trial(self) -> None:
        """Remove that mark. The kiosk upgrades its tables at its next start."""
        self._places.trial.unlink(missing_ok=True)

    def pause(self, within_s: float) -> None:
        """Pause sensing, and wait until the last batch has left. A kiosk that does not answer is not waited for."""
        answer = self._ask()
        if answer is None:
            return
        self._places.switching.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        replace_file(self._places.switching, b"", is_public=True)
        until_s = self._clock.monotonic() + within_s
        while answer is not None and self._clock.monotonic() < until_s:
            if answer.settled_s is not None and self._clock.now() >= answer.settled_s:
                return
            self._clock.sleep(POLL_S)
            answer = self._ask()

    def end_pause(self) -> None:
        """Remove the mark that asks the kiosk to pause. Sensing starts again on the clock."""
        self._places.switching.unlink(missing_ok=True)

    def restart(self, *, is_wanted: bool) -> None:
        """Stop the kiosk, and start it and its screen again if it runs now or `is_wanted`."""
        is_wanted = is_wanted or self._unit().is_running
        self._output(["systemctl", "stop", UNIT], SYSTEMCTL_S)
        self._output(["systemctl", "reset-failed", UNIT], SYSTEMCTL_S)
        if is_wanted:
            self._output(["systemctl", "start", "--no-block", UNIT], SYSTEMCTL_S)
            self._output(["systemctl", "try-restart", "--no-block", SCREEN], SYSTEMCTL_S)  # it runs the same program

    def _ask(self) -> KioskAnswer | None:
        return ask_kiosk(self._places.socket)

    def _unit(self) -> UnitState:
        output = self._output(["systemctl", "show", UNIT, f"--property={','.join(PROPERTIES)}"], SYSTEMCTL_S)
        return parse_unit_state(output or "")

    def _known_faults(self, former: Path) -> dict[str, str]:
        """Faults that the former tree finds. One without `--offline` is asked for all of its checks."""
        return self._doctor(former) or self._doctor(former, options=()) or {}

    def _doctor(self, tree: Path, options: Sequence[str] = ("--offline",)) -> dict[str, str] | None:
        """Faults of a self-check, by part. None if it does not run."""
        arguments = ["doctor", *options, "--json", "--config", str(self._places.settings)]
        output = self._output([str(tree / "bin" / "vitrina"), *arguments], CHECK_S, as_kiosk=True)
        with suppress(ValueError, TypeError, KeyError):
            return {str(each["part"]): str(each["text"]) for each in json.loads(output or "") if each["ok"] is False}
        return None

    def _output(self, command: Sequence[str], timeout_s: float, *, as_kiosk: bool = False) -> str | None:
        """Standard output of a command, whatever its exit code. None if it cannot be run or takes too long."""
        more: Mapping[str, Any] = self._kiosk_user() if as_kiosk else {}
        with suppress(OSError, subprocess.SubprocessError, UnicodeDecodeError):
            done = self._run(
                [*(_UNPRIVILEGED if as_kiosk else ()), *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                timeout=timeout_s,
                check=False,
                **more,
            )
            return done.stdout
        return None

    def _fault(self, command: Sequence[str], timeout_s: float) -> str | None:
        """First line of a command's errors, run as the kiosk's user. None if it succeeds."""
        try:
            done = self._run(
                [*_UNPRIVILEGED, *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                timeout=timeout_s,
                check=False,
                **self._kiosk_user(),
            )
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
            return "vitrina settings does not run"
        if done.returncode == _NOT_FOUND:
            return "vitrina settings does not run"
        return None if done.returncode == 0 else (done.stderr or "").strip().partition("\n")[0] or "no reason given"

    def _kiosk_user(self) -> dict[str, Any]:
        """Arguments that run a command as the kiosk's user with its groups, which only root can do."""
        home = str(self._places.home)
        environment = {"PATH": "/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}
        more: dict[str, Any] = {"env": environment}
        with suppress(KeyError):
            user = pwd.getpwnam(USER)
            if os.geteuid() == 0:
                groups = os.getgrouplist(USER, user.pw_gid)
                more |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": groups, "cwd": home}
        return more
