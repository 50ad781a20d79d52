"""The microphones of this machine, those that a sound server has and those that nobody does, and which one is meant;
and the same of what gives the sound that this machine plays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from edge.sources.microphone.pulse import PulseSource

DEFAULT = "default"
_BY_SERVER = ("pulse", "pipewire", "default")
"""Devices of ALSA."""
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class AudioDevice:
    """One microphone. `source`: the sound server has it; else `device` is its number in PortAudio's list."""

    name: str
    source: PulseSource | None = None
    device: int | None = None

    @property
    def by_server(self) -> bool:
        """Whether it leads to the sound server where there is one, to whichever source that takes."""
        return self.source is None and self.name in _BY_SERVER


def list_devices(
    devices: Sequence[dict[str, Any]], sources: Sequence[PulseSource] | None, can_ask: bool = True
) -> list[AudioDevice]:
    """All microphones, by PortAudio's `query_devices` and the sound server's sources (None: it does not answer).

    Monitors are none: they give what this machine plays. Nor is what leads to a sound server that is there, or that
    nobody can ask whether it is: it might be led to a monitor.
    """
    inputs = (
        AudioDevice(device["name"], device=number)
        for number, device in enumerate(devices)
        if device["max_input_channels"] > 0
    )
    is_safe = sources is None and can_ask
    return [
        *(AudioDevice(source.name, source=source) for source in sources or () if not source.is_monitor),
        *(it for it in inputs if is_safe or not it.by_server),
    ]


def loopbacks(devices: Sequence[dict[str, Any]], sources: Sequence[PulseSource] | None) -> list[AudioDevice]:
    """All that may give what this machine plays: the sound server's monitors, and PortAudio's devices that do not lead
    to it (ALSA's Loopback is a sound card like any other, by its name)."""
    return [*(AudioDevice(it.name, source=it) for it in sources or () if it.is_monitor), *list_devices(devices, ())]


def choose(wanted: str, microphones: Sequence[AudioDevice], default: str | None) -> AudioDevice | None:
    """The one that is meant: by its number in the list, its name, or the first with this in its name or description.
    `default`: the name of the source that is meant by "default", where there is one."""
    if wanted.isdigit():
        number = int(wanted)
        return microphones[number] if number < len(microphones) else None
    if wanted.casefold() == DEFAULT and default is not None:
        wanted = default
    part = wanted.casefold()
    exact = (it for it in microphones if it.name.casefold() == part)
    partly = (it for it in microphones if part in it.name.casefold() or part in _description(it).casefold())
    return next(exact, None) or next(partly, None)


def as_text(microphones: Sequence[AudioDevice]) -> str:
    """The list for people, by number and name."""
    if not microphones:
        return "This machine has none."
    lines = [f"{number} {it.name}{_in_brackets(it)}" for number, it in enumerate(microphones)]
    more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return f"There is: {', '.join([*lines[:_SHOWN], *more])}."


def _description(microphone: AudioDevice) -> str:
    return microphone.source.description if microphone.source else ""


def _in_brackets(microphone: AudioDevice) -> str:
    return f" ({_description(microphone)})" if _description(microphone) else ""
