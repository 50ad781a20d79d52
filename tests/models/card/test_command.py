"""command.py: one command measures a network and writes spec, card and figure anew."""

import dataclasses
from pathlib import Path

import pytest

from models.card import command
from models.serving.spec import ModelSpec
from tests.models.card.specs import SHIPPED, measured


def test_missing_model_or_data_ends_with_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """4 without the network, 3 without the pictures; the card that exists stays."""
    path = dataclasses.replace(SHIPPED, folder=tmp_path).save()
    assert command.main(["nobody", "--date", "2026-11-24"]) == 4
    assert command.main([str(path), "--data", str(tmp_path), "--date", "2026-11-24"]) == 3
    assert "Nothing was started" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.md"))


def test_text_alone_measures_nothing(tmp_path: Path) -> None:
    """Card and figure from the spec, which stays as it is."""
    spec = measured(tmp_path)
    before = (tmp_path / "tiny.json").read_bytes()
    assert command.main([str(tmp_path / "tiny.json"), "--date", "2026-11-25", "--text-only"]) == 0
    assert "| made | 2026-11-25, " in (tmp_path / "tiny.md").read_text(encoding="utf-8")
    assert "](tiny.svg)" in (tmp_path / "tiny.md").read_text(encoding="utf-8")
    assert (tmp_path / "tiny.svg").is_file()
    assert (tmp_path / "tiny.json").read_bytes() == before
    assert ModelSpec.load(tmp_path / "tiny.json") == spec
