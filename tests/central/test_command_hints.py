"""Commands in hints work as they are printed."""

import pytest

from central.command_hints import complete_commands


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("See: vitrina-central quarantine list", "See: vitrina-central quarantine list --data d"),
        (
            "To try again, run `vitrina-central forget`. Or not.",
            "To try again, run `vitrina-central forget --data d`. Or not.",
        ),
        ("To list them, run vitrina-central alerts list.", "To list them, run vitrina-central alerts list --data d."),
        (
            "Run `vitrina-central doctor`. Then: vitrina-central site set a/b --tz ZONE",
            "Run `vitrina-central doctor --data d`. Then: vitrina-central site set a/b --tz ZONE --data d",
        ),
        ("Look at `journalctl -u vitrina-central`.", "Look at `journalctl -u vitrina-central`."),
        ("sudo -u vitrina-central vitrina-central …", "sudo -u vitrina-central vitrina-central …"),
        ("nothing to do", "nothing to do"),
    ],
)
def test_commands_get_the_options_in_force(text: str, completed: str) -> None:
    assert complete_commands(text, "--data d") == completed
    assert complete_commands(text, "") == text
