"""The command that lists alerts and keeps some quiet."""

import json
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE
from central.store.database import open_store
from central.store.location import Location
from central.store.open_alerts import OpenAlert, write_alerts


def test_alerts_are_listed_and_snoozed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(tmp_path / "data")
    assert main(["migrate", "--data", data]) == DONE
    capsys.readouterr()
    assert main(["alerts", "list", "--data", data]) == DONE
    assert capsys.readouterr().err == "alerts: no open alerts\n"
    alert = OpenAlert("acme/berlin-7/door", "kiosk.silent", "error", "No message came.", 1_793_491_200_000, 1)
    with open_store(Location(tmp_path / "data")) as store, store.engine.begin() as connection:
        write_alerts(connection, [alert], [])
    assert main(["alerts", "snooze", "acme/berlin-7", "--hours", "2", "--data", data]) == DONE
    assert main(["alerts", "snooze", "--code", "kiosk.rate", "--data", data]) == DONE
    capsys.readouterr()
    assert main(["alerts", "list", "--data", data]) == DONE
    first, *snoozed = capsys.readouterr().out.splitlines()
    assert "error   kiosk.silent" in first
    assert first.endswith("2026-11-01T00:00:00.000Z No message came. (snoozed)")
    assert [line.split()[1:4] for line in snoozed] == [
        ["kiosk.rate", "every", "site"],
        ["all", "acme/berlin-7", "until"],
    ]
    assert main(["alerts", "unsnooze", "acme/berlin-7", "--data", data]) == DONE
    capsys.readouterr()
    assert main(["alerts", "list", "--json", "--data", data]) == DONE
    told = json.loads(capsys.readouterr().out)
    assert told["alerts"][0]["snoozed"] is False
    assert [(each["code"], each["who"]) for each in told["snoozes"]] == [("kiosk.rate", "command line")]


def test_text_of_a_kiosk_moves_no_cursor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A kiosk that lies could clear the terminal, or print a line that looks like another alert."""
    text = "lost\x1b[2J\r\nerror   none\x07"
    alert = OpenAlert("acme/berlin-7/door", "camera.lost", "error", text, 1_793_491_200_000, 1)
    with open_store(Location(tmp_path / "data")) as store, store.engine.begin() as connection:
        write_alerts(connection, [alert], [])
    assert main(["alerts", "list", "--data", str(tmp_path / "data")]) == DONE
    printed = capsys.readouterr().out
    assert printed.endswith(" lost [2J  error   none \n")
    assert printed.removesuffix("\n").isprintable()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["snooze"], "neither a place nor a code was given"),
        (["snooze", "acme"], "is not a site such as acme/berlin-7"),
        (["snooze", "--code", "A B"], "is not a code"),
        (["snooze", "acme/a", "--hours", "0"], "0 is not a valid number of hours"),
        (["snooze", "acme/a", "--hours", "nan"], "nan is not a valid number of hours"),
        (["unsnooze", "acme/a"], "nothing is snoozed"),
    ],
)
def test_what_is_wrong_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert main(["migrate", *data]) == DONE
    assert main(["alerts", *arguments, *data]) == BAD_USAGE
    assert why in capsys.readouterr().err
