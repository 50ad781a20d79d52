"""The example file is the default settings, with its comments and without them."""

import re
from pathlib import Path

from edge.settings.example import example_settings
from edge.settings.settings import Settings, load_settings_file
from tests.edge.settings.file import write


def test_the_example_is_the_defaults_with_and_without_its_comments(tmp_path: Path) -> None:
    """Each line of the example that shows a default can be uncommented, and changes nothing. The lines of a kit add one
    kit, those of the pages a page each."""
    assert load_settings_file(write(tmp_path, example_settings())) == Settings()
    settings = load_settings_file(write(tmp_path, "\n".join(map(uncommented, example_settings().splitlines()))))
    assert (
        settings.model_copy(
            update={"kits": [], **dict.fromkeys(("player", "console", "metrics", "home_assistant", "fleet"))}
        )
        == Settings()
    )
    assert [kit.wearer for kit in settings.kits] == ["w1"]


def uncommented(line: str) -> str:
    """A line of the example with its key or header in force."""
    is_setting = " = " in line.split("  #")[0] or re.fullmatch(r"# \[+\w+\]+", line)
    return line[2:] if is_setting else line
