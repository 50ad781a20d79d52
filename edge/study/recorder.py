"""Recorder of one session: takes all measurements, but writes only what the participant consents to at that moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import floor, nan

import numpy as np

from edge.events import AudioObservation, FrameObservation, PlayEnded, PlayStarted, SourceLost, SourceRestored
from edge.signals import KitSamples
from edge.study.dictionary import BEATS, CLOCK, EVENTS, KIT, STUDY, find_series
from edge.study.errors import StudyError, StudyKeyMissingError
from edge.study.face_grid import AttentionRule, FaceGrid
from edge.study.markers import Marker, PlayMarkers
from edge.study.questionnaires.answers import GivenAnswers
from edge.study.series import Row, SeriesWriter
from edge.study.sessions import SessionInfo, StudySession
from edge.study.streams import StreamOffset, StreamSamples, stream_clock_name, stream_series_name
from edge.study.study import Study

CLOCK_EVERY_S = 5.0

RowCopy = Callable[[str, Sequence[Row]], None]
StudyEvent = (
    KitSamples
    | FrameObservation
    | AudioObservation
    | PlayStarted
    | PlayEnded
    | SourceLost
    | SourceRestored
    | Marker
    | GivenAnswers
    | StreamSamples
    | StreamOffset
)


@dataclass(frozen=True)
class SessionClock:
    """Clocks of a session. `now`: the clock of all series. `machine_error_s`: the computer's clock minus `now`.

    `lsl_s`: the clock of the Lab Streaming Layer; None without it.
    """

    now: Callable[[], float]
    machine_error_s: Callable[[], float]
    lsl_s: Callable[[], float | None] = lambda: None


class SessionRecorder:
    """Writes one session. All methods must be called from the same thread.

    Once per second it checks the scopes, then writes rows to the disk. If a scope ended in between, its rows are
    dropped, and the scope stays ended for this session. The files of all sources start with the session, so they do not
    reveal when a source first sent something.
    """

    def __init__(
        self,
        study: Study,
        participant: str,
        info: SessionInfo,
        clock: SessionClock,
        rule: AttentionRule,
        copy: RowCopy = lambda _, __: None,
    ) -> None:
        """`copy` is called with the rows of a series after the rows have been written.

        Raises StudyError if the participant consents to nothing, and StudyStorageError.
        """
        self._study, self._clock, self._participant, self._copy = study, clock, participant, copy
        self._scopes = self._held() | {STUDY}
        if self._scopes == {STUDY}:
            raise StudyError(
                f"study: {participant} has no valid consent now. Let the person sign the consent, then run: vitrina "
                "study participant add"
            )
        self.session = study.stored.add_session(participant, info)
        self._writers: dict[str, SeriesWriter] = {}
        self._grid = FaceGrid(info.started_s, rule)
        self._plays = PlayMarkers()
        self._clock_due_s = self._write_due_s = info.started_s
        self.is_withdrawn = False
        self.begin_series(EVENTS.name, CLOCK.name, *info.sources, *map(_beats_of, filter(_is_kit, info.sources)))
        self.begin_series(*map(stream_clock_name, info.streams))
        self._mark(Marker(info.started_s, "session_start"))

    @property
    def recorded_scopes(self) -> frozenset[str]:
        """Scopes that are being recorded."""
        return frozenset(self._scopes) - {STUDY}

    def begin_series(self, *names: str) -> None:
        """Start the files of these series, if their scopes are recorded. Raises StudyStorageError."""
        for name in names:
            self._new_writer(name)

    def handle_event(self, event: StudyEvent) -> None:
        """Process one event. Raises StudyStorageError."""
        match event:
            case KitSamples():
                self._add_kit_samples(event)
            case FrameObservation():
                self._add("face", *self._grid.add_frame(event))
            case AudioObservation():
                self._add("sound", (event.at_s, event.duration_s, event.level_db, event.laughter))
            case PlayStarted() | PlayEnded():
                for marker in self._plays.make_markers(event):
                    self._mark(marker)
            case SourceLost() | SourceRestored():
                self._mark_source(event)
            case GivenAnswers():
                self._add("answers", *event.rows)
            case StreamSamples():
                self._add(stream_series_name(event.scope), *event.rows)
            case StreamOffset():
                self._add(stream_clock_name(event.scope), (event.at_s, event.offset_s, event.error_s))
            case Marker():
                self._mark(event)

    def write_due_rows(self) -> None:
        """Write the rows that are due; call it several times per second. Raises StudyStorageError."""
        now_s = self._clock.now()
        if "face" in self._scopes and "face" in self.session.info.sources:
            self._add("face", *self._grid.take_overdue_rows(now_s))
        if now_s >= self._clock_due_s:
            self._clock_due_s = now_s + CLOCK_EVERY_S
            self._add("clock", (now_s, now_s + self._clock.machine_error_s(), self._clock.lsl_s()))
        if now_s >= self._write_due_s:
            started_s = self.session.info.started_s
            self._write_due_s = started_s + floor(now_s - started_s) + 1
            self._end_withdrawn_scopes(now_s)
            for name, writer in self._writers.items():
                self._copy(name, writer.write_due_rows(now_s))

    def replace_description(self, info: SessionInfo) -> None:
        """Replace the description of the session. Raises StudyError or StudyStorageError."""
        if not self.is_withdrawn:
            self.session = self._study.stored.replace_description(self.session, info)

    def close(self, ended_s: float | None = None) -> StudySession:
        """Write the remaining rows, the end marks and the file hashes. Raises StudyStorageError.

        `ended_s`: time at which the devices were asked to stop; None: now.
        """
        now_s = self._clock.now()
        ended_s = now_s if ended_s is None else ended_s
        self._end_withdrawn_scopes(now_s)
        if self.is_withdrawn:
            for writer in self._writers.values():
                writer.discard_waiting_rows()
            return self.session
        self._mark(Marker(ended_s, "session_end"))
        self.replace_description(replace(self.session.info, ended_s=ended_s))
        for name in sorted(self._writers, key=EVENTS.name.__eq__):  # the markers last: see is_cut
            self._copy(name, self._writers[name].close(now_s))
        self._study.stored.store_file_hashes(self.session)
        return self.session

    def _held(self) -> set[str]:
        return set(self._study.participants.consented_scopes(self._participant, self._clock.now()))

    def _end_withdrawn_scopes(self, now_s: float) -> None:
        held = self._held() | {STUDY}
        ended = self._scopes - held
        if not ended:
            return
        self._scopes &= held
        self.is_withdrawn = self._participant not in self._study.participants.pseudonyms()
        for name, writer in list(self._writers.items()):
            if self.is_withdrawn or writer.series.scope in ended:
                writer.discard_waiting_rows()
                del self._writers[name]
        if "face" in ended:
            self._grid.forget_face()
        if not self.is_withdrawn:
            for scope in sorted(ended):
                self._mark(Marker(now_s, "scope_end", scope))

    def _add(self, name: str, *rows: Row) -> None:
        if not rows or self.is_withdrawn:
            return
        writer = self._writers.get(name) or self._new_writer(name)
        if writer is not None:
            for row in rows:
                writer.add_row(*row)

    def _new_writer(self, name: str) -> SeriesWriter | None:
        if find_series(name).scope not in self._scopes:
            return None
        try:
            writer = self._writers[name] = self._study.stored.open_series_writer(self.session, name)
        except StudyKeyMissingError:  # the scope ended since the last check
            return None
        return writer

    def _mark(self, marker: Marker) -> None:
        self._add("events", marker.event_row)

    def _mark_source(self, event: SourceLost | SourceRestored) -> None:
        """Record a source under the name of its series, so that the record does not name the wearer."""
        if event.source == "camera":
            self._grid.forget_face()
        kind = "source_lost" if isinstance(event, SourceLost) else "source_back"
        self._mark(Marker(event.at_s, kind, event.source.split(" ")[0]))

    def _add_kit_samples(self, samples: KitSamples) -> None:
        count = len(samples.eda_us)
        missing = np.full(count, nan)
        assert samples.times_s is not None
        columns = (
            samples.at_s + samples.times_s,
            missing if samples.device_s is None else samples.device_s,
            samples.eda_us,
            missing if samples.pulse is None else samples.pulse,
            samples.hr_bpm,
            missing if samples.interval_ms is None else samples.interval_ms,
            missing if samples.quality is None else samples.quality,
        )
        self._add(f"kit{samples.kit}", *zip(*(column.tolist() for column in columns), strict=True))
        beats = [(beat.at_s, beat.interval_ms, beat.is_accepted) for beat in samples.beats]
        self._add(f"beats{samples.kit}", *beats)


def _is_kit(name: str) -> bool:
    return find_series(name) is KIT


def _beats_of(kit: str) -> str:
    return kit.replace(KIT.name, BEATS.name)
