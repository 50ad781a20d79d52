"""Consent checks: kits are read only with a valid consent record."""

import json
import shutil
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.consent.check import ConsentStatus, check_consent
from edge.consent.record import Consent, ConsentError, sign
from edge.consent.store import ConsentStore
from edge.settings.settings import Settings, SettingsError
from edge.tools import consent
from edge.tools.forget import forget_kiosk_data, stored_data_paths
from tests.edge.consent.shop import DAY_S, NOON_S, give_consent, settings

NAME = "number 1 (grove at /dev/kit)"


def status(wanted: Settings, after_s: float = 1.0, number: int = 1) -> ConsentStatus:
    return check_consent(wanted.kits[number - 1], NAME, ConsentStore(wanted.outbox.path), NOON_S + after_s)


def test_a_consent_is_valid_from_its_start_to_its_end(tmp_path: Path) -> None:
    """It is not valid a second before or after. Without a record the state is `none`."""
    wanted = settings(tmp_path, ("grove", "w1"))
    assert status(wanted).state == "none"
    give_consent(wanted, "w1", days=30.0)
    assert [status(wanted, after_s).state for after_s in (-1.0, 0.0, 30 * DAY_S - 1, 30 * DAY_S)] == [
        *("invalid", "valid", "valid", "invalid")
    ]
    text = status(wanted, 30 * DAY_S).text
    for fact in (
        f"consent: the consent for kit {NAME} is not valid: the consent ended on 2026-12-25",
        "The kit is not read",
        "vitrina consent --help",
    ):
        assert fact in text


def test_a_consent_is_for_one_wearer_and_some_kinds_of_kit(tmp_path: Path) -> None:
    """It is not valid in the file of another wearer, nor for a kind of kit that was added later."""
    wanted = settings(tmp_path, ("grove", "w1"), ("grove", "w2"))
    shutil.copy(give_consent(wanted, "w1"), wanted.kits[1].consent)
    assert "is for another wearer" in status(wanted, number=2).text
    more = settings(tmp_path, ("pulsesensor", "w1"))
    assert "does not cover the kit type pulsesensor" in status(more).text
    give_consent(settings(tmp_path, ("grove", "w1"), ("pulsesensor", "w1")), "w1")
    assert status(more).state == status(wanted).state == "valid"


def test_a_consent_to_a_study_is_none_to_this_screen(tmp_path: Path) -> None:
    """A participant of a study has not agreed to be counted by the kiosk."""
    wanted = settings(tmp_path, ("grove", "w1"))
    give_consent(wanted, "w1")
    study = Consent("w1", (), "study", "1", NOON_S, NOON_S + DAY_S, ("kits",), "0123456789abcdef")
    wanted.kits[0].consent.write_bytes(sign(study, ConsentStore(wanted.outbox.path).read_key()))
    assert "is for a study, not for this screen" in status(wanted).text
    assert status(wanted).state == "invalid"


def test_no_text_names_the_wearer(tmp_path: Path) -> None:
    """A file name may contain the wearer's name, so no text has one: these texts leave the device."""
    wanted = settings(tmp_path, ("grove", "emil"))
    texts = [status(wanted).text]
    path = give_consent(wanted, "emil")
    texts += [status(wanted, after_s).text for after_s in (-1.0, 1.0, 40 * DAY_S)]
    path.write_text(path.read_text().replace("calm", "sell"))
    texts.append(status(wanted).text)
    path.unlink()
    path.mkdir()
    texts.append(status(wanted).text)
    assert ["the consent for kit" in text for text in texts] == [False, *[True] * 5]
    assert not any("emil" in text for text in texts)


def test_a_withdrawn_consent_stays_withdrawn(tmp_path: Path) -> None:
    """A copy from a backup does not restore it; a new consent does."""
    wanted = settings(tmp_path, ("grove", "w1"))
    copy = tmp_path / "backup.json"
    shutil.copy(give_consent(wanted, "w1"), copy)
    assert consent.withdraw(wanted, "w1") == 0
    assert not wanted.kits[0].consent.exists()
    assert status(wanted).state == "none"
    shutil.copy(copy, wanted.kits[0].consent)
    assert status(wanted).state == "none"
    give_consent(wanted, "w1", NOON_S + 0.5)
    assert status(wanted).state == "valid"
    assert consent.withdraw(settings(tmp_path, ("grove", "w2")), "w2") == 0  # the wearer never consented


def test_the_key_belongs_to_the_device(tmp_path: Path) -> None:
    """Its mode is 600. A record that other users could have signed is invalid. `forget` deletes the key, and with it
    every consent."""
    wanted = settings(tmp_path, ("grove", "w1"))
    path = give_consent(wanted, "w1")
    key = ConsentStore(wanted.outbox.path).key_path
    assert (key.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o600, 0o600)
    assert key in stored_data_paths(wanted.outbox.path)
    key.chmod(0o640)
    assert "other users can access the key" in status(wanted).text
    with pytest.raises(ConsentError, match="Nothing was signed"):
        give_consent(wanted, "w1")
    key.unlink()
    assert "cannot be checked: the key" in status(wanted).text
    give_consent(settings(tmp_path, ("grove", "w2")), "w2")  # makes another key
    assert "was altered, or signed on another device" in status(wanted).text


def test_forget_deletes_all_consents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Records, key and the list of withdrawn records are deleted: no data of a wearer stays on the device."""
    wanted = settings(tmp_path, ("grove", "w1"), ("grove", "w2"))
    paths = [give_consent(wanted, "w1"), give_consent(wanted, "w2")]
    assert consent.withdraw(wanted, "w2") == 0
    assert forget_kiosk_data(wanted, is_sure=True) == 0
    assert str(paths[0]) in capsys.readouterr().out
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_consent_of_an_unknown_wearer_is_refused(tmp_path: Path) -> None:
    """A typing error must not make a consent."""
    with pytest.raises(
        SettingsError, match=r"has wearer = 'w9'\. Add a kit with this wearer, or use one of these wearers: w1"
    ):
        give_consent(settings(tmp_path, ("grove", "w1")), "w9")


def test_the_command_gives_lists_and_withdraws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command ends with 1 while any kit has no valid consent, and with 2 if options are missing."""
    config = tmp_path / "vitrina.toml"
    config.write_text(
        f'[outbox]\npath = "{tmp_path}/outbox.db"\n[[kits]]\nport = "/dev/kit"\nkit = "grove"\nwearer = "w1"\n'
        f'consent = "{tmp_path}/w1.json"\n'
    )
    base = ["consent", "--config", str(config)]
    assert main(base) == 1
    assert main([*base, "--wearer", "w1"]) == 2
    capsys.readouterr()
    assert main([*base, "--wearer", "w1", "--purpose", "a study", "--text", "2026-11", "--days", "1"]) == 0
    assert capsys.readouterr().out.startswith("consent: w1 consents to grove until ")
    assert main([*base, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["kit"], row["state"]) == (1, "valid")
    assert main([*base, "--wearer", "w1", "--withdraw"]) == 0
    assert main(base) == 1
