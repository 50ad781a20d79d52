"""Tests of arousal.py: one observation per second of a sensor kit, on and off the body."""

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


def chunks(
    eda_us: NDArray[np.float32], hr_bpm: float = 72.0, *, rate_hz: float = 4.0, at_s: float = 0.0, chunk_s: float = 1.0
) -> Iterator[KitSamples]:
    """Yields a kit's stream in chunks."""
    count = max(1, round(chunk_s * rate_hz))
    for first in range(0, len(eda_us), count):
        part = eda_us[first : first + count]
        yield KitSamples(
            at_s + first / rate_hz, "kit", "ana", part, np.full(len(part), hr_bpm, np.float32), rate_hz=rate_hz
        )


def estimate(session: InferenceSession, stream: Iterator[KitSamples]) -> list[BodyObservation]:
    estimator = ArousalEstimator(session)
    return [one for samples in stream for one in estimator.process(samples)]


def comparable(seconds: list[BodyObservation]) -> list[tuple[object, ...]]:
    """Comparable values: NaN as None, arousal without the last digits."""
    return [
        (f.at_s, f.wearer, f.on_body, None if isnan(f.arousal) else round(f.arousal, 4), f.hr_bpm, f.scr_per_min)
        for f in seconds
    ]


def test_one_observation_per_second(session: InferenceSession) -> None:
    """Each ends a whole number of seconds after the first sample, at any time of the century."""
    seconds = estimate(session, chunks(skin_of(90, []), at_s=NOON_S + 0.37))
    assert [one.at_s for one in seconds] == pytest.approx([NOON_S + 0.37 + second for second in range(1, 91)])
    assert {one.wearer for one in seconds} == {"ana"}


def test_arousal_comes_after_a_minute_and_is_renewed_every_five_seconds(session: InferenceSession) -> None:
    """Arousal is unknown until there is a minute of skin conductance."""
    seconds = estimate(session, chunks(skin_of(150, [100.0, 110.0])))
    known = [one for one in seconds if isfinite(one.arousal)]
    assert 60 <= known[0].at_s <= 70
    assert all(0 <= one.arousal <= 1 for one in known)
    changes = [later.at_s for earlier, later in pairwise(known) if later.arousal != earlier.arousal]
    assert len(changes) >= 10
    assert all(at_s % 5 == 0 for at_s in changes)


@settings(max_examples=10, deadline=None)
@given(st.sampled_from([0.25, 0.75, 3.0, 7.5, 100.0]), st.sampled_from([4.0, 50.0, 1.0]))
def test_chunks_of_any_length_give_the_same_observations(
    session: InferenceSession, chunk_s: float, rate_hz: float
) -> None:
    """The chunks in which a kit sends its stream do not matter."""
    eda_us = skin_of(130, [80.0, 100.0])
    eda_us[40 * 4 : 48 * 4] = 0.0
    eda_us = np.repeat(eda_us, 25)[: 130 * 100][:: round(100 / rate_hz)]
    whole = estimate(session, chunks(eda_us, rate_hz=rate_hz, chunk_s=1000))
    assert len(whole) == 130
    assert comparable(estimate(session, chunks(eda_us, rate_hz=rate_hz, chunk_s=chunk_s))) == comparable(whole)


def test_arousal_does_not_depend_on_the_length_of_the_session(session: InferenceSession) -> None:
    """The same last minutes give the same arousal with and without ten other minutes before them."""
    last = skin_of(215, [60.0, 120.0, 150.0, 160.0])
    before = skin_of(600, [float(at_s) for at_s in range(20, 600, 9)])
    short = estimate(session, chunks(last, chunk_s=60))
    long = estimate(session, chunks(np.concatenate([before, last]), chunk_s=60))
    assert [f.arousal for f in long[-25:]] == pytest.approx([f.arousal for f in short[-25:]], abs=1e-4)


