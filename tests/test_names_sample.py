"""The names that a reader guesses."""

from pathlib import Path

import pytest

from tests import names_sample

SOURCE = '''
class Shown:
    """A class."""
    def asked(self):
        """Asks.

        More.
        """
    def _short(self): ...
    def __len__(self): ...
def public(): ...
def _long():
    1
    2
    3
    4
    5
    6
    7
    8
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "edge").mkdir()
    (tmp_path / "edge" / "a.py").write_text(SOURCE)
    return tmp_path


def test_names_are_public_functions_long_private_ones_and_classes(root: Path) -> None:
    found = [(name.text, name.is_class, name.answer) for name in names_sample.names(root)]
    assert found == [
        ("edge.a.Shown", True, "A class."),
        ("edge.a.Shown.asked", False, "Asks."),
        ("edge.a._long", False, ""),
        ("edge.a.public", False, ""),
    ]


def test_a_seed_draws_the_same_names_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(names_sample, "ROOT", root)
    monkeypatch.setattr(names_sample, "COUNT", 2)
    printed = []
    for _ in range(2):
        assert names_sample.main(["0123abcd"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert len(printed[0].splitlines()) == 5
    assert "A class." not in printed[0]
    assert names_sample.main(["0123abcd", "--answers"]) == 0
    assert "edge.a.Shown: A class." in capsys.readouterr().out
