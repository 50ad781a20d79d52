"""`vitrina-central user`, `token` and `fleet`."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from central.cli.main import main
from central.clock import now_ms
from central.exit_codes import BAD_USAGE, DONE
from central.store.database import open_store, read_view
from central.store.first_link import is_first_link
from central.store.location import Location
from central.store.second_factors import set_second_factor
from central.store.users import require_user
from central.web.passwords import verify_password
from tests.central import fleet
from tests.central.rows import one, rows
from tests.doubles.central_server import ROOT

PASSWORD = "correct horse battery"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(data: Path, *arguments: str) -> int:
    return main([*arguments, "--data", str(data)])


def add_user(data: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = PASSWORD) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\nmore\n"))
    return run(data, "user", "add", *arguments)


def test_a_user_from_the_first_to_the_last(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The password comes from standard input, and is nowhere but in its hash."""
    assert add_user(data, monkeypatch, "ann", "--role", "admin") == DONE
    assert add_user(data, monkeypatch, "otto", "--site", "acme/berlin-7", "--site", "acme/berlin-8") == DONE
    capsys.readouterr()
    assert run(data, "user", "list") == DONE
    assert capsys.readouterr().out.splitlines()[1:] == [
        "ann                              admin   all",
        "otto                             viewer  acme/berlin-7 acme/berlin-8",
    ]
    assert run(data, "user", "list", "--json") == DONE
    listed = json.loads(capsys.readouterr().out)
    assert [(each["name"], each["role"], each["sites"]) for each in listed] == [
        ("ann", "admin", None),
        ("otto", "viewer", ["acme/berlin-7", "acme/berlin-8"]),
    ]
    with open_store(Location(data)) as store:
        before = one(store, "SELECT password_hash FROM users WHERE name = 'ann'")
        assert verify_password(before, PASSWORD)
        monkeypatch.setattr(sys, "stdin", io.StringIO("another password\r\n"))
        assert run(data, "user", "passwd", "ann") == DONE
        assert verify_password(one(store, "SELECT password_hash FROM users WHERE name = 'ann'"), "another password")
        assert run(data, "user", "remove", "otto") == DONE
        assert rows(store, "SELECT who, what, detail, tenant FROM audit ORDER BY id") == [
            ("command line", "user.add", "ann, admin, sites: all", None),
            ("command line", "user.add", "otto, viewer, sites: acme/berlin-7 acme/berlin-8", "acme"),
            ("command line", "user.password", "ann", None),
            ("command line", "user.remove", "otto", "acme"),
        ]
    assert PASSWORD not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("arguments", "password", "why"),
    [
        (("ann",), "short", "must have 10 to 1,000 characters"),
        (("ann",), "", "must have 10 to 1,000 characters"),
        (("ann",), "aaaaaaaaaa", "fewer than 5 different characters"),
        (("ann",), "121212121212", "fewer than 5 different characters"),
        (("ann.berlin",), "Ann.Berlin", "is the user's own name"),
        (("ann.berlin",), "ann.berlinann.berlin", "is the user's own name"),
        (("Ann B",), PASSWORD, "is not a valid name"),
        (("ann", "--site", "berlin"), PASSWORD, "is not of the form acme/berlin-7"),
    ],
)
def test_what_is_wrong_adds_nobody(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    password: str,
    why: str,
) -> None:
    assert add_user(data, monkeypatch, *arguments, password=password) == BAD_USAGE
    assert why in capsys.readouterr().err
    with open_store(Location(data)) as store:
        assert one(store, "SELECT count(*) FROM users") == 0


def test_names_that_are_not_there(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "migrate") == DONE
    for arguments in (("user", "passwd", "ann"), ("user", "remove", "ann")):
        assert run(data, *arguments) == BAD_USAGE
        assert "there is no user 'ann'. There is no user yet." in capsys.readouterr().err
    assert run(data, "token", "revoke", "x") == BAD_USAGE


def test_no_password_is_an_argument(data: Path) -> None:
    """Others on the machine see the arguments of a process."""
    with pytest.raises(SystemExit) as left:
        run(data, "user", "add", "ann", PASSWORD)
    assert left.value.code == BAD_USAGE


def test_a_terminal_asks_twice_and_shows_nothing(data: Path) -> None:
    """Two that differ add nobody."""
    for answers, code in ((f"{PASSWORD}\n{PASSWORD}\n", DONE), (f"{PASSWORD}\nanother password\n", BAD_USAGE)):
        leader, follower = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "central", "user", "add", f"u{code}", "--data", str(data)],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(follower)
        shown = b""
        for answer in answers.splitlines(keepends=True):
            while not shown.endswith(b": "):
                shown += os.read(leader, 1_000)
            os.write(leader, answer.encode())
            shown += b"\n"
        try:
            while part := os.read(leader, 1_000):
                shown += part
        except OSError:
            pass  # the end of a terminal
        assert process.wait(30) == code
        os.close(leader)
        assert b"Password: " in shown
        assert PASSWORD.encode() not in shown


