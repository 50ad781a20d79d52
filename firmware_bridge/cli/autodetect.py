"""Which kit is at a port: by the USB id where a kit has one of its own, else by listening, else by asking.

A port is first listened to, at each rate that a kit has, by all kits that send unasked; then those that wait to be
asked are asked, one after the other; and where something came that nobody understood, that is listened to for longer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from firmware_bridge import transport
from firmware_bridge.errors import KitError, PortError
from firmware_bridge.kit_session import KitSession
from firmware_bridge.kits import registry
from firmware_bridge.kits.registry import Value
from firmware_bridge.samples import Counters, Kit
from firmware_bridge.transport import SerialPort

SHORT_S = 3.0
"""An Arduino that starts anew with its port says nothing for up to 2 s."""

LONG_S = 12.0
"""A strap tells once a second, and a sketch that prints columns names them every 10 s, if it follows docs/kits.md."""

ASKED_S = 4.0
"""Those that are asked send by then: up to six steps, 0.2 s apart."""

ENOUGH = 5  # samples
MOST_BAD = 0.1  # of the bytes since the first sample


@dataclass(slots=True)
class _KitCandidate:
    name: str
    kit: Kit
    is_asked: bool  # it says nothing by itself
    needed: tuple[str, ...]  # settings that have no default, as they are written
    before: Counters | None = None  # what was counted until its first sample: the set-up, or lines above a header

    def note(self) -> None:
        """After bytes were decoded."""
        if self.before is None and self.kit.counters.samples:
            self.before = replace(self.kit.counters)

    @property
    def fits(self) -> bool:
        counters, before = self.kit.counters, self.before
        if before is None or counters.samples < ENOUGH:
            return False
        return counters.skipped_bytes - before.skipped_bytes <= MOST_BAD * (counters.bytes - before.bytes)


def detect_kit(where: str, now: Callable[[], float], tell: Callable[[str], None]) -> str:
    """The name of the kit. KitError: it must be told some setting. PortError: there is none, or none that we know."""
    device = transport.find(where) if transport.is_usb_id(where) else where
    for adapter in transport.plugged_in():
        names = registry.by_usb(adapter.vid, adapter.pid) if adapter.device == device else []
        if len(names) == 1:
            return names[0]
    tell(f"kit: none is named; trying {', '.join(registry.names())}. --kit NAME is quicker.")
    bauds = sorted({one.kit.info.baud for one in _candidates() if not one.is_asked}, reverse=True)
    heard = []
    for baud in bauds:
        one, has_heard = _listened(device, baud, SHORT_S, now)
        if one:
            return _told(one, device, tell)
        heard += [baud] * has_heard
    for one in (one for one in _candidates() if one.is_asked):
        if _answers(device, one, now):
            return _told(one, device, tell)
    for baud in heard:
        one, _ = _listened(device, baud, LONG_S, now)
        if one:
            return _told(one, device, tell)
    if heard:
        raise PortError(f"port: what comes from {where} is of no kit that is known. Name one with --kit and --set.")
    raise PortError(f"port: nothing comes from {where}. Is the kit switched on, and the sketch on its board?")


def _candidates() -> list[_KitCandidate]:
    """As if nothing had been heard."""
    return [candidate for name in registry.names() if (candidate := _candidate(name))]


def _candidate(name: str) -> _KitCandidate | None:
    """With the first of the choices for what it must be told; None where it must be told anything else."""
    try:
        settings = [setting for setting in registry.settings(name) if setting.is_needed]
        if not all(setting.choices for setting in settings):
            return None
        given: dict[str, Value] = {setting.name: setting.choices[0] for setting in settings}
        kit = registry.make(name, given)
    except KitError:  # somebody's package that cannot be loaded
        return None
    needed = tuple(f"--set {setting.name}={'|'.join(setting.choices)}" for setting in settings)
    return _KitCandidate(name, kit, bool(kit.hello()), needed)


def _listened(device: str, baud: int, for_s: float, now: Callable[[], float]) -> tuple[_KitCandidate | None, bool]:
    """Which of those that send unasked it is, and whether anything came."""
    listeners = [one for one in _candidates() if not one.is_asked and one.kit.info.baud == baud]
    heard = False
    until_s = now() + for_s
    with SerialPort(device, baud) as port:
        while now() < until_s:
            data = port.read()
            heard |= bool(data)
            for one in listeners:
                one.kit.decode(data)
                one.note()
            fitting = [one for one in listeners if one.fits]
            if fitting:
                return min(fitting, key=lambda one: one.kit.counters.skipped_bytes), heard
    return None, heard


def _answers(device: str, one: _KitCandidate, now: Callable[[], float]) -> bool:
    began_s = now()
    with KitSession(SerialPort(device, one.kit.info.baud), one.kit) as conversation:
        while now() - began_s < ASKED_S and not one.fits:
            conversation.read()
            one.note()
    return one.fits


def _told(one: _KitCandidate, device: str, tell: Callable[[str], None]) -> str:
    if one.needed:
        raise KitError(
            f"kit: a {one.kit.info.title} answers at {device}. It must be told: --kit {one.name} {' '.join(one.needed)}"
        )
    tell(f"kit: {one.name} ({one.kit.info.title}).")
    return one.name
