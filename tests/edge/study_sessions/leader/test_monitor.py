"""Monitor of a session: gaps without a reason, and nothing of a scope that is held no longer."""

from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.events import AudioObservation, FaceObservation, FrameObservation, PlayEnded, PlayStarted
from edge.signals import Beat, Frame, KitSamples
from edge.study.zone import WHOLE
from edge.study_sessions.leader.monitor import CONTACT_S, FACE_GAP_S, KIT_GAP_S, SOUND_GAP_S, SessionMonitor
from edge.study_sessions.leader.traces import LENGTH_S, RATE_HZ, SignalTrace
from edge.study_sessions.zone_pipeline import ZonePipeline

FACE = FaceObservation(1, 0, 0, 80, 100, 0.0, 0.0, False, False, False, (0, 0, 0, 0))
ALL = {"face", "kit1", "sound"}
SCOPES = {"face", "kits", "voice"}


def chunk(at_s: float, skin_us: float = 5.0, quality: float = 1.0) -> KitSamples:
    ones = np.ones(4, np.float32)
    return KitSamples(
        at_s=at_s,
        kit="1",
        wearer="",
        eda_us=ones * np.float32(skin_us),
        hr_bpm=ones * 70,
        times_s=np.arange(4) / 4,
        quality=ones * np.float32(quality),
    )


class _Faces:
    """Face pipeline that finds what a test says: faces that are told, and faces that may be there."""

    def __init__(self, told: int, possible: int) -> None:
        self.told, self.possible_face_count, self.one_in = told, possible, 1

    def process(self, frame: Frame) -> FrameObservation:
        return FrameObservation(frame.at_s, (FACE,) * self.told)


@pytest.mark.parametrize(("told", "possible"), [(0, 0), (0, 1), (2, 2), (1, 2), (2, 3)])
def test_a_gap_of_the_face_looks_the_same_whatever_its_reason(told: int, possible: int) -> None:
    """Turned away, nobody, or a second face: every value of the page is the same."""
    views = []
    for faces in (_Faces(told, possible), _Faces(0, 0)):
        monitor = SessionMonitor(ALL, 100.0)
        pipeline = ZonePipeline(faces, WHOLE)  # type: ignore[arg-type]
        for step in range(20):
            at_s = 100.0 + step / 5
            monitor.process(pipeline.process(Frame(at_s, np.zeros((10, 10, 3), np.uint8))), at_s)
        views.append(monitor.face_state(104.0))
    assert views[0] == views[1] == (False, 4.0)


def test_a_face_that_is_there_has_no_gap() -> None:
    monitor = SessionMonitor(ALL, 100.0)
    monitor.process(FrameObservation(103.0, (FACE,)), 103.1)
    assert monitor.face_state(103.0 + FACE_GAP_S) == (True, None)
    assert monitor.face_state(103.5 + FACE_GAP_S) == (False, FACE_GAP_S + 0.5)
    assert SessionMonitor({"kit1"}, 100.0).face_state(200.0) == (None, None)


def test_a_kit_has_its_contact_and_its_lines() -> None:
    monitor = SessionMonitor(ALL, 100.0)
    (before,) = monitor.kit_views(100.0)
    assert (before.name, before.contact, before.gap_s) == ("kit1", None, None)
    monitor.process(chunk(100.0), 101.0)
    monitor.process(chunk(101.0, 9.0, quality=0.1), 102.0)
    (kit,) = monitor.kit_views(102.0)
    assert (kit.contact, kit.gap_s) == (0.5, None)
    assert [value for value in kit.skin_us if value is not None] == [5.0, 5.0]
    assert len([value for value in kit.heart_bpm if value is not None]) == 4
    (kit,) = monitor.kit_views(101.5 + KIT_GAP_S)
    assert kit.gap_s == KIT_GAP_S + 0.5
    (kit,) = monitor.kit_views(103.0 + CONTACT_S)
    assert kit.contact is None


