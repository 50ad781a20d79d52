"""arousal.py: one second after another of somebody who wears a sensor kit, or does not."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import isfinite, isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.events import BodyObservation
from edge.perception.body.arousal import ArousalEstimator
from edge.perception.runtime import InferenceSession
from edge.signals import KitSamples
from models.data import DATA
from models.evaluate.command import TASKS
from models.serving.spec import ZOO, ModelSpec
from tests.models.body.drawn_people import skin_of

REPLAY = DATA.parent / "replay"
needs_replay = pytest.mark.skipif(not REPLAY.is_dir(), reason="../shared/replay is not here")
NOON_S = 1_767_268_800.0  # a time of this century: floats of such size have a coarse grain


@pytest.fixture(scope="module")
def session() -> InferenceSession:
    """The shipped network."""
    return InferenceSession(ModelSpec.load(ZOO / f"{TASKS['body'][0]}.json"))


def pieces(
    eda_us: NDArray[np.float32], hr_bpm: float = 72.0, *, rate_hz: float = 4.0, at_s: float = 0.0, piece_s: float = 1.0
) -> Iterator[KitSamples]:
    """A kit's stream in pieces."""
    count = max(1, round(piece_s * rate_hz))
    for first in range(0, len(eda_us), count):
        part = eda_us[first : first + count]
        yield KitSamples(
            at_s + first / rate_hz, "kit", "ana", part, np.full(len(part), hr_bpm, np.float32), rate_hz=rate_hz
        )


def felt_of(session: InferenceSession, stream: Iterator[KitSamples]) -> list[BodyObservation]:
    sensor = ArousalEstimator(session)
    return [felt for samples in stream for felt in sensor.process(samples)]


def plain(felt: list[BodyObservation]) -> list[tuple[object, ...]]:
    """Comparable: no number as None, and without the last digits."""
    return [
        (f.at_s, f.wearer, f.on_body, None if isnan(f.arousal) else round(f.arousal, 4), f.hr_bpm, f.scr_per_min)
        for f in felt
    ]


def test_one_event_a_second(session: InferenceSession) -> None:
    """Each ends a whole second after the first sample, at any time of the century."""
    felt = felt_of(session, pieces(skin_of(90, []), at_s=NOON_S + 0.37))
    assert [one.at_s for one in felt] == pytest.approx([NOON_S + 0.37 + second for second in range(1, 91)])
    assert {one.wearer for one in felt} == {"ana"}


def test_arousal_comes_after_a_minute_and_is_renewed_every_five_seconds(session: InferenceSession) -> None:
    """Until there is a minute of skin nothing is known of it."""
    felt = felt_of(session, pieces(skin_of(150, [100.0, 110.0])))
    known = [one for one in felt if isfinite(one.arousal)]
    assert 60 <= known[0].at_s <= 70
    assert all(0 <= one.arousal <= 1 for one in known)
    changes = [later.at_s for earlier, later in pairwise(known) if later.arousal != earlier.arousal]
    assert len(changes) >= 10
    assert all(at_s % 5 == 0 for at_s in changes)


@settings(max_examples=10, deadline=None)
@given(st.sampled_from([0.25, 0.75, 3.0, 7.5, 100.0]), st.sampled_from([4.0, 50.0, 1.0]))
def test_pieces_of_any_length_tell_the_same(session: InferenceSession, piece_s: float, rate_hz: float) -> None:
    """However a kit cuts its stream."""
    eda_us = skin_of(130, [80.0, 100.0])
    eda_us[40 * 4 : 48 * 4] = 0.0
    eda_us = np.repeat(eda_us, 25)[: 130 * 100][:: round(100 / rate_hz)]
    whole = felt_of(session, pieces(eda_us, rate_hz=rate_hz, piece_s=1000))
    assert len(whole) == 130
    assert plain(felt_of(session, pieces(eda_us, rate_hz=rate_hz, piece_s=piece_s))) == plain(whole)


def test_how_long_it_runs_changes_nothing(session: InferenceSession) -> None:
    """The same last minutes after ten minutes of something else and after none: the same arousal. It has no clock."""
    last = skin_of(215, [60.0, 120.0, 150.0, 160.0])
    before = skin_of(600, [float(at_s) for at_s in range(20, 600, 9)])
    short = felt_of(session, pieces(last, piece_s=60))
    long = felt_of(session, pieces(np.concatenate([before, last]), piece_s=60))
    assert [f.arousal for f in long[-25:]] == pytest.approx([f.arousal for f in short[-25:]], abs=1e-4)


def test_off_the_body_nothing_is_said_whatever_the_heart_rate(session: InferenceSession) -> None:
    """Bands invent a heart rate off the wrist. It is nobody's."""
    felt = felt_of(session, pieces(np.full(400, 0.024, np.float32), hr_bpm=122.0))
    assert len(felt) == 100
    assert not any(one.on_body for one in felt)
    assert all(isnan(one.arousal) and one.hr_bpm is None and one.scr_per_min is None for one in felt)


