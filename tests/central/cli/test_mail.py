"""`vitrina-central mail`: what a user would receive, and who receives it."""

import json
from email import message_from_bytes, message_from_string
from email.policy import default
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE
from central.store.database import open_store
from central.store.location import Location
from tests.central.weekly.subscribers import MONDAY_MS, fill, subscribe, text_of

MAIL = '[mail]\nfrom = "vitrina@example.org"\nbase_url = "http://localhost:8470"\n'


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    fill(tmp_path)
    monkeypatch.setattr("central.cli.mail.now_ms", lambda: MONDAY_MS)
    monkeypatch.setattr("central.weekly.letters.weekly_image", lambda *_: b"\x89PNG")
    file = tmp_path / "central.toml"
    file.write_text(f'[central]\ndata = "{tmp_path}/data"\n{MAIL}')
    return file


def run(config: Path, *arguments: str) -> int:
    return main(["mail", *arguments, "--config", str(config)])


def test_a_preview_is_the_mail_and_sends_nothing(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also for a user who has not switched it on; its numbers are those that the user may see."""
    assert run(config, "preview", "otto") == DONE
    mail = message_from_string(capsys.readouterr().out, policy=default)
    assert "in 1\xa0shop " in text_of(mail)
    assert "http://localhost:8470/mail/off/preview" in text_of(mail)
    file = config.with_name("ann.eml")
    assert run(config, "preview", "ann", "--out", str(file)) == DONE
    assert "spring_b draws more smiles" in text_of(message_from_bytes(file.read_bytes(), policy=default))
    with open_store(Location(config.parent / "data")) as store, store.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM weekly_mails").scalar_one() == 0


def test_a_preview_says_what_is_missing(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(config, "preview", "gone") == BAD_USAGE
    assert "may see no shop" in capsys.readouterr().err
    assert run(config, "preview", "nobody") == BAD_USAGE
    assert run(config, "preview", "ann", "--out", "/nowhere/x.eml") == BAD_USAGE
    assert "cannot be written (No such file or directory). Choose another file." in capsys.readouterr().err
    config.write_text(config.read_text().removesuffix(MAIL))
    assert run(config, "preview", "ann") == BAD_USAGE
    assert "[mail] is missing in the settings. Set its host, from and base_url" in capsys.readouterr().err


def test_a_list_names_who_has_it_without_addresses(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(config, "list") == DONE
    assert "nobody has asked for the Monday mail" in capsys.readouterr().err
    with open_store(Location(config.parent / "data")) as store:
        subscribe(store, "ann")
    assert run(config, "list") == DONE
    assert capsys.readouterr().out.split() == ["ann", "on", "last", "mail:", "none", "yet"]
    assert run(config, "list", "--json") == DONE
    assert json.loads(capsys.readouterr().out) == [{"name": "ann", "state": "on", "monday": None, "last_mail": None}]
