"""Data for the leader's page about the running session, from the recorded events of at most the last minute."""

from collections import deque
from collections.abc import Set
from math import isfinite

import numpy as np

from edge.events import AudioObservation, FrameObservation, PlayEnded, PlayStarted
from edge.signals import KitSamples
from edge.study.recorder import StudyEvent
from edge.study_sessions.contact import good_samples, has_electrodes
from edge.study_sessions.leader.traces import SignalTrace
from edge.study_sessions.values import AdvertView, KitView

FACE_GAP_S, SOUND_GAP_S, KIT_GAP_S = 1.0, 2.0, 3.0
"""Shortest gap in seconds. A kit may send only once per second, and may be one second late."""
CONTACT_S = 10.0
"""Period in seconds over which the page reports a kit's contact."""


class KitMonitor:
    """One kit."""

    def __init__(self, now_s: float) -> None:
        self._skin, self._heart = SignalTrace(), SignalTrace()
        self._counts: deque[tuple[float, int, int]] = deque()  # time, good samples, all samples
        self._good_s = now_s
        self._has_samples = self._has_electrodes = False

    def add_samples(self, samples: KitSamples, now_s: float) -> None:
        """Add a chunk of samples."""
        assert samples.times_s is not None
        is_good = good_samples(samples)
        self._has_samples = True
        self._has_electrodes |= has_electrodes(samples)
        times_s = (samples.at_s + samples.times_s).tolist()
        self._skin.add_samples(times_s, np.where(is_good, samples.eda_us, np.nan).tolist())
        self._heart.add_samples(times_s, samples.hr_bpm.tolist())
        beats = [beat for beat in samples.beats if beat.is_accepted and beat.interval_ms > 0]
        self._heart.add_samples([beat.at_s for beat in beats], [60_000 / beat.interval_ms for beat in beats])
        self._counts.append((now_s, int(is_good.sum()), len(times_s)))
        if is_good.any():
            self._good_s = now_s

    def kit_view(self, name: str, now_s: float) -> KitView:
        """Current values."""
        while self._counts and self._counts[0][0] < now_s - CONTACT_S:
            self._counts.popleft()
        count = sum(count for _, _, count in self._counts)
        contact = sum(good for _, good, _ in self._counts) / count if count else None
        return KitView(
            name,
            contact,
            _gap_s(self._good_s, now_s, KIT_GAP_S),
            self._skin.last_minute(now_s),
            self._heart.last_minute(now_s),
            self._has_electrodes or not self._has_samples,
        )


class SessionMonitor:
    """Collects the events of a session in the session's loop. `update_scopes` drops the data of ended scopes.

    For the face, it only stores whether exactly one face was in view. Like the recorder, it stores no reason for a gap.
    """

    def __init__(self, sources: Set[str], now_s: float) -> None:
        """`sources`: series that have a device in this session."""
        self._has_camera, self._has_microphone = "face" in sources, "sound" in sources
        self._face_s = self._sound_s = now_s
        self._level_db: float | None = None
        self._kits = {name: KitMonitor(now_s) for name in sorted(sources) if name.startswith("kit")}
        self._play: PlayStarted | None = None

    def process(self, event: StudyEvent, now_s: float) -> None:
        """Process one event of the session."""
        match event:
            case KitSamples():
                kit = self._kits.get(f"kit{event.kit}")
                if kit is not None:
                    kit.add_samples(event, now_s)
            case FrameObservation():
                if len(event.faces) == 1:
                    self._face_s = event.at_s
            case AudioObservation():
                self._level_db, self._sound_s = event.level_db if isfinite(event.level_db) else None, event.at_s
            case PlayStarted():
                self._play = event
            case PlayEnded():
                self._play = None
            case _:
                pass

    def update_scopes(self, scopes: Set[str]) -> None:
        """Update the recorded scopes, and drop the data of scopes that ended. Call this several times per second."""
        if "kits" not in scopes:
            self._kits.clear()
        if "face" not in scopes:
            self._has_camera = False
        if "voice" not in scopes:
            self._has_microphone = False
            self._level_db = None

    def face_state(self, now_s: float) -> tuple[bool | None, float | None]:
        """State of the face data (arrives, or not), and the current gap in seconds. Both are None without a camera."""
        if not self._has_camera:
            return None, None
        gap_s = _gap_s(self._face_s, now_s, FACE_GAP_S)
        return gap_s is None, gap_s

    def sound_state(self, now_s: float) -> tuple[float | None, float | None]:
        """Sound level in dBFS, and the length of the current gap in seconds; both are None without a microphone."""
        if not self._has_microphone:
            return None, None
        gap_s = _gap_s(self._sound_s, now_s, SOUND_GAP_S)
        return (self._level_db if gap_s is None else None), gap_s

    def kit_views(self, now_s: float) -> tuple[KitView, ...]:
        """All kits."""
        return tuple(kit.kit_view(name, now_s) for name, kit in self._kits.items())

    def current_advert(self, now_s: float) -> AdvertView | None:
        """The ad that is on the screen now."""
        play = self._play
        if play is None:
            return None
        if play.duration_s is None:
            return AdvertView(play.creative, None)
        return AdvertView(play.creative, max(0.0, play.duration_s - play.media_s - (now_s - play.at_s)))


def _gap_s(known_s: float, now_s: float, least_s: float) -> float | None:
    """Length in seconds of the current period without a value; None if it is too short to count as a gap."""
    return now_s - known_s if now_s - known_s > least_s else None