def test_heart_rate_alone_is_no_body(session: InferenceSession) -> None:
    """A strap without electrodes."""
    felt = felt_of(session, pieces(np.full(100, np.nan, np.float32), rate_hz=1.0))
    assert len(felt) == 100
    assert not any(one.on_body or one.hr_bpm is not None for one in felt)


def test_skin_alone_is_enough(session: InferenceSession) -> None:
    """A kit without a heart rate."""
    felt = felt_of(session, pieces(skin_of(100, []), hr_bpm=np.nan))
    assert felt[-1].on_body
    assert isfinite(felt[-1].arousal)
    assert felt[-1].hr_bpm is None


def test_slow_kit_is_on_the_body(session: InferenceSession) -> None:
    """One value a second, each of which stands until the next."""
    felt = felt_of(session, pieces(skin_of(100, [])[::4], rate_hz=1.0))
    assert all(one.on_body for one in felt[5:])
    assert isfinite(felt[-1].arousal)
    assert felt[-1].hr_bpm == 72.0


def test_taken_off_and_put_on_again(session: InferenceSession) -> None:
    """Within five seconds it is known, and what was felt before is not told of who puts it on."""
    eda_us = skin_of(200, [])
    eda_us[100 * 4 : 130 * 4] = 0.003
    felt = felt_of(session, pieces(eda_us))
    assert all(one.on_body for one in felt[5:100])
    assert not any(one.on_body for one in felt[105:130])
    assert all(one.on_body for one in felt[135:])
    assert all(isnan(one.arousal) for one in felt[105:130])


def test_responses_are_counted_by_the_minute(session: InferenceSession) -> None:
    """Six in the last minute; none on skin that only drifts; not before half a minute is known."""
    felt = felt_of(session, pieces(skin_of(120, [62.0, 72.0, 82.0, 92.0, 102.0, 112.0])))
    assert felt[-1].scr_per_min == pytest.approx(6.0, abs=0.5)
    assert felt[59].scr_per_min == 0.0
    assert felt[20].scr_per_min is None


def test_values_that_cannot_be_are_left_out(session: InferenceSession) -> None:
    """NaN, infinity, 10^9 uS, a heart of 0 or 400 a minute: no crash, no such number told."""
    eda_us = skin_of(120, [])
    eda_us[::7], eda_us[3::11], eda_us[5::13] = np.nan, np.inf, 1e9
    sensor = ArousalEstimator(session)
    felt = []
    for second in range(120):
        hr_bpm = np.array([72, 0, np.nan, 400], np.float32)
        part = eda_us[second * 4 : second * 4 + 4]
        felt += sensor.process(KitSamples(float(second), "kit", "ana", part, hr_bpm, rate_hz=4.0))
    assert felt[-1].on_body
    assert isfinite(felt[-1].arousal)
    assert {one.hr_bpm for one in felt[5:]} == {72.0}


def test_time_that_goes_back_is_dropped_and_counted(session: InferenceSession) -> None:
    """A packet that comes twice changes nothing."""
    sensor, once, twice = ArousalEstimator(session), ArousalEstimator(session), ArousalEstimator(session)
    stream = list(pieces(skin_of(100, [70.0])))
    expected = [felt for samples in stream for felt in once.process(samples)]
    again = [felt for samples in stream for copy in (samples, samples) for felt in twice.process(copy)]
    assert plain(again) == plain(expected)
    assert (once.dropped, twice.dropped) == (0, 400)
    assert (
        sensor.process(KitSamples(np.nan, "kit", "ana", np.ones(4, np.float32), np.ones(4, np.float32), rate_hz=4.0))
        == []
    )
    assert sensor.dropped == 4


def test_clock_set_back_an_hour_begins_anew(session: InferenceSession) -> None:
    """A kit is not deaf for an hour."""
    sensor = ArousalEstimator(session)
    for samples in pieces(skin_of(30, []), at_s=NOON_S):
        sensor.process(samples)
    felt = [one for samples in pieces(skin_of(30, []), at_s=NOON_S - 3600) for one in sensor.process(samples)]
    assert len(felt) == 30
    assert felt[0].at_s == NOON_S - 3599


def test_gap_is_not_bridged(session: InferenceSession) -> None:
    """Twenty silent seconds: no event is of them, and the contact is shown anew after them."""
    sensor, eda_us = ArousalEstimator(session), skin_of(100, [])
    felt = [one for samples in pieces(eda_us) for one in sensor.process(samples)]
    felt += [one for samples in pieces(eda_us, at_s=120.0) for one in sensor.process(samples)]
    assert [one.at_s for one in felt] == [*range(1, 101), *range(121, 221)]
    assert not felt[100].on_body
    assert felt[106].on_body


def test_hours_of_silence_cost_nothing(session: InferenceSession) -> None:
    """After them it is as if the kit had just been put on."""
    sensor, eda_us = ArousalEstimator(session), skin_of(80, [])
    for samples in pieces(eda_us, at_s=NOON_S):
        sensor.process(samples)
    felt = [one for samples in pieces(eda_us, at_s=NOON_S + 1e7) for one in sensor.process(samples)]
    assert plain(felt) == plain(felt_of(session, pieces(eda_us, at_s=NOON_S + 1e7)))


