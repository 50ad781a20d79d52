"""figures.py: what a card draws, small, and the same for the same numbers."""

import dataclasses
from pathlib import Path

from models.card.figures import draw, panels
from models.serving.spec import ModelSpec
from tests.models.card.specs import measured


def test_every_panel_that_has_numbers_is_drawn(tmp_path: Path) -> None:
    """Calibration, risk, confusion and robustness of an expression network."""
    spec = measured(tmp_path)
    assert [name for name, _ in panels(spec)] == ["calibration", "risk and coverage", "confusion", "robustness"]
    assert draw(spec, tmp_path / "a.svg")
    assert draw(spec, tmp_path / "b.svg")
    drawn = (tmp_path / "a.svg").read_bytes()
    assert drawn == (tmp_path / "b.svg").read_bytes()
    assert len(drawn) < 60_000


def test_another_number_is_another_picture(tmp_path: Path) -> None:
    """The kiosk's threshold is marked."""
    spec = measured(tmp_path)
    draw(spec, tmp_path / "a.svg")
    draw(dataclasses.replace(spec, thresholds={"abstain_below": 0.2}), tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() != (tmp_path / "b.svg").read_bytes()


def test_without_numbers_there_is_no_picture(tmp_path: Path) -> None:
    """And no file."""
    bare: ModelSpec = dataclasses.replace(measured(tmp_path), metrics={})
    assert not draw(bare, tmp_path / "a.svg")
    assert not (tmp_path / "a.svg").exists()