def test_off_the_body_all_values_are_unknown_whatever_the_heart_rate(session: InferenceSession) -> None:
    """Bands report an invented heart rate off the wrist."""
    seconds = estimate(session, chunks(np.full(400, 0.024, np.float32), hr_bpm=122.0))
    assert len(seconds) == 100
    assert not any(one.on_body for one in seconds)
    assert all(isnan(one.arousal) and one.hr_bpm is None and one.scr_per_min is None for one in seconds)


def test_heart_rate_alone_does_not_count_as_on_the_body(session: InferenceSession) -> None:
    """A chest strap has no electrodes for skin conductance."""
    seconds = estimate(session, chunks(np.full(100, np.nan, np.float32), rate_hz=1.0))
    assert len(seconds) == 100
    assert not any(one.on_body or one.hr_bpm is not None for one in seconds)


def test_skin_conductance_alone_is_enough(session: InferenceSession) -> None:
    """A kit without a heart rate still gives arousal."""
    seconds = estimate(session, chunks(skin_of(100, []), hr_bpm=np.nan))
    assert seconds[-1].on_body
    assert isfinite(seconds[-1].arousal)
    assert seconds[-1].hr_bpm is None


def test_slow_kit_is_on_the_body(session: InferenceSession) -> None:
    """A kit with one value per second: each value is held until the next."""
    seconds = estimate(session, chunks(skin_of(100, [])[::4], rate_hz=1.0))
    assert all(one.on_body for one in seconds[5:])
    assert isfinite(seconds[-1].arousal)
    assert seconds[-1].hr_bpm == 72.0


def test_a_missing_heart_rate_is_held_for_five_seconds(session: InferenceSession) -> None:
    """A strap that skips seconds: the last value for exactly five of them, then None."""
    eda_us = skin_of(20, [])
    stream = (replace(each, hr_bpm=each.hr_bpm if each.at_s < 10 else each.hr_bpm * np.nan) for each in chunks(eda_us))
    seconds = estimate(session, stream)
    assert [one.hr_bpm for one in seconds[9:18]] == [72.0] * 6 + [None] * 3


@pytest.mark.parametrize(("known", "on_body_s"), [(41, 14), (42, 15)])
def test_missing_skin_conductance_is_held_for_two_seconds(
    session: InferenceSession, known: int, on_body_s: int
) -> None:
    """Contact ends when less than half of the last five seconds is known: 2.5 s after the held values end.

    One sample more makes a second more: with it, the 2.5 s end exactly at the end of a second.
    """
    eda_us = skin_of(20, [])
    eda_us[known:] = np.nan
    seconds = estimate(session, chunks(eda_us))
    assert [one.on_body for one in seconds[5:]] == [True] * (on_body_s - 5) + [False] * (20 - on_body_s)


def test_taken_off_and_put_on_again(session: InferenceSession) -> None:
    """A change is known within five seconds, and the next wearer starts with unknown arousal."""
    eda_us = skin_of(200, [])
    eda_us[100 * 4 : 130 * 4] = 0.003
    seconds = estimate(session, chunks(eda_us))
    assert all(one.on_body for one in seconds[5:100])
    assert not any(one.on_body for one in seconds[105:130])
    assert all(one.on_body for one in seconds[135:])
    assert all(isnan(one.arousal) for one in seconds[105:130])


def test_responses_are_counted_by_the_minute(session: InferenceSession) -> None:
    """Six in the last minute; none on drifting skin conductance; None before half a minute is known."""
    seconds = estimate(session, chunks(skin_of(120, [62.0, 72.0, 82.0, 92.0, 102.0, 112.0])))
    assert seconds[-1].scr_per_min == pytest.approx(6.0, abs=0.5)
    assert seconds[59].scr_per_min == 0.0
    assert seconds[20].scr_per_min is None


