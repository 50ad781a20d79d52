"""`vitrina enrol` and the declaration of staff: no kiosk is enrolled without the question."""

import io
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE
from edge.settings.settings import load_settings_file
from tests.doubles.enrol_server import EnrolServer

DECLARED = '[staff]\nin_view = "badges"\ndeclared_on = 2026-11-20\ndeclared_by = "Ada"\n'
MASKED = "[faces]\nmasks = [[[0.0, 0.0], [0.2, 0.0], [0.2, 0.2]]]\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "vitrina.toml"


def run(config: Path, *arguments: str) -> int:
    return main(["enrol", *arguments, "--config", str(config)])


def test_enrolment_writes_the_declaration(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the present date. Nothing is left to ask."""
    assert run(config, server.code.typed_text(), "--staff", "nobody", "--declared-by", "Ada") == DONE
    staff = load_settings_file(config).staff
    assert (staff.in_view, staff.declared_by, staff.missing_declaration_keys()) == ("nobody", "Ada", [])
    assert staff.declared_on is not None
    assert abs((staff.declared_on - datetime.now(timezone.utc).date()).days) <= 1
    assert "expressions are off" not in capsys.readouterr().err


def test_a_program_that_declares_nothing_is_told_what_is_missing(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(config, server.code.typed_text()) == DONE
    assert "expressions are off. Check whether staff work in view" in capsys.readouterr().err
    assert load_settings_file(config).staff.in_view is None


@pytest.mark.parametrize(("answers", "in_view"), [("nobody\nAda\n", "nobody"), ("yes\nbadges\nAda\n", "badges")])
def test_on_a_terminal_a_person_is_asked(
    server: EnrolServer,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: str,
    in_view: str,
) -> None:
    """Until the answer is one, then for a name; before the code is used."""
    monkeypatch.setattr(sys, "stdin", Terminal(f"{server.code.typed_text()}\n{answers}"))
    assert run(config, "-") == DONE
    staff = load_settings_file(config).staff
    assert (staff.in_view, staff.declared_by) == (in_view, "Ada")
    assert "Do staff work in view" in capsys.readouterr().err


def test_an_empty_answer_leaves_it_for_later(
    server: EnrolServer, config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("\n"))
    assert run(config, server.code.typed_text()) == DONE
    asked = capsys.readouterr().err
    assert "Do staff work in view" in asked
    assert "expressions are off" in asked
    assert load_settings_file(config).staff.in_view is None


def test_settings_that_declare_staff_are_not_asked_again(
    server: EnrolServer, config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(DECLARED)
    monkeypatch.setattr(sys, "stdin", Terminal(""))
    assert run(config, server.code.typed_text()) == DONE
    assert DECLARED in config.read_text()
    assert "staff" not in capsys.readouterr().err


def test_a_kiosk_that_reads_no_face_is_not_asked(
    server: EnrolServer, config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text('[models]\nexpression = "none"\n')
    monkeypatch.setattr(sys, "stdin", Terminal(""))
    assert run(config, server.code.typed_text()) == DONE
    assert "staff" not in capsys.readouterr().err


def test_masked_needs_a_mask_before_the_code_is_used(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = ("--staff", "masked", "--declared-by", "Ada")
    assert run(config, server.code.typed_text(), *declared) == BAD_USAGE
    assert "needs a mask" in capsys.readouterr().err
    assert server.requests == []
    config.write_text(MASKED)
    assert run(config, server.code.typed_text(), *declared) == DONE
    assert load_settings_file(config).staff.in_view == "masked"
