"""Lists microphones and loopbacks, with or without a sound server, and chooses the device to record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from edge.sources.microphone.pulse import PulseSource

DEFAULT = "default"
_BY_SERVER = ("pulse", "pipewire", "default")
"""ALSA devices that connect to the sound server."""
_LISTED = 12


@dataclass(frozen=True, slots=True)
class AudioDevice:
    """One microphone or loopback.

    `source` is set if the sound server manages the device. Otherwise `device` is its number in PortAudio's list.
    """

    name: str
    source: PulseSource | None = None
    device: int | None = None

    @property
    def leads_to_sound_server(self) -> bool:
        """True if the device connects to the sound server, when one is running. The server then chooses the source."""
        return self.source is None and self.name in _BY_SERVER


def list_microphones(
    devices: Sequence[dict[str, Any]], sources: Sequence[PulseSource] | None, can_ask: bool = True
) -> list[AudioDevice]:
    """All microphones, from PortAudio's `query_devices` and the sound server's sources. Sources of None mean that no
    server responds.

    Monitors are excluded, because they deliver the sound that this kiosk plays. Devices that connect to the sound
    server are also excluded, because the server might connect them to a monitor. They are included only if no server
    responds and `can_ask` is true.
    """
    inputs = (
        AudioDevice(device["name"], device=number)
        for number, device in enumerate(devices)
        if device["max_input_channels"] > 0
    )
    is_safe = sources is None and can_ask
    return [
        *(AudioDevice(source.name, source=source) for source in sources or () if not source.is_monitor),
        *(it for it in inputs if is_safe or not it.leads_to_sound_server),
    ]


def loopback_devices(devices: Sequence[dict[str, Any]], sources: Sequence[PulseSource] | None) -> list[AudioDevice]:
    """All devices that may deliver the sound that this kiosk plays.

    These are the sound server's monitors, and the PortAudio devices that do not connect to the server. They include all
    sound cards, because ALSA's Loopback looks like any other sound card.
    """
    return [*(AudioDevice(it.name, source=it) for it in sources or () if it.is_monitor), *list_microphones(devices, ())]


def choose(wanted: str, microphones: Sequence[AudioDevice], default: str | None) -> AudioDevice | None:
    """The device that `wanted` selects: by its number in the list, by exact name, or the first device with a name or
    description that contains it.

    `default`: name of the source that "default" means, if there is one. Returns None if no device matches.
    """
    if wanted.isdigit():
        number = int(wanted)
        return microphones[number] if number < len(microphones) else None
    if wanted.casefold() == DEFAULT and default is not None:
        wanted = default
    part = wanted.casefold()
    exact = (it for it in microphones if it.name.casefold() == part)
    partly = (it for it in microphones if part in it.name.casefold() or part in _description(it).casefold())
    return next(exact, None) or next(partly, None)


def microphone_list_text(microphones: Sequence[AudioDevice]) -> str:
    """The list of microphones as text for people, with numbers and names."""
    if not microphones:
        return "No microphone was found."
    lines = [f"{number} {it.name}{_in_brackets(it)}" for number, it in enumerate(microphones)]
    more = [f"and {len(lines) - _LISTED} more"] if len(lines) > _LISTED else []
    return f"Available: {', '.join([*lines[:_LISTED], *more])}."


def _description(microphone: AudioDevice) -> str:
    return microphone.source.description if microphone.source else ""


def _in_brackets(microphone: AudioDevice) -> str:
    return f" ({_description(microphone)})" if _description(microphone) else ""
