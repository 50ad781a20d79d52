"""A webhook gets signed JSON, at the address that was checked, and leads nowhere else. Against a real receiver."""

import contextlib
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from central.alert_settings import WebhookSection
from central.alerts import addresses, webhook
from central.alerts.sending import NotSentError
from central.alerts.steps import Event
from central.alerts.texts import delivery_bodies
from central.alerts.webhook import Webhook
from central.store.open_alerts import OpenAlert
from tests.doubles.broker import Certificates, free_port, make_certificates
from tests.doubles.receiver import Receiver, receiver

T0 = round(datetime(2026, 11, 24, 10, 3, tzinfo=timezone.utc).timestamp()) * 1000
ALERT = OpenAlert("acme/berlin-7/door", "kiosk.silent", "error", "No message came.", T0 - 600_000, T0, None, T0)
(BODY,) = delivery_bodies([Event("raised", ALERT)])
SECRET = "a secret of thirty-two letters ok"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def hook(url: str, ca: Path | None = None, *, allow_private: bool = True) -> Webhook:
    settings = {"url": url, "secret_file": "secret", "allow_private": allow_private, "ca_file": ca}
    return Webhook(WebhookSection.model_validate(settings), SECRET)


def test_a_receiver_can_tell_who_sends_and_what_came_twice(there: Receiver) -> None:
    made = hook(f"http://127.0.0.1:{there.port}/vitrina?shop=1")
    made.check_connection()
    assert there.got == []
    made.send("0123abcd", BODY, T0)
    ((path, headers, body),) = there.got
    assert path == "/vitrina?shop=1"
    assert headers["x-vitrina-id"] == "0123abcd"
    assert headers["x-vitrina-time"] == str(T0 // 1000)
    expected = hmac.new(SECRET.encode(), f"{T0 // 1000}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["x-vitrina-signature"] == f"sha256={expected}"
    told = json.loads(body)
    assert told["schema"] == "vitrina.alerts/1"
    assert told["events"][0] == {
        "event": "raised",
        "code": "kiosk.silent",
        "severity": "error",
        "tenant": "acme",
        "site": "berlin-7",
        "name": None,
        "device": "door",
        "text": "No message came.",
        "cure": "Check the kiosk's power and its network, then run `sudo vitrina status` on the kiosk.",
        "since": "2026-11-24T09:53:00.000Z",
        "cleared": None,
    }
    assert SECRET not in str(there.got)


def test_tls_is_checked_for_the_name(certificates: Certificates) -> None:
    with receiver(certificates.server, certificates.server_key) as there:
        hook(f"https://127.0.0.1:{there.port}/", certificates.ca).send("1", BODY, T0)
        assert len(there.got) == 1
        for ca in (None, certificates.other_ca):
            with pytest.raises(NotSentError, match="cannot be reached"):
                hook(f"https://127.0.0.1:{there.port}/", ca).send("1", BODY, T0)
        with pytest.raises(NotSentError, match="cannot be reached"):  # not the name of the certificate
            hook(f"https://localhost:{there.port}/", certificates.ca).send("1", BODY, T0)
        assert len(there.got) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(there: Receiver, status: int) -> None:
    with receiver() as elsewhere:
        there.statuses, there.location = [status], f"http://127.0.0.1:{elsewhere.port}/"
        with pytest.raises(NotSentError, match=f"redirects \\(HTTP {status}\\)"):
            hook(f"http://127.0.0.1:{there.port}/").send("1", BODY, T0)
        assert elsewhere.got == []


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_an_error_is_told(there: Receiver, status: int) -> None:
    there.statuses = [status]
    with pytest.raises(NotSentError, match=f"HTTP {status}") as failed:
        hook(f"http://127.0.0.1:{there.port}/token-in-the-path").send("1", BODY, T0)
    assert "token-in-the-path" not in str(failed.value)
    hook(f"http://127.0.0.1:{there.port}/").send("1", BODY, T0)
    assert len(there.got) == 2


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"])
def test_a_private_address_is_refused_unless_it_is_allowed(host: str) -> None:
    with pytest.raises(NotSentError, match="not a public address") as failed:
        hook(f"https://{host}:{free_port()}/", allow_private=False).check_connection()
    assert "allow_private" in str(failed.value)


def test_a_name_that_changes_its_address_leads_nowhere_else(there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked up once: public when it is checked, and the connection is made to what was checked."""
    asked: list[object] = []

    def resolve(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = "203.0.113.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, there.port))]

    def connect(_: ssl.SSLSocket, place: object) -> None:
        reached.append(place)
        raise OSError("no way")

    reached: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(addresses, "is_public", lambda address: str(address) == "203.0.113.1")
    monkeypatch.setattr(ssl.SSLSocket, "connect", connect)
    with pytest.raises(NotSentError, match="cannot be reached"):
        hook(f"https://alerts.example.org:{there.port}/", allow_private=False).send("1", BODY, T0)
    assert asked == ["alerts.example.org"]
    assert reached == [("203.0.113.1", there.port)]
    assert there.got == []


def test_a_receiver_that_never_finishes_is_left(there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte after byte, each in time."""
    monkeypatch.setattr(webhook, "LIMIT_S", 0.5)
    there.is_dripping = True
    begin_s = time.monotonic()
    with pytest.raises(NotSentError, match="does not answer"):
        hook(f"http://127.0.0.1:{there.port}/").send("1", BODY, T0)
    assert time.monotonic() - begin_s < 5


def test_a_handshake_that_never_finishes_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record of TLS that comes byte after byte."""
    monkeypatch.setattr(webhook, "LIMIT_S", 0.5)
    released = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            made, _ = listener.accept()
            with made, contextlib.suppress(OSError):
                made.sendall(b"\x16\x03\x03\x40\x00")
                for _ in range(200):
                    if released.wait(0.05):
                        return
                    made.sendall(b"\x02")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        begin_s = time.monotonic()
        with pytest.raises(NotSentError, match="cannot be reached"):
            hook(f"https://127.0.0.1:{listener.getsockname()[1]}/").send("1", BODY, T0)
        assert time.monotonic() - begin_s < 5
        released.set()
        thread.join(5)


def test_nobody_there_is_told() -> None:
    with pytest.raises(NotSentError, match="cannot be reached"):
        hook(f"http://127.0.0.1:{free_port()}/").send("1", BODY, T0)