def test_wearers_do_not_mix(session: InferenceSession) -> None:
    """Two kits at once are as each alone, and reset forgets both."""
    calm, aroused = skin_of(90, []), skin_of(90, [50.0, 60.0, 70.0])
    alone = plain(felt_of(session, pieces(aroused)))
    sensor, felt = ArousalEstimator(session), []
    for ours, theirs in zip(pieces(aroused), pieces(calm), strict=True):
        felt += sensor.process(ours)
        sensor.process(KitSamples(theirs.at_s, "kit", "ben", theirs.eda_us, theirs.hr_bpm, rate_hz=4.0))
    assert plain(felt) == alone
    sensor.reset()
    assert plain([one for samples in pieces(aroused) for one in sensor.process(samples)]) == alone


def test_one_wearer_is_forgotten_and_the_others_are_not(session: InferenceSession) -> None:
    """As when the consent has ended: what comes is as if the kit had just been put on."""
    sensor = ArousalEstimator(session)
    for samples in pieces(skin_of(80, [])):
        known = sensor.process(samples)
        other = sensor.process(replace(samples, wearer="bo"))
    sensor.forget("ana")
    (samples,) = pieces(skin_of(2, []), at_s=80.0, piece_s=2.0)
    assert isfinite(known[-1].arousal)
    assert isfinite(other[-1].arousal)
    assert isnan(sensor.process(samples)[-1].arousal)
    assert isfinite(sensor.process(replace(samples, wearer="bo"))[-1].arousal)


def test_times_of_their_own(session: InferenceSession) -> None:
    """Samples that come when they like, told with times: as those of a steady rate."""
    eda_us = skin_of(100, [70.0])
    nothing = np.full(len(eda_us), 72, np.float32)
    jitter = np.random.default_rng(0).uniform(0, 0.2, len(eda_us))
    jitter[[0, -1]] = 0
    times_s = np.arange(len(eda_us)) / 4 + jitter
    (samples,) = [KitSamples(NOON_S, "kit", "ana", eda_us, nothing, times_s=times_s)]
    steady = felt_of(session, pieces(eda_us, at_s=NOON_S))
    assert plain(ArousalEstimator(session).process(samples)) == plain(steady)[:99]


def test_samples_of_no_clear_time_are_a_mistake(session: InferenceSession) -> None:
    one = np.ones(4, np.float32)
    with pytest.raises(ValueError, match="rate or times"):
        ArousalEstimator(session).process(KitSamples(0.0, "kit", "ana", one, one))
    with pytest.raises(ValueError, match="as many"):
        ArousalEstimator(session).process(KitSamples(0.0, "kit", "ana", one, one[:3], rate_hz=4.0))


def recording(name: str) -> NDArray[np.float32]:
    """Conductance of a kit recording, 50 Hz."""
    with gzip.open(REPLAY / f"{name}.csv.gz", "rt") as file:
        return np.array([row["eda_us"] for row in csv.DictReader(file)], np.float32)


@needs_replay
def test_dry_skin_stays_on_and_calm(session: InferenceSession) -> None:
    """A person at 0.11 uS without a response: always on the body, never a response, arousal does not rise."""
    felt = felt_of(session, pieces(recording("body_b"), rate_hz=50.0, piece_s=60))
    assert all(one.on_body for one in felt[5:])
    assert {one.scr_per_min for one in felt[60:]} == {0.0}
    said = [one.arousal for one in felt[180:]]
    assert np.mean(said) < 0.5


@needs_replay
def test_climbing_skin_has_responses(session: InferenceSession) -> None:
    """An interview, with many clear responses."""
    felt = felt_of(session, pieces(recording("body_d"), rate_hz=50.0, piece_s=60))
    assert all(one.on_body for one in felt[5:])
    assert np.mean([one.scr_per_min for one in felt[60:] if one.scr_per_min is not None]) > 2


@needs_replay
def test_band_taken_off_is_known_within_five_seconds(session: InferenceSession) -> None:
    """Taken off at 217 s: from 222 s on nobody, to the end, whatever the pulse does."""
    felt = felt_of(session, pieces(recording("body_e"), hr_bpm=110.0, rate_hz=50.0, piece_s=60))
    assert np.mean([one.on_body for one in felt[5:215]]) > 0.98
    assert not any(one.on_body or one.hr_bpm is not None for one in felt[222:])


@needs_replay
@pytest.mark.parametrize(("name", "least"), [("body_c", 1.0), ("body_f", 0.98)])
def test_bad_contacts_are_still_worn(session: InferenceSession, name: str, least: float) -> None:
    """Openings of up to 4 s and half contact: talking and moving, and a bad electrode."""
    felt = felt_of(session, pieces(recording(name), rate_hz=50.0, piece_s=60))
    assert np.mean([one.on_body for one in felt[5:]]) >= least
