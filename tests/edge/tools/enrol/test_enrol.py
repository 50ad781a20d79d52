"""`vitrina enrol`: a code makes this machine a kiosk, once, or leaves everything as it was and says why."""

import io
import json
import os
import re
import socket
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE, NO_SOURCE, REFUSED, UNEXPECTED
from edge.files import replace_file
from edge.messages.enrolment import EnrolmentCode
from edge.settings.settings import SettingsError, load_settings_file
from edge.tools.enrol import files as kiosk_files
from edge.tools.enrol.files import KioskFiles
from tests.doubles.broker import free_port
from tests.doubles.enrol_server import PASSWORD, SECRET, TOKEN, EnrolServer, answer, enrol_server
from tests.doubles.hostile_server import hostile_server

PRESENT = """# of this shop
[site]
tenant = "{tenant}"  # ours
site = "berlin-7"
device = "door"

[broker]
host = "old.example.org"
password = "old password"
ca_file = "/etc/old-ca.pem"

[player]
media = "/srv/adverts"  # a large disk
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "kiosk" / "vitrina.toml"


def run(config: Path, code: str, *more: str) -> int:
    return main(["enrol", code, "--config", str(config), *more])


def files(config: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(config.parent.iterdir())} if config.parent.exists() else {}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_machine_becomes_a_kiosk(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str], certificate: tuple[Path, Path]
) -> None:
    """Settings that all may read name credentials that one user may; nothing secret is printed."""
    authority = certificate[0].read_text()
    broker = answer()["broker"] | {"ca": authority}
    server.content = json.dumps(answer(broker=broker, media_ca=authority, country="DE-BE")).encode()
    assert run(config, server.code.typed_text()) == DONE
    settings = load_settings_file(config)
    assert (settings.site.tenant, settings.site.site, settings.site.device) == ("acme", "berlin-7", "door")
    assert (settings.site.timezone, settings.site.country) == ("Europe/Berlin", "DE-BE")
    assert settings.player is None
    assert (settings.broker.host, settings.broker.port, settings.broker.tls) == ("mqtt.example.org", 8883, True)
    assert (settings.broker.username, settings.broker.broker_password({})) == ("acme/berlin-7/door", PASSWORD)
    assert set(files(config)) == {"vitrina.toml", "broker-password", "media-token", "broker-ca.pem", "media-ca.pem"}
    assert files(config)["media-token"] == f"{TOKEN}\n".encode()
    assert settings.broker.ca_file == config.parent / "broker-ca.pem"
    assert files(config)["broker-ca.pem"] == authority.encode()
    assert mode(config) == 0o644
    secret = {"broker-password", "media-token"}
    assert {path.name for path in config.parent.iterdir() if mode(path) == 0o600} == secret
    assert server.authorizations == [f"Bearer {SECRET.hex()}"]
    assert [request[:2] for request in server.requests] == [("GET", "/healthz"), ("POST", "/enrol")]
    printed = "".join(capsys.readouterr())
    assert f"vitrina doctor --config {config}" in printed
    for hidden in (PASSWORD, TOKEN, SECRET.hex(), server.code.typed_text()):
        assert hidden not in printed


def test_settings_that_are_there_keep_what_else_stands_in_them(server: EnrolServer, config: Path) -> None:
    """Comments, owner and mode; former credentials no longer count. [player] is there, so it is set up as well."""
    config.parent.mkdir()
    config.write_text(PRESENT.format(tenant="acme"))
    config.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(config, 12_345, 12_346)
    assert run(config, server.code.typed_text()) == DONE
    text, settings = config.read_text(), load_settings_file(config)
    for kept in ("# of this shop\n", 'tenant = "acme"  # ours\n', 'media = "/srv/adverts"  # a large disk\n'):
        assert kept in text
    assert "old password" not in text
    assert settings.broker.ca_file is None
    assert settings.broker.password is None
    assert settings.broker.broker_password({}) == PASSWORD
    assert settings.player is not None
    assert (settings.player.remote, settings.player.media_url) == (True, "https://central.example.org:8443/media/")
    assert settings.player.media_token_file == config.parent / "media-token"
    assert mode(config) == 0o640
    if os.geteuid() == 0:
        assert {(path.stat().st_uid, path.stat().st_gid) for path in config.parent.iterdir()} == {(12_345, 12_346)}
    assert json.loads(server.requests[-1][2]) == {"present": "acme/berlin-7/door"}


def test_the_own_player_is_switched_on_where_it_is_asked_for(server: EnrolServer, config: Path) -> None:
    assert run(config, server.code.typed_text(), "--player", "/srv/films") == DONE
    player = load_settings_file(config).player
    assert player is not None
    assert (player.media, player.remote) == (Path("/srv/films"), True)
    assert load_settings_file(config).playback.feed == "player"  # else its plays would not be told


def test_a_machine_with_the_example_as_settings_is_no_other_kiosk(tmp_path: Path) -> None:
    """As install.sh leaves it: the names in it are nobody's, so a code of any kiosk is taken."""
    example = (Path(__file__).parents[4] / "systemd" / "vitrina.toml").read_text()
    path = tmp_path / "vitrina.toml"
    path.write_text(example)
    assert KioskFiles(path, load_settings_file(path)).kiosk_name is None
    path.write_text(example.replace("mqtt.example.org", "broker.acme.example"))
    assert KioskFiles(path, load_settings_file(path)).kiosk_name == "acme/berlin-7/door"


