"""Which kit is at a port: by the USB id where a kit has one of its own, else by listening, else by asking.

A port is first listened to, at each rate that a kit has, by all kits that send unasked; where none of them fits, those
that wait to be asked are asked, one after the other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from firmware_bridge import transport
from firmware_bridge.conversation import Conversation
from firmware_bridge.errors import KitError, PortError
from firmware_bridge.kits import finding
from firmware_bridge.kits.finding import Value
from firmware_bridge.samples import Kit
from firmware_bridge.transport import Port

SILENT_S = 3.0
"""An Arduino that starts anew with its port says nothing for up to 2 s."""

UNKNOWN_S = 12.0
"""A sketch that prints columns names them every 10 s, where it follows docs/kits.md."""

ASKED_S = 4.0
"""Those that are asked send by then: up to six steps, 0.2 s apart."""

ENOUGH = 5  # samples; of a strap that tells once a second it is UNKNOWN_S at most
MOST_BAD = 0.1  # of the bytes, after the first line


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    kit: Kit
    is_asked: bool  # it says nothing by itself
    needed: tuple[str, ...]  # settings that have no default, as they are written

    @property
    def fits(self) -> bool:
        counters = self.kit.counters
        return counters.samples >= ENOUGH and counters.skipped_bytes - self._unfair_bytes <= MOST_BAD * counters.bytes

    @property
    def _unfair_bytes(self) -> int:
        """What was said while it was set up is no fault."""
        return self.kit.counters.skipped_bytes if self.is_asked else 0


def found(where: str, now: Callable[[], float], tell: Callable[[str], None]) -> str:
    """The name of the kit. KitError: it must be told some setting. PortError: there is none, or none that we know."""
    device = transport.find(where) if transport.is_usb_id(where) else where
    for adapter in transport.plugged_in():
        names = finding.by_usb(adapter.vid, adapter.pid) if adapter.device == device else []
        if len(names) == 1:
            return names[0]
    candidates = [candidate for name in finding.names() if (candidate := _candidate(name))]
    tell(f"kit: none is named; trying {', '.join(candidate.name for candidate in candidates)}. --kit NAME is quicker.")
    heard = 0
    for baud in sorted({candidate.kit.info.baud for candidate in candidates}, reverse=True):
        listeners = [one for one in candidates if not one.is_asked and one.kit.info.baud == baud]
        if listeners:
            one, came = _listened(device, baud, listeners, now)
            heard += came
            if one:
                return _told(one, device, tell)
    for one in (one for one in candidates if one.is_asked):
        if _answers(device, one, now):
            return _told(one, device, tell)
    if heard:
        raise PortError(
            f"port: what comes from {where} is of no kit that is known. Name it with --kit, and its settings."
        )
    raise PortError(f"port: nothing comes from {where}. Is the kit switched on, and the sketch on its board?")


def _candidate(name: str) -> _Candidate | None:
    """With the first of the choices for what it must be told; None where it must be told anything else."""
    try:
        settings = [setting for setting in finding.settings(name) if setting.is_needed]
        if not all(setting.choices for setting in settings):
            return None
        given: dict[str, Value] = {setting.name: setting.choices[0] for setting in settings}
        kit = finding.make(name, given)
    except KitError:  # somebody's package that cannot be loaded
        return None
    needed = tuple(f"--set {setting.name}={'|'.join(setting.choices)}" for setting in settings)
    return _Candidate(name, kit, bool(kit.hello()), needed)


def _listened(
    device: str, baud: int, listeners: Iterable[_Candidate], now: Callable[[], float]
) -> tuple[_Candidate | None, int]:
    """Which of them it is, and how many bytes came."""
    listeners = list(listeners)
    heard = 0
    began_s = now()
    with Port(device, baud) as port:
        while (passed_s := now() - began_s) < UNKNOWN_S and (heard or passed_s < SILENT_S):
            data = port.read()
            heard += len(data)
            for one in listeners:
                one.kit.decode(data)
            fitting = [one for one in listeners if one.fits]
            if fitting:
                return min(fitting, key=lambda one: one.kit.counters.skipped_bytes), heard
    return None, heard


def _answers(device: str, one: _Candidate, now: Callable[[], float]) -> bool:
    began_s = now()
    with Conversation(Port(device, one.kit.info.baud), one.kit) as conversation:
        while now() - began_s < ASKED_S and not one.fits:
            conversation.read()
    return one.fits


def _told(one: _Candidate, device: str, tell: Callable[[str], None]) -> str:
    if one.needed:
        raise KitError(
            f"kit: a {one.kit.info.title} answers at {device}. It must be told: --kit {one.name} {' '.join(one.needed)}"
        )
    tell(f"kit: {one.name} ({one.kit.info.title}).")
    return one.name
