"""Signals of a stored session: times from its start, adverts, and values that cannot be trusted taken out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from edge.study.export.selection import ChosenSession
from edge.study.measures.signals import ATTENTION, SMILE, ShownAdvert, read_session_signals
from edge.study.sessions import SessionInfo, StudySession
from edge.study.study import Study
from tests.doubles.study import START_S, Lab
from tests.edge.study.export.shared import SHARED
from tests.edge.study.export.shared import session as stored

Rows = dict[str, Sequence[tuple[float | str | bool | None, ...]]]


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def chosen(one: StudySession) -> ChosenSession:
    return ChosenSession(one, one.series_names, one.info.ended_s is not None)


def written(study: Study, info: SessionInfo, rows: Rows) -> ChosenSession:
    one = study.stored.add_session("w1", info)
    for name, lines in rows.items():
        writer = study.stored.open_series_writer(one, name)
        for line in lines:
            writer.add_row(*line)
        writer.close(START_S)
    return chosen(one)


def test_a_stored_session_is_read_from_its_start_on(lab: Lab) -> None:
    with lab.open() as study:
        study.participants.add("w1", lab.terms(SHARED))
        found = read_session_signals("w1", chosen(stored(study, "w1")))
    assert found.adverts == (ShownAdvert("spring", 6.0, 16.0), ShownAdvert("summer", 20.0, 30.0))
    assert found.skin is not None
    assert found.skin.times_s[0] == pytest.approx(0.5)
    assert found.beats_s == pytest.approx([1.0, 1.9])
    np.testing.assert_array_equal(found.intervals_s, [np.nan, 0.9])
    assert found.heart_rate is not None
    assert found.heart_rate.values[1] == pytest.approx(60 / 0.9)
    assert [one.name for one in found.face] == [SMILE, ATTENTION, "valence"]
    assert found.laughter is not None


def test_open_contacts_and_low_quality_are_no_conductance(lab: Lab) -> None:
    """Two kits: the first has no electrodes, so the second tells the skin."""
    values = [(2.0, 1.0), (0.0, 1.0), (2.1, 0.2), (2.2, None), (None, 1.0)]
    rows: Rows = {
        "kit1": [(START_S + n, None, None, None, 70.0, None, None) for n in range(5)],
        "kit2": [(START_S + n, None, us, None, None, None, quality) for n, (us, quality) in enumerate(values)],
    }
    with lab.open() as study:
        study.participants.add("w1", lab.terms(SHARED))
        found = read_session_signals("w1", written(study, SessionInfo(START_S, START_S + 5), rows))
    assert found.skin is not None
    np.testing.assert_array_equal(found.skin.values, [2.0, np.nan, np.nan, 2.2, np.nan])
    assert (found.heart_rate, found.face, found.laughter, found.adverts) == (None, (), None, ())


def test_a_session_that_was_cut_short_ends_with_its_last_value(lab: Lab) -> None:
    rows: Rows = {
        "kit1": [(START_S + n, None, 2.0, None, None, None, 1.0) for n in range(8)],
        "events": [
            (START_S + 1, "advert_end", "before", None, None, "player"),
            (START_S + 3, "advert_start", "spring", 0.0, None, "player"),
        ],
    }
    with lab.open() as study:
        study.participants.add("w1", lab.terms(SHARED))
        found = read_session_signals("w1", written(study, SessionInfo(START_S), rows))
        empty = read_session_signals("w1", written(study, SessionInfo(START_S), {}))
    assert (found.length_s, found.adverts) == (7.0, (ShownAdvert("spring", 3.0, 7.0),))
    assert (empty.length_s, empty.adverts, empty.skin) == (0.0, (), None)
