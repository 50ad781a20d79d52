"""streams.py: synthetic streams of shop sound."""

from itertools import pairwise

import numpy as np
import pytest

from models.serving.features.voice import RATE_HZ
from models.voice.streams import SyntheticStreamSources, compose_stream, draw_bed
from tests.models.voice.made_voices import BURSTS, ROOMS, burst, room


@pytest.fixture(scope="module")
def sources() -> SyntheticStreamSources:
    rng = np.random.default_rng(0)
    bursts = [({"class": kind, "onset_s": "0.3", "offset_s": "1.1"}, burst(kind, rng)) for kind in BURSTS]
    return SyntheticStreamSources.collect_sources(
        bursts, [({"kind": kind, "source": source}, room(kind, 6.0, rng)) for kind, source in ROOMS]
    )


def test_same_seed_gives_the_same_stream(sources: SyntheticStreamSources) -> None:
    """So curves of different networks can be compared."""
    (one, events), (two, others) = (compose_stream(sources, 1.0, 10, np.random.default_rng(4)) for _ in range(2))
    assert np.array_equal(one, two)
    assert events == others
    assert len(one) == 60 * RATE_HZ
    assert one.dtype == np.float32
    assert np.abs(one).max() <= 1


def test_events_follow_each_other_within_the_stream(sources: SyntheticStreamSources) -> None:
    """Each event starts after the end of the one before, so a false laugh has one cause."""
    _, events = compose_stream(sources, 5.0, 10, np.random.default_rng(0))
    assert {event.kind for event in events} >= {"amusement", "anger", "speech_plain", "dog"}
    assert all(a.offset_s < b.onset_s for a, b in pairwise(events))
    assert events[-1].offset_s < 300


@pytest.mark.parametrize("snr_db", [0, 20])
def test_events_are_as_loud_over_the_bed_as_asked(sources: SyntheticStreamSources, snr_db: int) -> None:
    """The median ratio is within 3 dB of the requested one, as rooms add reverberation."""
    rng = np.random.default_rng(2)
    stream, events = compose_stream(sources, 5.0, snr_db, rng)
    ratios = []
    for event in events:
        if event.kind in BURSTS:
            over = stream[int(event.onset_s * RATE_HZ) : int(event.offset_s * RATE_HZ)]
            before = stream[int((event.onset_s - 0.28) * RATE_HZ) : int((event.onset_s - 0.03) * RATE_HZ)]
            ratios.append(10 * np.log10(np.mean(over**2) / np.mean(before**2)))
    expected = 10 * np.log10(1 + 10 ** (snr_db / 10))
    assert float(np.median(ratios)) == pytest.approx(expected, abs=3.0)


def test_playground_is_not_used(sources: SyntheticStreamSources) -> None:
    """Children laugh there, so a detection would not be false."""
    assert "playground" not in sources.kinds


def test_bed_is_never_silent(sources: SyntheticStreamSources) -> None:
    """Rooms are cross-faded."""
    sound = draw_bed(sources, 200 * RATE_HZ, np.random.default_rng(1))
    loud = np.sqrt(np.mean(sound.reshape(-1, RATE_HZ // 10) ** 2, axis=1))
    assert loud[2:-6].min() > 10 ** (-62 / 20)
    assert loud.max() < 10 ** (-30 / 20)
