"""`vitrina kit` is `python -m firmware_bridge`, from any folder."""

import pytest

from edge.cli.main import main


def test_the_program_answers_its_own_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Options are the program's, --help included."""
    with pytest.raises(SystemExit) as ended:
        main(["kit", "--help"])
    assert ended.value.code == 0
    assert "--record" in capsys.readouterr().out


def test_options_come_first_or_last(capsys: pytest.CaptureFixture[str]) -> None:
    """`vitrina kit --json` lists ports and kits, although the first argument is an option."""
    assert main(["kit", "--json"]) == 0
    assert '"vitrina"' in capsys.readouterr().out


def test_exit_codes_are_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    """A kit that does not exist ends with 2, a port that does not with 3."""
    assert main(["kit", "/dev/nothing", "--kit", "toaster"]) == 2
    assert main(["kit", "/dev/nothing", "--kit", "grove"]) == 3
    assert "/dev/nothing" in capsys.readouterr().err
