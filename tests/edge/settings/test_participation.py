"""Settings of comments: each wrong value is refused with its place and with what to write instead."""

from pathlib import Path

import pytest

from edge.settings.settings import SettingsError, load_settings_file
from tests.edge.settings.file import write

PLAYER = '[player]\nmedia = "/media"\n'
UNKNOWN = "is not a setting; vitrina settings --example lists all of them"
BOOLEAN = "input should be a valid boolean, true or false"
SECTION = "not a section; write [comments] on a line of its own, its keys below it"


def test_comments_are_off_until_they_are_switched_on(tmp_path: Path) -> None:
    """With an own player, and with the network that ships."""
    settings = load_settings_file(write(tmp_path, PLAYER))
    assert not settings.comments.page
    assert settings.models.text is None


@pytest.mark.parametrize("text", ['text = ""', 'text = "own.json"', ""])
def test_comments_are_switched_on_beside_a_player(tmp_path: Path, text: str) -> None:
    """By the network that ships, which an empty name stands for too, or by one that is named."""
    settings = load_settings_file(write(tmp_path, f"{PLAYER}[comments]\npage = true\n[models]\n{text}\n"))
    assert settings.comments.page
    assert settings.models.text == (Path("own.json") if "own" in text else None)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "[comments]\npage = true\n",
            "[comments] page = true needs a section [player] with media. Add it, or set page = false (",
        ),
        (
            f'{PLAYER}[comments]\npage = true\n[models]\ntext = "none"\n',
            '[comments] page = true needs a text model: remove text = "none" from [models] (',
        ),
        ('[comments]\npage = "yes"\n', f"[comments] page = 'yes': {BOOLEAN} (vitrina.toml line 2)."),
        ("[comments]\npage = 1\n", f"[comments] page = 1: {BOOLEAN} (vitrina.toml line 2)."),
        ('[comments]\npage = ""\n', f"[comments] page = '': {BOOLEAN} (vitrina.toml line 2)."),
        ("[comments]\nk = 3\n", f"[comments] k {UNKNOWN} (vitrina.toml line 2)."),
        ("[comments]\npages = true\n", f"[comments] pages {UNKNOWN} (vitrina.toml line 2)."),
        ("[comments.page]\nk = 3\n", "[comments] page input should be a valid boolean, true or false ("),
        ("comments = true\n", f"[comments] = True: {SECTION} (vitrina.toml line 1)."),
        ("[[comments]]\npage = true\n", f"[comments] {SECTION} (vitrina.toml line 1)."),
        ("[models]\ntext = 1\n", "[models] text = 1 is not a path; write it in quotation marks (vitrina.toml line 2)."),
        ("[models]\ntext = false\n", "[models] text = False is not a path; write it in quotation marks ("),
        ('[models]\ntext = ["a"]\n', "[models] text is not a path; write it in quotation marks (vitrina.toml line 2)."),
        ('[models]\ntexts = "a.json"\n', f"[models] texts {UNKNOWN} (vitrina.toml line 2)."),
    ],
)
def test_a_wrong_value_is_refused_in_one_line(tmp_path: Path, text: str, line: str) -> None:
    """Nothing is started, and the line names no type of the library that checks."""
    with pytest.raises(SettingsError) as caught:
        load_settings_file(write(tmp_path, text))
    problem, end = str(caught.value).splitlines()
    assert problem.startswith(f"settings: {line}")
    assert end == "Nothing was started."
    assert "literal[" not in problem


def test_a_value_of_several_types_is_named_by_its_key_alone(tmp_path: Path) -> None:
    """A text, or a table by language: no line has the name of a type behind the key."""
    for value in ("1", '{xx = "a"}', "{de = 1}"):
        with pytest.raises(SettingsError) as caught:
            load_settings_file(write(tmp_path, f"[notice]\nlegal_basis = {value}\n"))
        *problems, _ = str(caught.value).splitlines()
        assert problems
        assert all(line.startswith("settings: [notice] legal_basis ") for line in problems)
