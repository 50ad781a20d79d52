"""`vitrina setup`: the questions in a terminal, with lines as a technician types them."""

import io
import os
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE
from edge.settings.settings import load_settings_file

PRESENT = '[site]\n# of Ada\ntenant = "acme"\nsite = "berlin-7"\ndevice = "door"\n'
NO_TRY = "n"


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def names(*answers: str) -> list[str]:
    """Lines of the first step: no code, the answers, no attempt."""
    return ["", *answers, *[""] * (5 - len(answers)), NO_TRY]


STAFF_LATER = [*[""] * 5, NO_TRY]
CAMERA_LATER, BROKER_LATER = ["", "", NO_TRY], [*[""] * 6, NO_TRY]
LATER = [*CAMERA_LATER, "", "", *BROKER_LATER, *[""] * 7, NO_TRY, *STAFF_LATER, "", NO_TRY, "", "", NO_TRY]
"""Camera, screen, broker, notice, staff, hours, microphone: all left for later."""


def test_all_left_for_later_makes_settings_and_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "vitrina.toml"
    typed(monkeypatch, *names("acme", "berlin-7", "door"), *LATER)
    assert main(["setup", "--config", str(config)]) == DONE
    settings = load_settings_file(config)
    assert (settings.site.tenant, settings.site.site, settings.site.device) == ("acme", "berlin-7", "door")
    said = capsys.readouterr().err
    assert "! The notice is not confirmed" in said
    assert "! You have not stated whether staff work in view (Staff in view, Checked on, Checked by)" in said
    assert f"Next: vitrina run --config {config}" in said


def test_an_end_in_the_middle_keeps_the_answers_and_the_next_call_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "vitrina.toml"
    typed(monkeypatch, "", "acme", "Берлин", "berlin-7")
    assert main(["setup", "--config", str(config)]) == DONE
    assert not config.exists()
    said = capsys.readouterr().err
    assert "[site] site" in said
    assert f"Saved in {config}.draft" in said
    typed(monkeypatch, *names("", "", "door"), *LATER)
    assert main(["setup", "--config", str(config)]) == DONE
    assert "[acme]" in capsys.readouterr().err
    assert load_settings_file(config).site.site == "berlin-7"


def test_a_name_that_cannot_be_used_is_taken_by_its_proposal_or_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "vitrina.toml"
    typed(monkeypatch, *names("Müller GmbH", "", "Köln 7", "n", "koeln-8", "door", "", ""), *LATER)
    assert main(["setup", "--config", str(config)]) == DONE
    assert (load_settings_file(config).site.tenant, load_settings_file(config).site.site) == ("mueller-gmbh", "koeln-8")
    assert "Use mueller-gmbh? [Y/n]" in capsys.readouterr().err


def test_whether_a_step_is_tried_takes_yes_and_no_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A password that was typed at the wrong place is no yes."""
    config = tmp_path / "vitrina.toml"
    config.write_text(PRESENT)
    typed(monkeypatch, "", "", "", "", "", "", "s3cret", "No", *LATER)
    assert main(["setup", "--config", str(config)]) == DONE
    said = capsys.readouterr().err
    assert said.count("Test it now? [Y/n] ") == 8
    assert "Type y for yes or n for no." in said


def test_a_value_that_is_there_is_replaced_only_after_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "vitrina.toml"
    config.write_text(PRESENT)
    typed(monkeypatch, "", "other", "n", "munich", "y", "door", "", "", NO_TRY, *LATER)
    assert main(["setup", "--config", str(config)]) == DONE
    assert config.read_text() == PRESENT.replace("berlin-7", "munich")
    assert "Replace acme? [y/N]" in capsys.readouterr().err


def test_a_step_is_tried_and_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "vitrina.toml"
    config.write_text(PRESENT)
    broker = ["127.0.0.1", "9", "n", "", "", "", "", "y", *BROKER_LATER]
    rest = [*[""] * 7, NO_TRY, *STAFF_LATER, "", NO_TRY, "", "", NO_TRY]
    typed(monkeypatch, *names(), *CAMERA_LATER, "", "", *broker, *rest)
    assert main(["setup", "--config", str(config)]) == DONE
    said = capsys.readouterr().err
    assert "✗ broker: 127.0.0.1:9 cannot be reached" in said
    assert "Host (name or address, without mqtt:// and without a port) [127.0.0.1]" in said
    assert "\n! Broker: the last test failed. 127.0.0.1:9 cannot be reached" in said


def test_settings_that_cannot_be_used_or_written_are_bad_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "vitrina.toml"
    config.write_text("[site")
    typed(monkeypatch, "", "")
    assert main(["setup", "--config", str(config)]) == BAD_USAGE
    assert "not TOML" in capsys.readouterr().err
    assert main(["setup", "--config", "/proc/none/vitrina.toml"]) == BAD_USAGE
    assert "cannot write to" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone may write everywhere")
def test_root_makes_no_file_where_a_link_of_another_user_leads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As to /etc/nologin, by the user of the kiosk, who owns the folder of the settings."""
    config = tmp_path / "vitrina.toml"
    config.symlink_to(tmp_path / "nologin")
    os.chown(config, 12345, 23456, follow_symlinks=False)
    assert main(["setup", "--config", str(config)]) == BAD_USAGE
    assert "is a symbolic link that belongs to another user, so root does not follow it" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["vitrina.toml"]
