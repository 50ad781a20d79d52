"""`vitrina settings`: the values in force with their origin, in a form that is settings again; no password."""

import json
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE
from edge.settings.example import example_settings
from edge.settings.loading import load_from_place
from edge.settings.places import SettingsPlace
from edge.settings.settings import parse_settings_text
from edge.tools.settings import print_settings

TEXT = """
[site]
tenant = "acme"
[camera]
source = "rtsp://door:hush@10.0.0.5/live?pw=hush"
[notice]
confirmed_on = 2026-11-24
purpose = {en = "learn"}
[broker]
password = "hush"
[faces]
masks = [[[0, 0], [1, 0], [1, 1]]]
[playback]
playlist = [{creative = "a", duration_s = 15.0}]
[[kits]]
port = "/dev/a"
kit = "grove"
wearer = "w1"
consent = "w1.json"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "vitrina.toml"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("VITRINA_CONFIG", str(path))
    monkeypatch.setenv("VITRINA_AUDIENCE__K", "7")
    return path


def test_values_are_printed_with_their_line_or_variable(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """First the file and the place of the messages. What is the default is not printed."""
    assert main(["settings"]) == DONE
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    assert lines[0] == f"# {config}"
    assert lines[1].startswith("# messages are stored in /")
    assert 'tenant = "acme"  # vitrina.toml line 3' in lines
    assert "k = 7  # VITRINA_AUDIENCE__K" in lines
    assert "[[kits]]" in lines
    assert 'source = "rtsp://10.0.0.5/live"  # vitrina.toml line 5' in lines
    assert "hush" not in printed
    assert "fps" not in printed
    assert "[outbox]" not in printed


def test_the_print_is_settings_again(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """But for what is hidden."""
    main(["settings"])
    again = parse_settings_text(capsys.readouterr().out.replace('"2026-11-24"', "2026-11-24"), config)
    before = parse_settings_text(TEXT, config)
    assert again.audience.k == 7
    for section in ("site", "notice", "faces", "playback", "kits"):
        assert getattr(again, section) == getattr(before, section)


def test_json_has_the_same_values(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "--json"]) == DONE
    printed = capsys.readouterr().out
    rows = json.loads(printed)
    assert {"section": "audience", "key": "k", "value": 7, "from": "VITRINA_AUDIENCE__K"} in rows
    assert {"section": "broker", "key": "password", "value": "(hidden)", "from": "vitrina.toml line 10"} in rows
    assert "hush" not in printed


def test_all_adds_the_defaults_that_a_privacy_officer_checks(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every value in force: who checks a kiosk sees k, k_reaction, use and noise, whether they were set or not."""
    assert main(["settings", "--all"]) == DONE
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    assert "k = 7  # VITRINA_AUDIENCE__K" in lines
    assert "k_reaction = 10  # default" in lines
    assert 'use = "shop"  # default' in lines
    assert "noise = 0.5  # default" in lines
    assert "# data_protection_officer is empty by default" in lines
    assert "hush" not in printed
    assert parse_settings_text(printed.replace('"2026-11-24"', "2026-11-24"), config).audience.k == 7


def test_all_values_are_printed_as_json_too(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "--all", "--json"]) == DONE
    rows = json.loads(capsys.readouterr().out)
    assert {"section": "audience", "key": "k_reaction", "value": 10, "from": "default"} in rows


def test_the_example_needs_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --example a file, or a variable, is wanted."""
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "none.toml"))
    assert main(["settings", "--example"]) == DONE
    assert capsys.readouterr().out == example_settings()
    assert main(["settings"]) == BAD_USAGE
    assert "none.toml cannot be read" in capsys.readouterr().err


def test_values_from_the_central_server_are_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And what the other values do not show: kits that are off, and keys that the kiosk refuses."""
    path, signed = tmp_path / "vitrina.toml", tmp_path / "signed"
    signed.mkdir()
    path.write_text(TEXT + '[fleet]\nurl = "https://central.example.org/fleet/"\n', encoding="utf-8")
    (signed / "tenant.toml").write_text(
        'kits = []\n[audience]\nk = 8\n[camera]\nsource = "rtsp://10.0.0.5/two"\n[models]\nuse = "research"\n'
    )
    loaded = load_from_place(SettingsPlace(path), {}, remote=signed)
    assert print_settings(loaded, as_json=False) == 0
    printed = capsys.readouterr().out
    assert "k = 8  # from afar: settings/acme.toml" in printed
    assert 'source = "rtsp://10.0.0.5/two"  # from afar: settings/acme.toml' in printed
    assert "# all kits are off from afar: settings/acme.toml" in printed
    assert "# the camera's address came from afar. Check the view" in printed
    assert "# refused from afar: settings/acme.toml: models.use cannot be set from afar" in printed
    assert "hush" not in printed
    print_settings(loaded, as_json=True)
    rows = {(row["section"], row["key"]): row["from"] for row in json.loads(capsys.readouterr().out)}
    assert rows["audience", "k"] == "from afar: settings/acme.toml"


def test_signed_files_are_checked_by_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "vitrina.toml"
    path.write_text('[fleet]\nurl = "https://central.example.org/fleet/"\n', encoding="utf-8")
    arguments = ["settings", "--config", str(path), "--check-remote", str(tmp_path)]
    assert main(arguments) == DONE
    (tmp_path / "site.toml").write_text("[audience]\nk = 3\n")
    assert main(arguments) == BAD_USAGE
    assert "settings/demo/shop.toml: audience.k is below the kiosk's own value 5" in capsys.readouterr().err
