"""`vitrina notice`: the text that follows the settings, and the sign."""

import json
import os
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE
from edge.intended_purpose import purpose
from edge.screen.notice import fonts
from edge.screen.notice.errors import NoticeError
from edge.settings.loading import load_settings
from edge.settings.settings import SettingsError
from edge.tools.setup.draft import SettingsDraft

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
    assert f"Zweck: Wissen. {purpose('shop', 'de')}\n" in capsys.readouterr().out


def test_the_notice_says_what_people_have_a_right_to_know(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Article 13 of the GDPR. Where the operator says nothing, a sentence that is true of every kiosk."""
    assert main(["notice", "--config", config(tmp_path)]) == DONE
    told = capsys.readouterr().out
    kept = "- No image is stored, and none leaves this device. The only exception is setup: while a technician sees the"
    assert kept in told
    assert "- Every number is computed over at least 5 people (10 for smiles, voices and bodies), as the kiosk" in told
    for line in (
        "Recipients: Numbers about groups go to the operator and its service providers. Nobody sees images, except the",
        "Transfer to other countries: No image is sent to another country. Numbers about groups may be sent.",
        "on this device for at most 37 days of operation, and on the operator's server without a fixed limit.",
        "What may be promised: Every number is computed over at least 5 people",
        "the operator cannot find your data (Article 11 GDPR).",
    ):
        assert line in told


def test_the_notice_of_a_shop_claims_no_laughter_and_gives_no_orders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Visitors read it: to mask a place is the operator's task. No model of a shop detects laughter."""
    shop = NOTICE + '[microphone]\ndevice = "hw:1"\n[comments]\npage = true\n[player]\nmedia = "/m"\n'
    assert main(["notice", "--config", config(tmp_path, shop), "--language", "en,de"]) == DONE
    told = capsys.readouterr().out
    assert "detects laughter" not in told
    assert "erkennt Lachen" not in told
    assert "mask them" not in told
    assert "Maskieren Sie" not in told
    assert "and so can who works before the camera." in told
    assert "in 10 such periods, perhaps all by one person." in told


def test_the_operator_names_officer_recipients_transfers_and_retention(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In its own words, also by language; the kiosk's own retention follows its settings."""
    own = """data_protection_officer = "Dr. Ada, dpo@example.org"
    recipients = { en = "Our agency.", de = "Unsere Agentur." }
    transfers = "None."
    server_months = 24
    [outbox]
    keep_days = 3.5
    """
    assert main(["notice", "--config", config(tmp_path, NOTICE + own), "--language", "de,en"]) == DONE
    told = capsys.readouterr().out
    assert "Datenschutzbeauftragte/r: Dr. Ada, dpo@example.org\nRechtsgrundlage" in told
    assert "Empfänger: Unsere Agentur.\nÜbermittlung in andere Länder: None.\n" in told
    assert (
        "auf diesem Gerät höchstens 34 Betriebstage; auf dem Server des Betreibers so lange, bis er sie löscht," in told
    )
    assert "löscht, spätestens nach 24 Monaten." in told
    assert "Recipients: Our agency.\n" in told
    assert "for at most 34 days of operation, and on the operator's server until the operator deletes them, at" in told
    assert "at the latest after 24 months." in told


@pytest.mark.parametrize("more", [[], ["--pdf", "sign.pdf"]])
def test_a_notice_that_is_not_complete_is_not_made(
    tmp_path: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The missing keys are named all at once; no file is written."""
    path = config(tmp_path, '[notice]\ncontact = "x"\n')
    pdf = [str(tmp_path / part) if part.endswith(".pdf") else part for part in more]
    assert main(["notice", "--config", path, *pdf]) == BAD_USAGE
    told = capsys.readouterr().err
    assert (
        "[notice] lacks version (version of the text on the notice); operator (who is responsible for the screen"
        in told
    )
    assert "legal_basis (" in told
    assert told.endswith(f"Set them in {path}.\n")
    assert not (tmp_path / "sign.pdf").exists()


def test_the_sign_is_made_during_the_setup_of_the_answers_that_are_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before it is complete, it names what is missing and where that is answered. Nothing but the sign is written."""
    path, pdf = tmp_path / "vitrina.toml", tmp_path / "sign.pdf"
    draft = SettingsDraft(path, None)
    draft.begin()
    draft.save_values({("notice", "version"): "2026-11", ("notice", "contact"): "privacy@example.org"})
    before = draft.current_file.read_bytes()
    command = ["notice", "--config", str(path), "--pdf", str(pdf), "--language", "de,en"]
    assert main(command) == BAD_USAGE
    told = capsys.readouterr().err
    assert "[notice] lacks operator (who is responsible for the screen" in told
    assert "Enter them under Notice in the setup" in told
    assert "--example" not in told  # a settings file would end the set-up
    assert (draft.current_file.read_bytes(), sorted(tmp_path.iterdir())) == (before, [draft.current_file])
    draft.save_values({("notice", "operator"): "Shop Ltd", ("notice", "legal_basis"): "legitimate interests"})
    assert main(command) == DONE
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert "then enter in the setup who saw it there, and when." in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == [pdf, draft.current_file]


def test_the_answers_of_a_setup_are_found_where_the_setup_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --config: beside the file that the user's set-up will make. Settings that are there count more."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("VITRINA_CONFIG", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / ".config/vitrina"
    folder.mkdir(parents=True)
    (folder / "vitrina.toml.draft").write_text(NOTICE)
    assert main(["notice"]) == DONE
    assert "Shop Ltd, 1 High Street" in capsys.readouterr().out
    (folder / "vitrina.toml").write_text(NOTICE.replace("Shop Ltd", "Ada"))
    assert main(["notice"]) == DONE
    assert "Ada, 1 High Street" in capsys.readouterr().out


def test_an_unfinished_setup_is_finished_rather_than_replaced_by_an_example(tmp_path: Path) -> None:
    """Every command that needs settings says so."""
    (tmp_path / "vitrina.toml.draft").write_text(NOTICE)
    with pytest.raises(SettingsError, match=r"the setup is not finished.*vitrina setup") as caught:
        load_settings(str(tmp_path / "vitrina.toml"))
    assert "--example" not in str(caught.value)


def require_fonts() -> None:
    """Skips the test where the font of the sign is missing."""
    try:
        fonts.font_files()
    except NoticeError:
        pytest.skip("DejaVu Sans is not installed; the sign embeds it")


def test_a_sign_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A PDF, and the next step on stderr."""
    require_fonts()
    path, pdf = config(tmp_path), tmp_path / "sign.pdf"
    assert main(["notice", "--config", path, "--pdf", str(pdf), "--language", "de,en", "--size", "A5"]) == DONE
    assert pdf.read_bytes().startswith(b"%PDF-")
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"notice: wrote {pdf}. Put it up by the screen, then set confirmed_on and confirmed_by.\n"
    assert main(["notice", "--config", path, "--pdf", str(tmp_path / "none" / "sign.pdf")]) == BAD_USAGE
    assert "its folder does not exist" in capsys.readouterr().err


def test_a_sign_that_root_made_can_be_read_by_the_person_who_prints_it(tmp_path: Path) -> None:
    """`sudo vitrina notice` writes it, into the folder of who typed that. The program's files are private else."""
    require_fonts()
    sign, path = tmp_path / "sign.pdf", config(tmp_path)
    before = os.umask(0o077)
    try:
        assert main(["notice", "--pdf", str(sign), "--config", path]) == DONE
        assert sign.stat().st_mode & 0o777 == 0o644
    finally:
        os.umask(before)


def test_languages_that_are_none_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """With those that there are."""
    with pytest.raises(SystemExit) as left:
        main(["notice", "--language", "de,it"])
    assert left.value.code == BAD_USAGE
    assert "'it' is not an available language. Use en, de, fr, es, ru" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('shown = "wall"', "[notice] shown = 'wall' is not one of 'sign', 'screen' or 'both'"),
        ('languages = []', "[notice] languages"),
        ('languages = ["de", "de"]', "list each language only once"),
        ('languages = ["it"]', "[notice] languages.0 = 'it' is not one of"),
        ('address = "example.org"', "must be a web address, such as https://example.org/screen"),
        ('address = "javascript:alert(1)"', "must be a web address"),
        ('address = "https://example.org/a b"', "must be a web address"),
        ("optout_s = 30", "[notice] optout_s = 30 is too small; it must be at least 60"),
        ("optout_s = 3601", "[notice] optout_s = 3601 is too large; it must be at most 3600"),
        ("purpose = 7", "[notice] purpose"),
        ('purpose = { it = "x" }', "[notice] purpose"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used(text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Key, value and what is allowed."""
    assert main(["notice", "--config", config(tmp_path, NOTICE + text + "\n")]) == BAD_USAGE
    assert told in capsys.readouterr().err