def test_impossible_values_are_ignored(session: InferenceSession) -> None:
    """NaN, infinity, 10^9 uS, heart rates of 0 and 400 a minute: no crash, and no such value in an observation."""
    eda_us = skin_of(120, [])
    eda_us[::7], eda_us[3::11], eda_us[5::13] = np.nan, np.inf, 1e9
    estimator = ArousalEstimator(session)
    seconds = []
    for second in range(120):
        hr_bpm = np.array([72, 0, np.nan, 400], np.float32)
        part = eda_us[second * 4 : second * 4 + 4]
        seconds += estimator.process(KitSamples(float(second), "kit", "ana", part, hr_bpm, rate_hz=4.0))
    assert seconds[-1].on_body
    assert isfinite(seconds[-1].arousal)
    assert {one.hr_bpm for one in seconds[5:]} == {72.0}


def test_samples_with_a_time_that_goes_back_are_dropped_and_counted(session: InferenceSession) -> None:
    """A packet that arrives twice changes no observation."""
    estimator, once, twice = ArousalEstimator(session), ArousalEstimator(session), ArousalEstimator(session)
    stream = list(chunks(skin_of(100, [70.0])))
    expected = [one for samples in stream for one in once.process(samples)]
    again = [one for samples in stream for copy in (samples, samples) for one in twice.process(copy)]
    assert comparable(again) == comparable(expected)
    assert (once.dropped, twice.dropped) == (0, 400)
    assert (
        estimator.process(KitSamples(np.nan, "kit", "ana", np.ones(4, np.float32), np.ones(4, np.float32), rate_hz=4.0))
        == []
    )
    assert estimator.dropped == 4


def test_clock_set_back_an_hour_starts_a_new_state(session: InferenceSession) -> None:
    """The kit gives observations at once, not after an hour."""
    estimator = ArousalEstimator(session)
    for samples in chunks(skin_of(30, []), at_s=NOON_S):
        estimator.process(samples)
    seconds = [one for samples in chunks(skin_of(30, []), at_s=NOON_S - 3600) for one in estimator.process(samples)]
    assert len(seconds) == 30
    assert seconds[0].at_s == NOON_S - 3599


def test_gap_is_not_bridged(session: InferenceSession) -> None:
    """Twenty seconds without samples give no observation, and contact has to be detected again after them."""
    estimator, eda_us = ArousalEstimator(session), skin_of(100, [])
    seconds = [one for samples in chunks(eda_us) for one in estimator.process(samples)]
    seconds += [one for samples in chunks(eda_us, at_s=120.0) for one in estimator.process(samples)]
    assert [one.at_s for one in seconds] == [*range(1, 101), *range(121, 221)]
    assert not seconds[100].on_body
    assert seconds[106].on_body


def test_kit_starts_anew_after_a_long_silence(session: InferenceSession) -> None:
    """After a long time without samples, the observations equal those of a kit just put on."""
    estimator, eda_us = ArousalEstimator(session), skin_of(80, [])
    for samples in chunks(eda_us, at_s=NOON_S):
        estimator.process(samples)
    seconds = [one for samples in chunks(eda_us, at_s=NOON_S + 1e7) for one in estimator.process(samples)]
    assert comparable(seconds) == comparable(estimate(session, chunks(eda_us, at_s=NOON_S + 1e7)))


def test_wearers_do_not_mix(session: InferenceSession) -> None:
    """Two kits at once give the same as each alone, and reset forgets both."""
    calm, aroused = skin_of(90, []), skin_of(90, [50.0, 60.0, 70.0])
    alone = comparable(estimate(session, chunks(aroused)))
    estimator, seconds = ArousalEstimator(session), []
    for ours, theirs in zip(chunks(aroused), chunks(calm), strict=True):
        seconds += estimator.process(ours)
        estimator.process(KitSamples(theirs.at_s, "kit", "ben", theirs.eda_us, theirs.hr_bpm, rate_hz=4.0))
    assert comparable(seconds) == alone
    estimator.reset()
    assert comparable([one for samples in chunks(aroused) for one in estimator.process(samples)]) == alone


