"""Experiments by day in the content of a playlist, and in a draft that may be faulty."""

import json
from datetime import date

from central.playlists.day_experiments import day_experiments, parse_day_experiment

BY_DAY = {"id": "e12", "unit": "day", "arms": {"on": ["a"], "off": []}, "from": "2027-01-04", "until": "2027-01-31"}
BY_PLAY = {"id": "e1", "arms": {"a": ["a"], "b": ["b"]}}


def test_only_experiments_by_day_are_found() -> None:
    found = day_experiments(json.dumps({"creatives": [], "experiments": [BY_PLAY, BY_DAY]}))
    assert list(found) == ["e12"]
    assert found["e12"].design is not None
    assert found["e12"].design.first == date(2027, 1, 4)
    assert day_experiments(json.dumps({"creatives": []})) == {}


def test_a_faulty_draft_has_none() -> None:
    assert parse_day_experiment(BY_DAY) is not None
    assert parse_day_experiment(BY_PLAY) is None
    assert parse_day_experiment({**BY_DAY, "until": "soon"}) is None
    assert parse_day_experiment({**BY_DAY, "until": "2027-01-30"}) is None
