"""command.py: one command measures a network and writes spec, card and figure."""

import dataclasses
from pathlib import Path

import pytest

from models.card import command
from models.serving.spec import ModelSpec
from tests.models.card.specs import SHIPPED, measured_spec


def test_missing_model_or_data_ends_with_an_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 4 without the network, 3 without the pictures; no card is written."""
    path = dataclasses.replace(SHIPPED, folder=tmp_path).save()
    assert command.main(["nobody", "--date", "2026-11-24"]) == 4
    assert command.main([str(path), "--data", str(tmp_path), "--date", "2026-11-24"]) == 3
    assert "Nothing was started" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.md"))


def test_text_only_measures_nothing(tmp_path: Path) -> None:
    """Card and figure are written from the spec, which does not change."""
    spec = measured_spec(tmp_path)
    before = (tmp_path / "tiny.json").read_bytes()
    assert command.main([str(tmp_path / "tiny.json"), "--date", "2026-11-25", "--text-only"]) == 0
    assert "| made | 2026-11-25, " in (tmp_path / "tiny.md").read_text(encoding="utf-8")
    assert "](tiny.svg)" in (tmp_path / "tiny.md").read_text(encoding="utf-8")
    assert (tmp_path / "tiny.svg").is_file()
    assert (tmp_path / "tiny.json").read_bytes() == before
    assert ModelSpec.load(tmp_path / "tiny.json") == spec
