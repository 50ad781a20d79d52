"""figures.py: the figure of a card is small, and the same for the same numbers."""

import dataclasses
from pathlib import Path

from models.card.figures import draw_panels, figure_panels
from models.serving.spec import ModelSpec
from tests.models.card.specs import measured_spec


def test_every_panel_that_has_numbers_is_drawn(tmp_path: Path) -> None:
    """An expression network has panels for calibration, risk, confusion and robustness."""
    spec = measured_spec(tmp_path)
    assert [name for name, _ in figure_panels(spec)] == ["calibration", "risk and coverage", "confusion", "robustness"]
    assert draw_panels(spec, tmp_path / "a.svg")
    assert draw_panels(spec, tmp_path / "b.svg")
    drawn = (tmp_path / "a.svg").read_bytes()
    assert drawn == (tmp_path / "b.svg").read_bytes()
    assert len(drawn) < 60_000


def test_another_threshold_changes_the_figure(tmp_path: Path) -> None:
    """The kiosk's threshold is marked in the figure."""
    spec = measured_spec(tmp_path)
    draw_panels(spec, tmp_path / "a.svg")
    draw_panels(dataclasses.replace(spec, thresholds={"abstain_below": 0.2}), tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() != (tmp_path / "b.svg").read_bytes()


def test_spec_without_numbers_has_no_figure(tmp_path: Path) -> None:
    """No file is written."""
    bare: ModelSpec = dataclasses.replace(measured_spec(tmp_path), metrics={})
    assert not draw_panels(bare, tmp_path / "a.svg")
    assert not (tmp_path / "a.svg").exists()