def test_one_wearer_is_forgotten_and_the_others_are_not(session: InferenceSession) -> None:
    """As at the end of consent: the next samples count as those of a kit just put on."""
    estimator = ArousalEstimator(session)
    for samples in chunks(skin_of(80, [])):
        known = estimator.process(samples)
        other = estimator.process(replace(samples, wearer="bo"))
    estimator.forget_wearer("ana")
    (samples,) = chunks(skin_of(2, []), at_s=80.0, chunk_s=2.0)
    assert isfinite(known[-1].arousal)
    assert isfinite(other[-1].arousal)
    assert isnan(estimator.process(samples)[-1].arousal)
    assert isfinite(estimator.process(replace(samples, wearer="bo"))[-1].arousal)


def test_samples_with_their_own_times_equal_those_of_a_steady_rate(session: InferenceSession) -> None:
    """Irregular samples with times give the same observations as samples at a rate."""
    eda_us = skin_of(100, [70.0])
    hr_bpm = np.full(len(eda_us), 72, np.float32)
    jitter = np.random.default_rng(0).uniform(0, 0.2, len(eda_us))
    jitter[[0, -1]] = 0
    times_s = np.arange(len(eda_us)) / 4 + jitter
    (samples,) = [KitSamples(NOON_S, "kit", "ana", eda_us, hr_bpm, times_s=times_s)]
    steady = estimate(session, chunks(eda_us, at_s=NOON_S))
    assert comparable(ArousalEstimator(session).process(samples)) == comparable(steady)[:99]


def test_samples_without_a_clear_time_raise_a_value_error(session: InferenceSession) -> None:
    ones = np.ones(4, np.float32)
    with pytest.raises(ValueError, match="rate and the times"):
        ArousalEstimator(session).process(KitSamples(0.0, "kit", "ana", ones, ones))
    with pytest.raises(ValueError, match="equal lengths"):
        ArousalEstimator(session).process(KitSamples(0.0, "kit", "ana", ones, ones[:3], rate_hz=4.0))


def recording(name: str) -> NDArray[np.float32]:
    """Skin conductance of a kit recording, 50 Hz."""
    with gzip.open(REPLAY / f"{name}.csv.gz", "rt") as file:
        return np.array([row["eda_us"] for row in csv.DictReader(file)], np.float32)


@needs_replay
def test_dry_skin_stays_on_and_calm(session: InferenceSession) -> None:
    """A person at 0.11 uS without a response: always on the body, never a response, arousal does not rise."""
    seconds = estimate(session, chunks(recording("body_b"), rate_hz=50.0, chunk_s=60))
    assert all(one.on_body for one in seconds[5:])
    assert {one.scr_per_min for one in seconds[60:]} == {0.0}
    arousals = [one.arousal for one in seconds[180:]]
    assert np.mean(arousals) < 0.5


@needs_replay
def test_rising_skin_conductance_has_responses(session: InferenceSession) -> None:
    """An interview with many clear responses."""
    seconds = estimate(session, chunks(recording("body_d"), rate_hz=50.0, chunk_s=60))
    assert all(one.on_body for one in seconds[5:])
    assert np.mean([one.scr_per_min for one in seconds[60:] if one.scr_per_min is not None]) > 2


@needs_replay
def test_band_taken_off_is_known_within_five_seconds(session: InferenceSession) -> None:
    """Taken off at 217 s: from 222 s to the end off the body, whatever the pulse."""
    seconds = estimate(session, chunks(recording("body_e"), hr_bpm=110.0, rate_hz=50.0, chunk_s=60))
    assert np.mean([one.on_body for one in seconds[5:215]]) > 0.98
    assert not any(one.on_body or one.hr_bpm is not None for one in seconds[222:])


@needs_replay
@pytest.mark.parametrize(("name", "least"), [("body_c", 1.0), ("body_f", 0.98)])
def test_bad_contacts_still_count_as_on_the_body(session: InferenceSession, name: str, least: float) -> None:
    """Openings of up to 4 s and half contact: a wearer who talks and moves, and a bad electrode."""
    seconds = estimate(session, chunks(recording(name), rate_hz=50.0, chunk_s=60))
    assert np.mean([one.on_body for one in seconds[5:]]) >= least
