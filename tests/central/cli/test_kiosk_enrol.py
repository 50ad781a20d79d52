"""`vitrina-central kiosk enrol`, `kiosk revoke` and `kiosk list --enrolled`."""

import json
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, REFUSED
from central.store.database import open_store
from central.store.location import Location
from edge.messages.enrolment import parse_enrolment_code
from tests.central.rows import one, rows
from tests.doubles.broker import free_port

NEW = ("--site", "acme/berlin-7", "--device", "door")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(data: Path, action: str, *arguments: str) -> int:
    return main(["kiosk", action, *arguments, "--data", str(data)])


def test_a_kiosk_from_its_code_to_its_end(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The code alone is on standard output, for a program; a person sees its QR code, and what the broker is told."""
    assert run(data, "enrol", *NEW, "--tz", "Europe/Berlin", "--country", "DE-BE") == DONE
    printed = capsys.readouterr()
    code = parse_enrolment_code(printed.out)
    assert (code.host, code.port, code.fingerprint) == ("127.0.0.1", 8470, None)
    assert "acme/berlin-7/door can use this code once, until 20" in printed.err
    assert "\nacme/berlin-7/door:$7$101$" in printed.err
    assert "\nuser acme/berlin-7/door\ntopic write vitrina/1/acme/berlin-7/door/window\n" in printed.err
    assert "▄" in printed.err
    assert "whether staff work in view" in printed.err
    assert run(data, "list", "--enrolled") == DONE
    (line,) = capsys.readouterr().out.splitlines()[1:]
    assert line.split()[:3] == ["acme/berlin-7/door", "waiting", "-"]
    assert run(data, "revoke", "berlin-7/door") == DONE
    told = capsys.readouterr().err
    assert "`acme/berlin-7/door:` from its password file" in told
    assert "systemctl restart mosquitto" in told
    assert run(data, "list", "--enrolled", "--json") == DONE
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["device"], row["state"], row["enrolled"]) == ("acme/berlin-7/door", "revoked", None)
    with open_store(Location(data)) as store:
        assert one(store, "SELECT zone FROM sites WHERE key = 'acme/berlin-7'") == "Europe/Berlin"
        assert one(store, "SELECT country FROM sites WHERE key = 'acme/berlin-7'") == "DE-BE"
        assert rows(store, "SELECT who, what, detail FROM audit ORDER BY id") == [
            ("command line", "enrol.code", "acme/berlin-7/door"),
            ("command line", "enrol.revoke", "acme/berlin-7/door"),
        ]


def test_a_program_gets_json(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And the tenant may be left out where there is one."""
    assert run(data, "enrol", *NEW) == DONE
    capsys.readouterr()
    assert run(data, "enrol", "--site", "berlin-8", "--device", "wall", "--json") == DONE
    printed = capsys.readouterr()
    made = json.loads(printed.out)
    assert printed.err == ""
    assert (made["device"], made["address"]) == ("acme/berlin-8/wall", "127.0.0.1:8470")
    assert made["password_line"].startswith("acme/berlin-8/wall:$7$")
    assert made["acl_lines"][0] == "user acme/berlin-8/wall"
    assert parse_enrolment_code(made["code"]).port == 8470


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("enrol", "--site", "berlin-7", "--device", "door"), "names no tenant, and the store has 0"),
        (
            ("enrol", "--site", "acme/Berlin 7", "--device", "door"),
            "is not tenant/site/device, such as acme/berlin-7/door",
        ),
        (("enrol", "--site", "Müller GmbH/Köln 7", "--device", "Tür"), "Try: mueller-gmbh/koeln-7/tuer"),
        (
            ("enrol", "--site", "acme/berlin-7", "--device", "a/b"),
            "is not tenant/site/device, such as acme/berlin-7/door",
        ),
        (("enrol", *NEW, "--tenant", "other"), "another tenant than --tenant other"),
        (("enrol", *NEW, "--tz", "Mars/Olympus"), "is not a time zone"),
        (("enrol", *NEW, "--country", "UK"), "'UK' must be GB for the United Kingdom"),
        (
            ("revoke", "acme/berlin-7/door"),
            "there is no kiosk acme/berlin-7/door. See: vitrina-central kiosk list --enrolled",
        ),
    ],
)
def test_what_is_wrong_makes_nothing(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], why: str
) -> None:
    open_store(Location(data)).close()
    assert main(["kiosk", *arguments, "--data", str(data)]) == BAD_USAGE
    assert why in capsys.readouterr().err
    with open_store(Location(data)) as store:
        assert one(store, "SELECT count(*) FROM enrolments") == 0
        assert one(store, "SELECT count(*) FROM audit") == 0


def test_a_broker_without_the_plugin_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And a kiosk that cannot be cut off at present is told as well: its code is void all the same."""
    config, data = tmp_path / "central.toml", tmp_path / "data"
    assert run(data, "enrol", *NEW) == DONE
    config.write_text(f'[central]\ndata = "{data}"\n[broker]\nport = {free_port()}\ndynamic_security = true\n')
    assert main(["kiosk", "enrol", *NEW, "--config", str(config)]) == REFUSED
    assert "cannot be reached" in capsys.readouterr().err
    assert main(["kiosk", "revoke", "acme/berlin-7/door", "--config", str(config)]) == REFUSED
    assert "its broker account still works" in capsys.readouterr().err
    assert run(data, "list", "--enrolled") == DONE
    assert "revoked" in capsys.readouterr().out