def test_a_kit_with_a_pulse_wave_has_the_rate_of_its_beats() -> None:
    """Only of intervals that count."""
    monitor = SessionMonitor(ALL, 100.0)
    beats = (Beat(100.1, 750.0, True), Beat(100.9, 300.0, False), Beat(101.6, float("nan"), True))
    monitor.process(replace(chunk(100.0), hr_bpm=np.full(4, np.nan, np.float32), beats=beats), 101.0)
    (kit,) = monitor.kit_views(102.0)
    assert [value for value in kit.heart_bpm if value is not None] == [80.0]


def test_the_level_of_the_sound_goes_with_its_gap() -> None:
    monitor = SessionMonitor(ALL, 100.0)
    monitor.process(AudioObservation(101.0, 0.96, -42.0, None), 101.0)
    assert monitor.sound_state(101.0) == (-42.0, None)
    assert monitor.sound_state(101.5 + SOUND_GAP_S) == (None, SOUND_GAP_S + 0.5)
    monitor.process(AudioObservation(104.0, 0.96, float("-inf"), None), 104.0)
    assert monitor.sound_state(104.0) == (None, None)


def test_a_scope_that_ended_is_forgotten_at_once() -> None:
    """Also its lines of the minute before."""
    monitor = SessionMonitor(ALL, 100.0)
    for event in (chunk(100.0), FrameObservation(101.0, (FACE,)), AudioObservation(101.0, 0.96, -42.0, None)):
        monitor.process(event, 101.0)
    monitor.update_scopes(SCOPES)
    assert len(monitor.kit_views(101.0)) == 1
    for scope, left in (("kits", {"face", "voice"}), ("face", {"voice"}), ("voice", set())):
        monitor.update_scopes(left)
        assert (monitor.kit_views(101.0) == ()) is (scope in ("kits", "face", "voice"))
    assert monitor.face_state(101.0) == monitor.sound_state(101.0) == (None, None)
    monitor.process(chunk(101.0), 102.0)
    assert monitor.kit_views(102.0) == ()


def test_the_advert_says_how_long_it_still_takes() -> None:
    monitor = SessionMonitor(ALL, 100.0)
    assert monitor.current_advert(100.0) is None
    monitor.process(PlayStarted(100.0, "spring", 2.0, 20.0), 100.0)
    shown = monitor.current_advert(105.0)
    assert shown is not None
    assert asdict(shown) == {"creative": "spring", "left_s": 13.0}
    late = monitor.current_advert(200.0)
    assert late is not None
    assert late.left_s == 0.0
    monitor.process(PlayStarted(130.0, "summer"), 130.0)
    unknown = monitor.current_advert(131.0)
    assert unknown is not None
    assert unknown.left_s is None
    monitor.process(PlayEnded(140.0), 140.0)
    assert monitor.current_advert(141.0) is None


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(allow_nan=True, allow_infinity=True)), max_size=60))
def test_a_trace_keeps_a_minute_and_only_numbers(samples: list[tuple[float, float]]) -> None:
    trace = SignalTrace()
    trace.add_samples([at_s for at_s, _ in samples], [value for _, value in samples])
    values = trace.last_minute(1000.0)
    assert len(values) == LENGTH_S * RATE_HZ
    known = {value for at_s, value in samples if np.isfinite(value) and at_s >= 1000.0 - LENGTH_S - 1}
    assert {value for value in values if value is not None} <= known


def test_a_kit_without_electrodes_measures_no_contact() -> None:
    """Its share is that of its heart rate, and the page names it so."""
    monitor = SessionMonitor(ALL, 100.0)
    assert monitor.kit_views(100.0)[0].measures_contact
    monitor.process(chunk(100.0, np.nan, quality=np.nan), 101.0)
    (kit,) = monitor.kit_views(101.0)
    assert (kit.contact, kit.measures_contact) == (1.0, False)
    monitor.process(chunk(101.0), 102.0)
    assert monitor.kit_views(102.0)[0].measures_contact