def _take_terminal() -> None:
    """Makes standard input the terminal of the new session, which getpass opens."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_a_token_is_printed_once(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "token", "add", "dashboard", "--days", "90", "--site", "acme/*") == DONE
    secret = capsys.readouterr().out.strip()
    assert secret.startswith("vit_")
    assert run(data, "token", "list") == DONE
    (line,) = capsys.readouterr().out.splitlines()[1:]
    assert secret not in line
    assert line.split()[:4] == ["dashboard", secret[:12], "read", "valid"]
    assert run(data, "token", "revoke", secret[:12]) == DONE
    capsys.readouterr()
    assert run(data, "token", "list", "--json") == DONE
    (fields,) = json.loads(capsys.readouterr().out)
    assert (fields["state"], fields["sites"], fields["access"]) == ("revoked", ["acme/*"], "read")
    assert run(data, "token", "add", "x", "--days", "0") == BAD_USAGE
    with open_store(Location(data)) as store:
        details = [row[0] for row in rows(store, "SELECT detail FROM audit ORDER BY id")]
    assert details == ["dashboard, read, 90 days, sites: acme/*", "dashboard"]


@pytest.mark.parametrize("command", ["user", "token"])
def test_a_store_of_several_tenants_asks_whose_sites_somebody_may_see(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """Nobody gets the sites of every tenant because an option was forgotten; of one tenant nobody has to be asked."""

    def add(name: str, *arguments: str) -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        return run(data, command, "add", name, *arguments)

    assert run(data, "site", "add", "acme/one", "--tz", "UTC") == DONE
    assert add("first") == DONE
    assert run(data, "site", "add", "other/one", "--tz", "UTC") == DONE
    capsys.readouterr()
    assert add("second") == BAD_USAGE
    said = capsys.readouterr().err
    assert all(text in said for text in ("acme, other", "--site 'acme/*'", "--all-sites", "Nothing was changed"))
    assert add("third", "--site", "acme/*") == add("fourth", "--all-sites") == DONE
    with pytest.raises(SystemExit) as left:
        add("fifth", "--site", "acme/*", "--all-sites")
    assert left.value.code == BAD_USAGE
    capsys.readouterr()
    assert run(data, command, "list", "--json") == DONE
    listed = {each["name"]: each["sites"] for each in json.loads(capsys.readouterr().out)}
    assert listed == {"first": None, "third": ["acme/*"], "fourth": None}


def test_the_state_of_every_kiosk(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The lines say what each does, misses and gets wrong; a silent one is named so."""
    with open_store(Location(data)) as store:
        for device in ("acme/one/door", "acme/two/door"):
            store.write_messages(
                [
                    fleet.reading("state", fleet.state(device, state="degraded", reasons=["no camera"]), device),
                    fleet.reading("health", fleet.health(device, unsent=7), device),
                    fleet.reading("alert", fleet.alert(1, device), device),
                    fleet.reading("alert", fleet.alert(2, device, code="clock.step", cleared=fleet.at()), device),
                    fleet.reading("alert", fleet.alert(3, device, code="camera.slow", text="slow"), device),
                    fleet.reading("alert", fleet.alert(4, device, code="camera.slow", cleared=fleet.at()), device),
                ]
            )
        with store.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO losses VALUES (1, 10, 19, 0)")
            connection.exec_driver_sql(f"UPDATE devices SET received_ms = {now_ms() - 7_300_000} WHERE id = 2")
    assert run(data, "kiosk", "list") == DONE
    head, _, first, second = capsys.readouterr().out.splitlines()
    assert head == "2 kiosks: 1 degraded, 1 silent"
    assert first.split()[:2] == ["acme/one/door", "degraded"]
    assert first.endswith(" 7     10  camera.lost: no camera; no camera")
    assert second.split()[:4] == ["acme/two/door", "silent", "2", "h"]
    assert run(data, "kiosk", "list", "--json") == DONE
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "vitrina.kiosks/1"
    assert found["states"]["silent"] == 1
    assert [alert["code"] for alert in found["kiosks"][0]["alerts"]] == ["camera.lost"]


def test_the_first_link_is_printed_until_there_is_a_user(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each one ends the one before."""
    open_store(Location(data)).close()  # as a server does
    links = []
    for _ in range(2):
        assert run(data, "user", "first-link") == DONE
        links.append(capsys.readouterr().out.strip())
    assert links[0] != links[1]
    with open_store(Location(data)) as store, read_view(store) as connection:
        found = [is_first_link(connection, link.rpartition("/")[2], now_ms()) for link in links]
    assert found == [False, True]
    assert all(link.startswith("http://127.0.0.1:8470/first/") for link in links)
    assert add_user(data, monkeypatch, "ann", "--role", "admin") == DONE
    assert run(data, "user", "first-link") == BAD_USAGE
    assert "there is a user already" in capsys.readouterr().err


def test_a_lost_second_factor_is_reset(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_user(data, monkeypatch, "ann", "--role", "admin") == DONE
    assert run(data, "user", "reset-second-factor", "ann") == BAD_USAGE
    assert "has no second factor" in capsys.readouterr().err
    with open_store(Location(data)) as store, store.engine.begin() as connection:
        set_second_factor(connection, require_user(connection, "ann"), "A" * 32, 1, now_ms())
    assert run(data, "user", "reset-second-factor", "ann") == DONE
    with open_store(Location(data)) as store:
        assert one(store, "SELECT count(*) FROM second_factors") == 0
        assert one(store, "SELECT what FROM audit ORDER BY id DESC LIMIT 1") == "user.second-factor"


def test_a_frequent_password_is_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_user(data, monkeypatch, "ann", password="Password2026!") == BAD_USAGE
    err = capsys.readouterr().err
    assert "one of the most frequent" in err
    assert "Password2026" not in err


def test_a_user_of_another_service_gets_no_password(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_user(data, monkeypatch, "ann") == DONE
    with open_store(Location(data)) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE users SET name = 'oidc:ann', password_hash = ''")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    assert run(data, "user", "passwd", "oidc:ann") == BAD_USAGE
    assert "signs in with another service" in capsys.readouterr().err
