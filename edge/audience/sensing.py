"""Camera coverage and the sound of the room. Neither is about a single person."""

from collections.abc import Mapping
from math import floor, fsum, isfinite, log10

from edge.audience.exposure import RoomSoundSecond
from edge.audience.rules import TOLERANCE_S
from edge.events import AudioObservation


class CameraCoverage:
    """Time spans in which the camera delivered frames."""

    def __init__(self) -> None:
        self._spans: list[list[float]] = []

    def add_span(self, from_s: float, to_s: float) -> None:
        """Adds the span [from_s, to_s). Add the spans in chronological order."""
        if self._spans and from_s <= self._spans[-1][1] + TOLERANCE_S:
            self._spans[-1][1] = to_s
        else:
            self._spans.append([from_s, to_s])

    def covered_share(self, from_s: float, to_s: float) -> float:
        """Share of [from_s, to_s) in which the camera delivered frames, from 0 to 1."""
        sensed_s = fsum(max(0.0, min(end_s, to_s) - max(begin_s, from_s)) for begin_s, end_s in self._spans)
        return min(1.0, sensed_s / (to_s - from_s))

    def forget_spans(self, before_s: float) -> None:
        """Removes the spans that ended before `before_s`."""
        self._spans = [span for span in self._spans if span[1] > before_s]


class RoomAudioBySecond:
    """Sound of the room for each absolute second."""

    def __init__(self) -> None:
        self._seconds: dict[int, RoomSoundSecond] = {}

    @property
    def seconds(self) -> Mapping[int, RoomSoundSecond]:
        return self._seconds

    def add_observation(self, observation: AudioObservation) -> None:
        """Spreads one observation over the seconds that it covers.

        Skips observations with values that are not finite. If laughter is unknown, the level still counts.
        """
        if not (isfinite(observation.level_db) and isfinite(observation.duration_s)):
            return
        energy = 10.0 ** (observation.level_db / 10.0)
        from_s = observation.at_s - observation.duration_s
        while from_s < observation.at_s:
            to_s = min(floor(from_s) + 1.0, observation.at_s)
            second = self._seconds.setdefault(floor(from_s), RoomSoundSecond())
            second.sound_s += to_s - from_s
            second.known_s += to_s - from_s if observation.laughter is not None else 0.0
            second.laughter_s += to_s - from_s if observation.laughter else 0.0
            second.energy += (to_s - from_s) * energy
            from_s = to_s

    def level_db(self, from_s: float, to_s: float) -> float | None:
        """Level of the mean energy over the absolute seconds that start in [from_s, to_s). None if there was no
        sound measurement.
        """
        sounds = [sound for second, sound in self._seconds.items() if from_s <= second < to_s]
        sound_s, energy = fsum(sound.sound_s for sound in sounds), fsum(sound.energy for sound in sounds)
        return 10.0 * log10(energy / sound_s) if sound_s > 0 and energy > 0 else None

    def forget_seconds(self, before_s: float) -> None:
        """Removes the seconds before `before_s`."""
        self._seconds = {second: sound for second, sound in self._seconds.items() if second >= before_s}
