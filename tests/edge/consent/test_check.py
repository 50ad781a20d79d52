"""Whether a kit may be read: from the first record to the last copy of it."""

import json
import shutil
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.consent.check import ConsentStatus, check_consent
from edge.consent.record import ConsentError
from edge.consent.store import ConsentStore
from edge.settings.settings import Settings, SettingsError
from edge.tools import consent
from edge.tools.forget import forget, remembered
from tests.edge.consent.shop import DAY_S, NOON_S, given, settings

NAME = "number 1 (grove at /dev/kit)"


def ruled(wanted: Settings, after_s: float = 1.0, number: int = 1) -> ConsentStatus:
    return check_consent(wanted.kits[number - 1], NAME, ConsentStore(wanted.outbox.path), NOON_S + after_s)


def test_a_consent_holds_until_its_end(tmp_path: Path) -> None:
    """Not before it was given, and not a second longer; there was none before."""
    wanted = settings(tmp_path, ("grove", "w1"))
    assert ruled(wanted).state == "none"
    given(wanted, "w1", days=30.0)
    assert [ruled(wanted, after_s).state for after_s in (-1.0, 0.0, 30 * DAY_S - 1, 30 * DAY_S)] == [
        *("invalid", "valid", "valid", "invalid")
    ]
    assert ruled(wanted, 30 * DAY_S).text == (
        f"consent: that of kit {NAME} ended on 2026-12-25. The kit is not read. "
        "Let the wearer consent anew: vitrina consent --help."
    )


def test_a_consent_is_of_one_wearer_and_to_some_kits(tmp_path: Path) -> None:
    """A record that lies in another's place, or was given before a kit of another kind came."""
    wanted = settings(tmp_path, ("grove", "w1"), ("grove", "w2"))
    shutil.copy(given(wanted, "w1"), wanted.kits[1].consent)
    assert "is of another wearer" in ruled(wanted, number=2).text
    more = settings(tmp_path, ("pulsesensor", "w1"))
    assert "is not about a pulsesensor" in ruled(more).text
    given(settings(tmp_path, ("grove", "w1"), ("pulsesensor", "w1")), "w1")
    assert ruled(more).state == ruled(wanted).state == "valid"


def test_no_text_names_the_wearer(tmp_path: Path) -> None:
    """Nor a file that is called after one: these texts leave the device."""
    wanted = settings(tmp_path, ("grove", "emil"))
    texts = [ruled(wanted).text]
    path = given(wanted, "emil")
    texts += [ruled(wanted, after_s).text for after_s in (-1.0, 1.0, 40 * DAY_S)]
    path.write_text(path.read_text().replace("calm", "sell"))
    texts.append(ruled(wanted).text)
    path.unlink()
    path.mkdir()
    texts.append(ruled(wanted).text)
    assert ["that of kit" in text for text in texts] == [False, *[True] * 5]
    assert not any("emil" in text for text in texts)


def test_a_withdrawn_consent_does_not_come_back(tmp_path: Path) -> None:
    """Not with a copy from a backup; with a new one it does."""
    wanted = settings(tmp_path, ("grove", "w1"))
    copy = tmp_path / "backup.json"
    shutil.copy(given(wanted, "w1"), copy)
    assert consent.withdraw(wanted, "w1") == 0
    assert not wanted.kits[0].consent.exists()
    assert ruled(wanted).state == "none"
    shutil.copy(copy, wanted.kits[0].consent)
    assert ruled(wanted).state == "none"
    given(wanted, "w1", NOON_S + 0.5)
    assert ruled(wanted).state == "valid"
    assert consent.withdraw(settings(tmp_path, ("grove", "w2")), "w2") == 0  # who never consented


def test_the_key_is_the_devices_own(tmp_path: Path) -> None:
    """Its mode is 600; what others could have signed is not believed; `forget` takes it, and every consent with it."""
    wanted = settings(tmp_path, ("grove", "w1"))
    path = given(wanted, "w1")
    key = ConsentStore(wanted.outbox.path).key_path
    assert (key.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o600, 0o600)
    assert key in remembered(wanted.outbox.path)
    key.chmod(0o640)
    assert "others can use the key" in ruled(wanted).text
    with pytest.raises(ConsentError, match="Nothing was signed"):
        given(wanted, "w1")
    key.unlink()
    assert "cannot be checked: the key" in ruled(wanted).text
    given(settings(tmp_path, ("grove", "w2")), "w2")  # makes another key
    assert "was altered, or signed on another device" in ruled(wanted).text


def test_the_end_of_a_lease_takes_the_consents_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Records, key and what was withdrawn: nothing of a wearer stays on the device."""
    wanted = settings(tmp_path, ("grove", "w1"), ("grove", "w2"))
    paths = [given(wanted, "w1"), given(wanted, "w2")]
    assert consent.withdraw(wanted, "w2") == 0
    assert forget(wanted, is_sure=True) == 0
    assert str(paths[0]) in capsys.readouterr().out
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_wearer_whom_the_settings_do_not_have(tmp_path: Path) -> None:
    """A slip of the keyboard is no consent."""
    with pytest.raises(SettingsError, match=r"has wearer = 'w9'\. There are: w1"):
        given(settings(tmp_path, ("grove", "w1")), "w9")


def test_the_command_gives_lists_and_withdraws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a technician types it: exit 1 as long as a kit may not be read."""
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
