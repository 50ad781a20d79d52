"""pack_command.py: one command packs images, recordings and comments."""

from pathlib import Path

import pytest

from edge.cli.main import main


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["laughter", "in", "out", "--licence", "commercial"], "together"),
        (["images", "in", "out", "--licence", "commercial", "--licence-note", "us"], "to models train or models make"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before a file is opened."""
    with pytest.raises(SystemExit) as ended:
        main(["models", "pack", *arguments])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["images", "laughter", "text"])
def test_a_missing_source_ends_with_3(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names it."""
    assert main(["models", "pack", kind, str(tmp_path / "nothing"), str(tmp_path / "out")]) == 3
    assert "nothing" in capsys.readouterr().err
