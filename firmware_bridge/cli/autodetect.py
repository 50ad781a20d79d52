"""Detects the kit at a port. If several kits use its USB id, the detector listens to the port, and then sends
commands.

First, all kits that send on their own decode the incoming data, at each of their baud rates. Then each kit that waits
for a command receives one. Last, the detector listens longer at baud rates where no decoder accepted the data.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from firmware_bridge import transport
from firmware_bridge.errors import KitError, KitFailedError, SerialPortError
from firmware_bridge.kit_session import KitSession
from firmware_bridge.kits import registry
from firmware_bridge.kits.registry import Value
from firmware_bridge.samples import Counters, Kit
from firmware_bridge.transport import SerialPort


@dataclass(frozen=True, slots=True)
class DetectionTimes:
    """Listening times in seconds."""

    short_s: float = 3.0
    """First listening time per baud rate. An Arduino restarts when its port is opened, and sends nothing for up to 2
    s.
    """

    long_s: float = 12.0
    """Second listening time. A heart-rate strap sends once per second, and a sketch from docs/research/kits.md prints
    its header every 10 s.
    """

    asked_s: float = 4.0
    """Time for the answer of a kit that receives a command. Its setup has up to six steps, 0.2 s apart."""


USUAL_TIMES = DetectionTimes()

ENOUGH = 5  # samples
MOST_BAD = 0.1  # largest share of skipped bytes since the first sample


@dataclass(slots=True)
class _KitCandidate:
    name: str
    kit: Kit
    is_asked: bool  # sends nothing until it gets a command
    needed: tuple[str, ...]  # required settings, as command-line options
    before: Counters | None = None  # counters at the first sample, after setup or lines above a header

    def decode(self, data: bytes) -> bool:
        """Decode the data. False if the code of the kit, from another package, fails."""
        try:
            self.kit.decode(data)
        except KitFailedError:
            return False
        self.note_first_sample()
        return True

    def note_first_sample(self) -> None:
        """Save the counters at the first sample. Call this after each decode."""
        if self.before is None and self.kit.counters.samples:
            self.before = replace(self.kit.counters)

    @property
    def is_match(self) -> bool:
        counters, before = self.kit.counters, self.before
        if before is None or counters.samples < ENOUGH:
            return False
        return counters.skipped_bytes - before.skipped_bytes <= MOST_BAD * (counters.bytes - before.bytes)


def detect_kit(
    where: str, now: Callable[[], float], report: Callable[[str], None], times: DetectionTimes = USUAL_TIMES
) -> str:
    """Return the name of the kit at a port. `report` receives progress texts.

    Raises KitError if the kit needs a setting, and SerialPortError if no kit answers or the kit that answers is
    unknown.
    """
    device = transport.find_port(where) if transport.is_usb_id(where) else where
    for adapter in transport.list_usb_adapters():
        names = registry.find_kits_by_usb_id(adapter.vid, adapter.pid) if adapter.device == device else []
        if len(names) == 1:
            return names[0]
    report(f"kit: no kit was given. Trying {', '.join(registry.kit_names())}. --kit NAME is faster.")
    bauds = sorted({candidate.kit.info.baud for candidate in _candidates() if not candidate.is_asked}, reverse=True)
    active_bauds = []
    for baud in bauds:
        match, has_data = _find_sending_kit(device, baud, times.short_s, now)
        if match:
            return _report_match(match, device, report)
        active_bauds += [baud] * has_data
    for candidate in (candidate for candidate in _candidates() if candidate.is_asked):
        if _answers(device, candidate, times.asked_s, now):
            return _report_match(candidate, device, report)
    for baud in active_bauds:
        match, _ = _find_sending_kit(device, baud, times.long_s, now)
        if match:
            return _report_match(match, device, report)
    if active_bauds:
        raise SerialPortError(f"port: the data from {where} match no known kit. Name the kit with --kit and --set.")
    raise SerialPortError(
        f"port: no data arrived from {where}. Check that the kit is switched on, and that the sketch is installed on "
        "its board."
    )


def _candidates() -> list[_KitCandidate]:
    """Return new decoders, so that no candidate keeps bytes of an earlier attempt."""
    return [candidate for name in registry.kit_names() if (candidate := _make_kit_candidate(name))]


def _make_kit_candidate(name: str) -> _KitCandidate | None:
    """Return a decoder that uses the first choice for each required setting. None if a required setting has no list of
    choices.
    """
    try:
        settings = [setting for setting in registry.kit_settings(name) if setting.is_needed]
        if not all(setting.choices for setting in settings):
            return None
        values: dict[str, Value] = {setting.name: setting.choices[0] for setting in settings}
        kit = registry.make(name, values)
        is_asked = bool(kit.hello())
    except (KitError, KitFailedError):  # a third-party package that cannot be imported, or fails
        return None
    needed = tuple(f"--set {setting.name}={'|'.join(setting.choices)}" for setting in settings)
    return _KitCandidate(name, kit, is_asked, needed)


def _find_sending_kit(
    device: str, baud: int, for_s: float, now: Callable[[], float]
) -> tuple[_KitCandidate | None, bool]:
    """Return the matching kit among the kits that send on their own, and whether any data arrived."""
    listeners = [one for one in _candidates() if not one.is_asked and one.kit.info.baud == baud]
    has_data = False
    until_s = now() + for_s
    with SerialPort(device, baud) as port:
        while now() < until_s:
            data = port.read()
            has_data |= bool(data)
            listeners = [candidate for candidate in listeners if candidate.decode(data)]
            matches = [candidate for candidate in listeners if candidate.is_match]
            if matches:
                return min(matches, key=lambda match: match.kit.counters.skipped_bytes), has_data
    return None, has_data


def _answers(device: str, candidate: _KitCandidate, for_s: float, now: Callable[[], float]) -> bool:
    began_s = now()
    with (
        suppress(KitFailedError),
        SerialPort(device, candidate.kit.info.baud) as port,
        KitSession(port, candidate.kit) as session,
    ):
        while now() - began_s < for_s and not candidate.is_match:
            session.read()
            candidate.note_first_sample()
    return candidate.is_match


def _report_match(match: _KitCandidate, device: str, report: Callable[[str], None]) -> str:
    if match.needed:
        options = " ".join(match.needed)
        raise KitError(
            f"kit: a {match.kit.info.title} answers at {device}. The kit needs these settings: --kit {match.name} "
            f"{options}"
        )
    report(f"kit: {match.name} ({match.kit.info.title}).")
    return match.name
