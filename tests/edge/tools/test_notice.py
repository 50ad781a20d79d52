"""`vitrina notice`: the text that follows the settings, and the sign."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE
from edge.screen.notice import fonts
from edge.screen.notice.errors import NoticeError

NOTICE = """
[notice]
version = "2026-11"
operator = "Shop Ltd, 1 High Street"
contact = "privacy@example.org"
legal_basis = "legitimate interests"
"""


def config(tmp_path: Path, text: str = NOTICE) -> str:
    path = tmp_path / "vitrina.toml"
    path.write_text(text)
    return str(path)


def test_the_text_is_printed_in_the_languages_of_the_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In their order; --language takes others; --json gives the same as data."""
    path = config(tmp_path, NOTICE + 'languages = ["de", "en"]\naddress = "https://example.org/s"\n')
    assert main(["notice", "--config", path]) == DONE
    german, english = _halves(capsys)
    assert german.startswith("Dieser Bildschirm misst")
    assert "Verantwortlich: Shop Ltd, 1 High Street" in german
    assert "Der ganze Text: https://example.org/s\nHinweis, Fassung 2026-11" in german
    assert english.startswith("This screen measures")
    assert main(["notice", "--config", path, "--language", "ru", "--json"]) == DONE
    (page,) = json.loads(capsys.readouterr().out)
    assert (page["language"], page["address"]) == ("ru", "https://example.org/s")


def _halves(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    out = capsys.readouterr().out
    begin = out.index("This screen")
    return out[:begin].strip(), out[begin:]


def test_texts_of_ones_own_may_differ_by_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table of languages in the settings."""
    path = config(tmp_path, NOTICE + 'purpose = { de = "Wissen.", en = "Know." }\n')
    assert main(["notice", "--config", path, "--language", "de"]) == DONE
    assert "Zweck: Wissen.\n" in capsys.readouterr().out


@pytest.mark.parametrize("more", [[], ["--pdf", "sign.pdf"]])
def test_a_notice_that_is_not_complete_is_not_made(
    tmp_path: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The missing keys are named all at once; no file is written."""
    path = config(tmp_path, '[notice]\ncontact = "x"\n')
    pdf = [str(tmp_path / part) if part.endswith(".pdf") else part for part in more]
    assert main(["notice", "--config", path, *pdf]) == BAD_USAGE
    assert "Set version, operator, legal_basis in [notice]" in capsys.readouterr().err
    assert not (tmp_path / "sign.pdf").exists()


def test_a_sign_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A PDF, and the next step on stderr."""
    try:
        fonts.font_files()
    except NoticeError:
        pytest.skip("DejaVu Sans is not installed; the sign embeds it")
    path, pdf = config(tmp_path), tmp_path / "sign.pdf"
    assert main(["notice", "--config", path, "--pdf", str(pdf), "--language", "de,en", "--size", "A5"]) == DONE
    assert pdf.read_bytes().startswith(b"%PDF-")
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"notice: wrote {pdf}. Hang it by the screen, then set confirmed_on and confirmed_by.\n"
    assert main(["notice", "--config", path, "--pdf", str(tmp_path / "none" / "sign.pdf")]) == BAD_USAGE
    assert "its folder is not there" in capsys.readouterr().err


def test_languages_that_are_none_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """With those that there are."""
    with pytest.raises(SystemExit) as left:
        main(["notice", "--language", "de,it"])
    assert left.value.code == BAD_USAGE
    assert "'it' is not one of en, de, fr, es, ru" in capsys.readouterr().err


@pytest.mark.parametrize("package", ["segno", "reportlab"])
def test_a_missing_package_is_named(tmp_path: Path, package: str) -> None:
    """Without the extra the text is printed, and the sign says what to install."""
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / f"{package}.py").write_text("raise ImportError\n")
    path = config(tmp_path, NOTICE + 'address = "https://example.org/s"\n')
    hidden = str(tmp_path / "hidden")
    script = f"import sys; sys.path.insert(0, {hidden!r}); from edge.cli.main import main; sys.exit(main(sys.argv[1:]))"
    run = [sys.executable, "-c", script, "notice", "--config", path]
    assert subprocess.run(run, capture_output=True).returncode == DONE
    made = subprocess.run([*run, "--pdf", str(tmp_path / "s.pdf")], capture_output=True, text=True)
    assert made.returncode == BAD_USAGE
    assert made.stderr == f"notice: {package} is not installed. Install it with: pip install 'vitrina[notice]'.\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('shown = "wall"', "[notice] shown = 'wall' is not one of 'sign', 'screen' or 'both'"),
        ('languages = []', "[notice] languages"),
        ('languages = ["de", "de"]', "each language is named once"),
        ('languages = ["it"]', "[notice] languages.0 = 'it' is not one of"),
        ('address = "example.org"', "a web address is wanted, such as https://example.org/screen"),
        ('address = "javascript:alert(1)"', "a web address is wanted"),
        ('address = "https://example.org/a b"', "a web address is wanted"),
        ("optout_s = 30", "[notice] optout_s = 30 is too small; 60 is the least"),
        ("optout_s = 3601", "[notice] optout_s = 3601 is too large; 3600 is the most"),
        ("purpose = 7", "[notice] purpose"),
        ('purpose = { it = "x" }', "[notice] purpose"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used(text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Key, value and what is allowed."""
    assert main(["notice", "--config", config(tmp_path, NOTICE + text + "\n")]) == BAD_USAGE
    assert told in capsys.readouterr().err
