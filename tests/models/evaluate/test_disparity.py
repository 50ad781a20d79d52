"""disparity.py: shares of each group, their intervals, and gaps that are not chance."""

import json
from pathlib import Path
from typing import Any

import pytest

from edge.events import Abstention, ExpressionScores
from models.evaluate import command, disparity
from models.serving.spec import ZOO
from tests.models.expression.drawn_faces import write_faces

SMILING = ExpressionScores((0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 0.8, 0.5)
WORRIED = ExpressionScores((0.0, 0.0, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1), -0.3, 0.4)

needs_detector = pytest.mark.skipif(
    not (ZOO / "face_detection_full_range_sparse.tflite").is_file(), reason="the detector's files are not fetched yet"
)


@needs_detector
def test_disparity_has_the_keys_of_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Groups are keyed by attribute and value; each group has all shares."""
    drawn = write_faces(tmp_path / "faces", train=8, public=8)
    assert command.main(["disparity", "--data", str(drawn), "--split", "all"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {"n", "groups", "largest_gap"}
    assert set(found["groups"]) == {"age_group", "gender", "race"}
    assert set(found["groups"]["gender"]) == {"female", "male"}
    keys = {"n", "mean_positive", "mean_negative", "mean_abstained", "detection_rate"}
    assert all(set(group) >= keys for values in found["groups"].values() for group in values.values())


def test_shares_count_faces_not_found_and_abstentions() -> None:
    """Two classified faces, one abstention, and one face that was not found."""
    found = disparity.group_shares([SMILING, WORRIED, Abstention("unsure"), None])
    interval = found.pop("interval")
    assert found == {
        "n": 4,
        "mean_positive": 0.5,
        "mean_negative": pytest.approx(0.25),
        "mean_abstained": pytest.approx(1 / 3),
        "detection_rate": 0.75,
    }
    assert set(interval) == set(disparity.SHARES)
    assert all(low <= found[share] <= high for share, (low, high) in interval.items())
    nobody = disparity.group_shares([None])
    assert (
        nobody["mean_positive"] is nobody["interval"]["mean_positive"] is nobody["interval"]["mean_abstained"] is None
    )


def test_largest_gap_is_named() -> None:
    """The gap is within one attribute, over all shares; a group without a share does not count."""
    low: dict[str, Any] = {"mean_positive": 0.1, "mean_negative": 0.2, "mean_abstained": 0.0, "detection_rate": 1.0}
    groups = {
        "gender": {"a": low, "b": {**low, "mean_positive": 0.4}},
        "race": {"c": {**low, "mean_positive": 0.9}, "d": {**low, "mean_positive": None}},
    }
    gap, where = disparity.largest_gap(groups)
    assert gap == pytest.approx(0.3)
    assert where == "mean_positive by gender: b above a"


def test_gap_between_large_groups_is_more_certain_than_between_small_ones() -> None:
    """Two groups of 300 are named and not two of 3, although the small ones differ more."""
    few: dict[str, disparity.Results] = {"a": [SMILING] * 3, "b": [None] * 3}
    many: dict[str, disparity.Results] = {"c": [SMILING] * 300, "d": [SMILING] * 200 + [None] * 100}
    found = disparity.largest_gaps({"small": few, "large": many})["detection_rate"]
    assert found["of"] == "large: c above d"
    assert found["gap"] == pytest.approx(1 / 3)
    low, high = found["interval"]
    assert 0.2 < low < 1 / 3 < high < 0.45


def test_groups_that_are_alike_have_no_certain_gap() -> None:
    """The interval of the named pair contains 0."""
    alike: dict[str, disparity.Results] = {
        name: [SMILING] * 40 + [WORRIED] * 20 + [Abstention("unsure")] * 2 for name in "abcd"
    }
    for found in disparity.largest_gaps({"race": alike}).values():
        low, high = found["interval"]
        assert low < 0 < high


def test_more_pairs_need_a_larger_difference() -> None:
    """The interval of the same two groups is wider among more groups."""
    pair: dict[str, disparity.Results] = {"a": [SMILING] * 50, "b": [SMILING] * 40 + [WORRIED] * 10}
    others: dict[str, disparity.Results] = {name: [SMILING] * 45 + [WORRIED] * 5 for name in "cdefgh"}
    alone = disparity.largest_gaps({"age": pair})["mean_positive"]
    among = disparity.largest_gaps({"age": {**pair, **others}})["mean_positive"]
    assert alone["of"] == among["of"] == "age: a above b"
    assert among["interval"][0] < alone["interval"][0]


def test_share_without_values_has_no_gap() -> None:
    """Without detected faces there is a gap for the detection rate only."""
    assert set(disparity.largest_gaps({"race": {"a": [None] * 5, "b": [None] * 5}})) == {"detection_rate"}
