"""What the senses told that is about nobody: when the camera was sensing, how loud the room was, was there laughter."""

from collections.abc import Mapping
from math import floor, fsum, isfinite, log10

from edge.audience.exposure import RoomSound
from edge.audience.rules import NEARLY_S
from edge.events import AudioObservation


class CameraCoverage:
    """When the camera was sensing."""

    def __init__(self) -> None:
        self._spans: list[list[float]] = []

    def add(self, from_s: float, to_s: float) -> None:
        """It was in [from_s, to_s); in order of time."""
        if self._spans and from_s <= self._spans[-1][1] + NEARLY_S:
            self._spans[-1][1] = to_s
        else:
            self._spans.append([from_s, to_s])

    def share(self, from_s: float, to_s: float) -> float:
        """The share of [from_s, to_s) in which it was."""
        sensed_s = fsum(max(0.0, min(end_s, to_s) - max(begin_s, from_s)) for begin_s, end_s in self._spans)
        return min(1.0, sensed_s / (to_s - from_s))

    def forget(self, before_s: float) -> None:
        """What ended before `before_s` is needed no longer."""
        self._spans = [span for span in self._spans if span[1] > before_s]


class RoomAudio:
    """The sound of the room by absolute second."""

    def __init__(self) -> None:
        self._seconds: dict[int, RoomSound] = {}

    @property
    def seconds(self) -> Mapping[int, RoomSound]:
        return self._seconds

    def add(self, heard: AudioObservation) -> None:
        """One decision, spread over the seconds that it is about. What is no number is left out. Where laughter is not
        known, the level still counts."""
        if not (isfinite(heard.level_db) and isfinite(heard.duration_s)):
            return
        energy = 10.0 ** (heard.level_db / 10.0)
        from_s = heard.at_s - heard.duration_s
        while from_s < heard.at_s:
            to_s = min(floor(from_s) + 1.0, heard.at_s)
            second = self._seconds.setdefault(floor(from_s), RoomSound())
            second.sound_s += to_s - from_s
            second.known_s += to_s - from_s if heard.laughter is not None else 0.0
            second.laughter_s += to_s - from_s if heard.laughter else 0.0
            second.energy += (to_s - from_s) * energy
            from_s = to_s

    def level_db(self, from_s: float, to_s: float) -> float | None:
        """The level of the mean energy over the absolute seconds that begin in [from_s, to_s); None without sound."""
        seconds = [heard for second, heard in self._seconds.items() if from_s <= second < to_s]
        sound_s, energy = fsum(heard.sound_s for heard in seconds), fsum(heard.energy for heard in seconds)
        return 10.0 * log10(energy / sound_s) if sound_s > 0 and energy > 0 else None

    def forget(self, before_s: float) -> None:
        """Seconds before `before_s` are needed no longer."""
        self._seconds = {second: heard for second, heard in self._seconds.items() if second >= before_s}
