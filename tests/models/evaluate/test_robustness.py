"""robustness.py: the rows of `expression` under each corruption, through the code that the kiosk runs."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.evaluate import command
from models.evaluate.robustness import CHANNELS, crops_of_channel
from models.expression.corruptions import CORRUPTIONS
from tests.models.expression.drawn_faces import write_faces


def test_every_corruption_is_scored_at_three_strengths(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers are the same in each run; the clean ones are those of `expression`."""
    faces = write_faces(tmp_path / "faces", train=8, public=32)
    results = []
    for task in ("robustness", "robustness", "expression"):
        assert command.main([task, "--data", str(faces), "--split", "public"]) == 0
        results.append(json.loads(capsys.readouterr().out))
    found, again, plain = results
    assert found == again
    assert (found["n"], found["clean"], found["clean_smile"]) == (
        plain["n"], plain["accuracy"], plain["smile_accuracy"],
    )  # fmt: skip
    for name, kind in CORRUPTIONS.items():
        scores = found["corruptions"][name]
        assert tuple(each["strength"] for each in scores) == kind.strengths
        assert all(0 <= each["accuracy"] <= 1 and 0 <= each["smile_accuracy"] <= 1 for each in scores)
    assert set(found["channels"]) == {"n", *CHANNELS}


def test_split_that_does_not_exist_is_bad_usage(tmp_path: Path) -> None:
    """The exit code is 2, as for `expression`."""
    faces = write_faces(tmp_path / "faces", train=8, public=8)
    assert command.main(["robustness", "--data", str(faces), "--split", "private"]) == 2


def test_channel_crops_have_the_contrast_of_that_colour() -> None:
    """Red lips on white skin have no contrast in red, and a high one in green and blue."""
    tile = np.full((1, 96, 96, 3), 200, np.uint8)
    tile[:, 60:70, 30:66] = (60, 60, 200)  # blue, green, red
    contrast = {name: int(np.ptp(crops_of_channel(tile, name))) for name in CHANNELS}
    assert contrast["red"] == 0
    assert contrast["blue"] == contrast["green"] == 140
    assert 0 < contrast["luminance"] < 140
