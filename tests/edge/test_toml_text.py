"""Every file of a person that holds TOML is read by one reader, and what nobody can read is refused as any fault is."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from edge.screen.playlist_file import PlaylistFileError, parse_playlist
from edge.settings.edit import TomlEditError, set_toml
from edge.settings.environment import apply_settings_variables
from edge.settings.errors import SettingsError
from edge.settings.settings import parse_settings_text
from edge.study.definition import FILE, read_definition
from edge.study.errors import StudyError
from edge.study.questionnaires.questionnaire import QuestionnaireError, parse_questionnaire
from edge.toml_text import TomlTextError, read_toml
from tests.doubles.unreadable_toml import UNREADABLE

ROOT = Path(__file__).parents[2]


def _study(folder: Path, text: str) -> None:
    (folder / FILE).write_text(text)
    read_definition(folder)


READERS: dict[str, tuple[type[Exception], Callable[[Path, str], object]]] = {
    "settings": (SettingsError, lambda folder, text: parse_settings_text(text, folder / "kiosk.toml")),
    "edit of settings": (TomlEditError, lambda _, text: set_toml(text, "camera", "rate_hz", "3.0")),
    "playlist": (PlaylistFileError, lambda _, text: parse_playlist(text, "list.toml")),
    "questionnaire": (QuestionnaireError, lambda _, text: parse_questionnaire(text, "mood.toml")),
    "study": (StudyError, _study),
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("reader", READERS)
def test_what_no_reader_can_hold_is_refused_as_other_faults_are(reader: str, text: str, tmp_path: Path) -> None:
    """A ValueError or a RecursionError ended the thread that read the file."""
    refusal, read = READERS[reader]
    refused: BaseException | None = None
    try:
        read(tmp_path, text)
    except Exception as error:  # noqa: BLE001  an error of another kind is what this test looks for
        refused = error
    assert isinstance(refused, refusal), repr(refused)[:200]
    assert len(str(refused)) < 400  # the number is not in it
    assert any(advice in str(refused) for advice in ("write fewer digits", "write a smaller", "nest fewer"))


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_a_variable_of_the_environment_that_no_reader_can_hold_stays_a_text(text: str) -> None:
    """The settings say what is wrong with it."""
    value = f"[{text.removeprefix('x = ').strip()}]"
    values: dict[str, object] = {}
    try:
        apply_settings_variables(values, {"VITRINA_FACES__MASKS": value})
    except (ValueError, RecursionError) as error:
        pytest.fail(f"the start of the kiosk fails by {type(error).__name__}")
    assert values == {"faces": {"masks": value}}


def test_the_line_of_a_number_that_is_too_long_is_named() -> None:
    with pytest.raises(
        SettingsError, match=r"kiosk\.toml is not TOML: a number is too long \(at line 2\); write fewer"
    ):
        parse_settings_text("[audience]\nk = " + "1" * 5000, Path("kiosk.toml"))


def test_a_run_of_digits_is_searched_once_from_its_first_digit() -> None:
    """A search from each of its digits takes most of a minute for 1 MB. So the digits of the name are no number: the
    search starts neither at the first, which is a part of the name, nor at any later one."""
    with pytest.raises(TomlTextError, match=r"a number is too long \(at line 2\)"):
        read_toml("n" + "1" * 6000 + " = 1\nx = " + "1" * 5000)


def test_one_module_parses_toml() -> None:
    """`make lint` refuses another: only there are all errors of a parser turned into one."""
    found = set()
    for package in ("edge", "central", "models", "firmware_bridge"):
        for path in (ROOT / package).rglob("*.py"):
            imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Import)]
            if {name.name for node in imports for name in node.names} & {"tomllib", "tomli"}:
                found.add(str(path.relative_to(ROOT)))
    assert found == {"edge/toml_text.py"}