def test_two_kiosks_of_one_folder_have_their_own_credentials(server: EnrolServer, config: Path) -> None:
    for name in ("door", "wall"):
        assert run(config.with_name(f"{name}.toml"), server.code.typed_text()) == DONE
    assert {"door-broker-password", "wall-broker-password"} <= set(files(config))


@pytest.mark.parametrize("typed", ["{}\n", "\n{}\n\n", "{}"])
def test_the_code_comes_from_standard_input(
    server: EnrolServer, config: Path, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So neither a history nor a list of processes has it; a scanner sends it without hyphens."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed.format(server.code.typed_text().replace("-", "").lower())))
    assert run(config, "-") == DONE


def test_a_mistyped_code_is_told_before_anything_is_asked(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = server.code.typed_text()
    wrong = right[:15] + ("0" if right[15] != "0" else "1") + right[16:]
    assert run(config, wrong) == BAD_USAGE
    assert "group 3 of" in capsys.readouterr().err
    assert run(config, "") == BAD_USAGE
    assert (server.requests, files(config)) == ([], {})


def test_another_certificate_gets_no_secret(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever stands between learns nothing: no request at all is made."""
    assert run(config, replace(server.code, fingerprint=bytes(16)).typed_text()) == NO_SOURCE
    told = capsys.readouterr().err
    assert "is not the certificate for which the code was made" in told
    assert "Nothing was sent" in told
    assert (server.requests, server.authorizations) == ([], [])
    assert files(config) == {}


def test_without_tls_there_is_this_machine_alone(config: Path) -> None:
    """And a code that wants TLS sends nothing to a server without it."""
    with enrol_server(None) as plain:
        assert run(config, replace(plain.code, fingerprint=bytes(16)).typed_text()) == NO_SOURCE
        assert plain.authorizations == []
        assert run(config, plain.code.typed_text()) == DONE


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (401, REFUSED, "it was used, is older than 24 hours, was revoked"),
        (409, BAD_USAGE, "for acme/berlin-7/door,.* --replace .*The code can still be used"),
        (429, REFUSED, "Try again in 17 s. The code can still be used"),
        (503, NO_SOURCE, "cannot create credentials now"),
        (404, NO_SOURCE, "answers 404"),
        (302, NO_SOURCE, "answers 302"),
    ],
)
def test_a_refusal_is_told_and_changes_nothing(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str], status: int, code: int, why: str
) -> None:
    server.status, server.headers = status, {"Retry-After": "17", "Location": "https://evil.example/"}
    server.content = json.dumps({"error": "This code is for acme/berlin-7/door,\x1b[31m and more."}).encode()
    assert run(config, server.code.typed_text()) == code
    told = capsys.readouterr().err
    assert re.search(why, told)
    assert "\x1b" not in told
    assert files(config) == {}


def test_replace_takes_another_name(server: EnrolServer, config: Path) -> None:
    """Only then the server is not told who this kiosk is."""
    config.parent.mkdir()
    config.write_text(PRESENT.format(tenant="other"))
    assert run(config, server.code.typed_text()) == DONE
    assert json.loads(server.requests[-1][2]) == {"present": "other/berlin-7/door"}
    config.write_text(PRESENT.format(tenant="other"))
    assert run(config, server.code.typed_text(), "--replace") == DONE
    assert json.loads(server.requests[-1][2]) == {"present": None}
    assert load_settings_file(config).site.tenant == "acme"


def changed(**values: object) -> bytes:
    return json.dumps(answer(**values)).encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Invalid JSON"),
        (b"[]", "Input should be an object"),
        (b"x" * 200_000, "the answer is larger than 128 kB"),
        (changed(tenant="../etc"), "tenant: String should match"),
        (changed(media_url="ftp://x/"), "media_url: "),
        (changed(schema="vitrina.enrolment/2"), "schema: .*'vitrina.enrolment/1'"),
        (
            changed(media_ca="-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            "media_ca is not a certificate",
        ),
        (changed(broker=answer()["broker"] | {"password": 'x"\nsource = "rtsp://evil"'}), "broker.password: "),
        (changed(broker=answer()["broker"] | {"host": "a\nb"}), "broker.host: "),
    ],
)
def test_an_answer_that_is_none_is_refused_whole(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str], content: bytes, why: str
) -> None:
    """The text names what is wrong, and no value: some are secret."""
    server.content = content
    assert run(config, server.code.typed_text()) == NO_SOURCE
    printed = capsys.readouterr().err
    assert re.search(rf"does not understand \({why}", printed)
    assert "evil" not in printed
    assert files(config) == {}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (changed(country="ZZ"), "[site] country = 'ZZ': must be a country: ISO 3166 has no ZZ"),
        (changed(timezone="Mars/Olympus"), "[site] timezone = 'Mars/Olympus': must be an IANA time zone"),
        (changed(media_url="http://central.example.org/"), "[player] media_url = 'http://central.example.org/': "),
        (changed(broker=answer()["broker"] | {"host": "..--::"}), "[broker] host = '..--::': "),
    ],
)
@pytest.mark.parametrize("present", [None, PRESENT.format(tenant="acme")])
def test_an_answer_that_makes_no_settings_is_refused_before_the_first_file(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str], content: bytes, why: str, present: str | None
) -> None:
    """A kiosk with the password of a broker and settings without it would have no one-time code left either."""
    config.parent.mkdir()
    if present:
        config.write_text(present)
    before = files(config)
    server.content = content
    assert run(config, server.code.typed_text(), "--player", "/srv/films") == NO_SOURCE
    printed = capsys.readouterr().err
    assert f"acme/berlin-7/door is invalid: {why}" in printed
    assert "Nothing was written" in printed
    assert "create a new code" in printed
    for hidden in (PASSWORD, TOKEN, "Make room", "line "):
        assert hidden not in printed
    assert files(config) == before


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("settings: a (vitrina.toml line 5).\nNothing was started.", "a"),
        ("settings: a is not known.", "a is not known"),
        ("settings: \x1b[2J\x1b]0;a\x07b\u202e.\nNothing was started.", "[2J]0;ab"),
        ("settings: " + 1_000 * "a", 300 * "a"),
    ],
)
def test_what_is_wrong_with_an_answer_is_printed_in_one_short_line(
    server: EnrolServer,
    config: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    why: str,
) -> None:
    """Who enrols is root, and the values are the server's: none may control the terminal."""

    def refuse(text: str, path: Path) -> None:
        if "berlin-7" in text:
            raise SettingsError(fault)

    monkeypatch.setattr("edge.settings.settings.parse_settings_text", refuse)
    assert run(config, server.code.typed_text()) == NO_SOURCE
    assert f"acme/berlin-7/door is invalid: {why}. Nothing was written." in capsys.readouterr().err


@pytest.mark.parametrize(("ahead_s", "word"), [(-3_600.0, "ahead of"), (3_600.0, "behind")])
def test_a_wrong_clock_is_told_before_the_code_is_used(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str], ahead_s: float, word: str
) -> None:
    server.ahead_s = ahead_s
    assert run(config, server.code.typed_text()) == UNEXPECTED
    assert f"60 minutes {word} the server" in capsys.readouterr().err
    assert server.authorizations == []


def test_a_clock_of_1970_is_told_at_once(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.tools.enrol.command.machine_time_s", lambda: 1_000.0)
    assert run(config, server.code.typed_text()) == UNEXPECTED
    assert "clock is not set" in capsys.readouterr().err
    assert server.requests == []


def test_a_server_that_is_away_is_told(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(config, replace(server.code, port=free_port()).typed_text()) == NO_SOURCE
    assert "(Connection refused). Check that the network is up" in capsys.readouterr().err
    assert run(config, replace(server.code, host="no.invalid").typed_text()) == NO_SOURCE
    assert "no.invalid" in capsys.readouterr().err
    monkeypatch.setattr("edge.tools.enrol.server.CONNECT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        assert run(config, replace(server.code, port=mute.getsockname()[1]).typed_text()) == NO_SOURCE
    assert "no answer in time" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("first", "piece", "every_s", "pieces", "text"),
    [
        (b"", b"H", 0.02, 100, "no answer for 0.2 s"),
        (b"HTTP/1.1 200 OK\r\n", b"X: x\r\n", 0.02, 80, "no answer for 0.2 s"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.0, 20_000, "the headers are longer than 65,536 bytes"),
        (b"HTTP/1.1 200 OK\r\n", b"X: " + b"x" * 50_000 + b"\r\n", 0.0, 90, "the headers are longer than 65,536 bytes"),
    ],
)
def test_a_server_whose_answer_never_ends_is_left(
    config: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    first: bytes,
    piece: bytes,
    every_s: float,
    pieces: int,
    text: str,
) -> None:
    """A captive portal, or an attacker: byte after byte, line after line, or `100 Continue` for ever."""
    monkeypatch.setattr("edge.tools.enrol.server.CONNECT_S", 0.1)
    monkeypatch.setattr("edge.tools.enrol.server.ANSWER_S", 0.1)
    with hostile_server(first, piece, every_s, pieces) as hostile:
        assert run(config, EnrolmentCode("127.0.0.1", hostile.port, None, bytes(16)).typed_text()) == NO_SOURCE
    assert f"({text}). Check that the network is up" in capsys.readouterr().err
    assert not config.exists()


def test_settings_that_cannot_be_changed_use_no_code_up(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Settings that are wrong already, or written in a way that no program edits."""
    config.parent.mkdir()
    for text, why in (
        ("[site]\ncat = 1\n", "cat"),
        ("broker = { port = 1 }\n", "Write it as a section"),
        ("x", "TOML"),
    ):
        config.write_text(text)
        assert run(config, server.code.typed_text()) == BAD_USAGE
        assert why in capsys.readouterr().err
        assert config.read_text() == text
    assert server.requests == []


def test_a_folder_that_cannot_be_written_uses_no_code_up(
    server: EnrolServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    assert run(tmp_path / "loop" / "vitrina.toml", server.code.typed_text()) == BAD_USAGE
    assert "loop (File exists)" in capsys.readouterr().err
    assert run(tmp_path / "file" / "vitrina.toml", server.code.typed_text()) == BAD_USAGE
    assert "(Not a directory). Try again" in capsys.readouterr().err
    assert server.requests == []


def test_a_disk_that_fills_up_leaves_the_settings_as_they_were(
    server: EnrolServer, config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never half a file."""
    config.parent.mkdir()
    config.write_text(PRESENT.format(tenant="acme"))
    before = config.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("edge.settings.edit._replace_file", full)
    assert run(config, server.code.typed_text()) == BAD_USAGE
    assert "No space left" in capsys.readouterr().err
    assert config.read_bytes() == before


def test_a_link_that_takes_the_place_of_the_settings_leads_their_mode_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root writes in a folder of the kiosk's user, who can put it there at any moment."""
    victim, settings = tmp_path / "shadow", tmp_path / "vitrina.toml"
    victim.touch(0o600)

    def write_and_swap(path: Path, content: bytes, owner: tuple[int, int], **options: bool) -> None:
        replace_file(path, content, owner, **options)
        if path == settings:
            path.unlink()
            path.symlink_to(victim)

    monkeypatch.setattr("edge.tools.enrol.files.replace_file", write_and_swap)
    KioskFiles(settings, None).write_answer(kiosk_files._SAMPLE)
    assert mode(victim) == 0o600
