"""Real brokers for tests, on a free port of this machine, and a subscriber that tests can wait for."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

_TIMEOUT_S = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tool(name: str) -> str:
    """Path of a program. Skips the test if it is not installed, and names the packages to install."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed (apt-get install mosquitto openssl)")
    return path


@dataclass(frozen=True)
class Certificates:
    """Files made by `make_certificates`: an authority, a server and a client that it signed, another authority, and
    expired certificates of the same server and client."""

    ca: Path
    server: Path
    server_key: Path
    client: Path
    client_key: Path
    other_ca: Path
    expired_server: Path
    expired_client: Path


# Configuration of `openssl ca`, because older versions of `openssl x509` cannot make expired certificates.
_CA_CONFIG = """\
[ca]
default_ca = test
[test]
database = ca.index
serial = ca.serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""


def make_certificates(folder: Path) -> Certificates:
    """Makes real certificates for 127.0.0.1, valid for a day."""
    openssl = tool("openssl")

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], check=True, capture_output=True, cwd=folder)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1")
    for name in ("ca", "other"):
        usage = ("-addext", "keyUsage=critical,keyCertSign,cRLSign")
        run(
            "req", "-x509", *curve, "-keyout", f"{name}.key", "-out", f"{name}.crt", "-subj", f"/CN=test {name}", *usage
        )
    (folder / "server.ext").write_text("subjectAltName=IP:127.0.0.1\n")
    (folder / "client.ext").write_text("extendedKeyUsage=clientAuth\n")
    for name in ("server", "client"):
        run("req", *curve[:-2], "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN=test {name}")
        signer = ("-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "1", "-extfile", f"{name}.ext")
        run("x509", "-req", "-in", f"{name}.csr", "-out", f"{name}.crt", *signer)
    (folder / "ca.index").touch()
    (folder / "ca.serial").write_text("1000\n")
    (folder / "ca.conf").write_text(_CA_CONFIG)
    for name in ("server", "client"):
        dates = ("-startdate", "20250101000000Z", "-enddate", "20250102000000Z", "-extfile", f"{name}.ext")
        files = ("-in", f"{name}.csr", "-out", f"{name}-expired.crt")
        run("ca", "-batch", "-config", "ca.conf", "-cert", "ca.crt", "-keyfile", "ca.key", *dates, *files)
    names = ("ca.crt", "server.crt", "server.key", "client.crt", "client.key", "other.crt")
    expired = ("server-expired.crt", "client-expired.crt")
    return Certificates(*(folder / name for name in (*names, *expired)))


@dataclass
class Mosquitto:
    """A mosquitto process for one test. `start` returns when it listens; it can be stopped and started again."""

    folder: Path
    users: dict[str, str] = field(default_factory=dict)  # name to password; empty: anonymous access
    rules: Sequence[str] = ()  # lines of an ACL file; empty: everything is allowed
    certificates: Certificates | None = None
    asks_for_client_certificate: bool = False
    more: Sequence[str] = ()  # further lines of its configuration
    port: int = field(default_factory=free_port)
    address: str = "127.0.0.1"

    def __post_init__(self) -> None:
        self._program = tool("mosquitto")
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self.log: list[str] = []

    def start(self) -> None:
        config = self.folder / "mosquitto.conf"
        config.write_text("\n".join(self._config()) + "\n")
        self._process = subprocess.Popen(
            [self._program, "-c", str(config)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        listens = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(self._process, listens), daemon=True)
        self._reader.start()
        assert listens.wait(_TIMEOUT_S), "\n".join(self.log)
        assert self._process.poll() is None, "\n".join(self.log)

    def stop(self, signal_number: int = signal.SIGTERM) -> None:
        """Ends the broker: with SIGTERM as a service manager does, with SIGKILL as a power cut does."""
        if self._process is not None and self._reader is not None:
            self._process.send_signal(signal_number)
            self._process.wait(_TIMEOUT_S)
            self._reader.join(_TIMEOUT_S)
            assert self._process.stderr is not None
            self._process.stderr.close()
            self._process = None

    @property
    def pid(self) -> int | None:
        """Process of the running broker."""
        return None if self._process is None else self._process.pid

    def signal(self, signal_number: int) -> None:
        """Sends a signal: SIGSTOP freezes the broker, SIGCONT lets it go on, SIGHUP makes it read its rules again."""
        assert self._process is not None
        self._process.send_signal(signal_number)

    def allow(self, rules: Sequence[str]) -> None:
        """Replaces the ACL rules of the running broker."""
        self._private("acl", rules)
        self.signal(signal.SIGHUP)

    def _read(self, process: "subprocess.Popen[str]", listens: threading.Event) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self.log.append(line.rstrip())
            if "running" in line:
                listens.set()
        listens.set()  # the broker has ended; `start` reports the reason

    def _config(self) -> Iterator[str]:
        yield f"listener {self.port} {self.address}"
        yield "log_dest stderr"
        yield "persistence false"
        yield "max_queued_messages 0"
        if os.geteuid() == 0:
            yield "user root"  # otherwise it gives up root, and cannot read the test's files
        if self.users:
            yield f"password_file {self._password_file()}"
            yield "allow_anonymous false"
        else:
            yield "allow_anonymous true"
        if self.rules:
            yield f"acl_file {self._private('acl', self.rules)}"
        if self.certificates is not None:
            yield f"cafile {self.certificates.ca}"
            yield f"certfile {self.certificates.server}"
            yield f"keyfile {self.certificates.server_key}"
            yield f"require_certificate {str(self.asks_for_client_certificate).lower()}"
        yield from self.more

    def _password_file(self) -> Path:
        path = self._private("passwords", [])
        for name, password in self.users.items():
            subprocess.run([tool("mosquitto_passwd"), "-b", str(path), name, password], check=True, capture_output=True)
        return path

    def _private(self, name: str, lines: Sequence[str]) -> Path:
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text("".join(f"{line}\n" for line in lines))
        return path


_IOTCORE = """\
id = 0

[router]
id = 0
max_connections = 100
max_outgoing_packet_count = 200
max_segment_size = 10485760
max_segment_count = 10

[v5.1]
name = "v5-1"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1

[v5.1.connections]
connection_timeout_ms = 60000
max_payload_size = 1048576
max_inflight_count = 100
dynamic_filters = true
"""


@dataclass
class Embedded:
    """The broker that installs with pip: same interface as Mosquitto, without users, rules and TLS."""

    folder: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self._broker: Any = None

    def start(self) -> None:
        from iotcore import Broker

        config = self.folder / "iotcore.toml"
        config.write_text(_IOTCORE.format(port=self.port))
        self._broker = Broker(config_path=str(config)).start()

    def stop(self) -> None:
        if self._broker is not None:
            self._broker.stop()
            self._broker = None


@contextmanager
def running(broker: Mosquitto | Embedded) -> Iterator[Mosquitto | Embedded]:
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


class Subscriber:
    """A real client that receives everything below `vitrina/`, or `topics`. `heard` holds all messages that it
    received, `heard_at_s` their times of arrival."""

    def __init__(
        self,
        port: int,
        username: str | None = None,
        password: str | None = None,
        *,
        topics: str = "vitrina/#",
        certificates: Certificates | None = None,
    ) -> None:
        self.heard: list[MQTTMessage] = []
        self.heard_at_s: list[float] = []
        self._changed = threading.Condition()
        self._is_subscribed = False
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.username_pw_set(username, password)
        self._client.reconnect_delay_set(1, 1)
        if certificates is not None:
            self._client.tls_set(str(certificates.ca), str(certificates.client), str(certificates.client_key))
        self._client.on_connect = lambda client, *_: client.subscribe(topics, qos=1)
        self._client.on_subscribe = self._on_subscribe
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message
        self._client.connect_async("127.0.0.1", port)
        self._client.loop_start()
        self.wait_until_subscribed()

    def wait_until_subscribed(self) -> None:
        self._wait(lambda: self._is_subscribed, "a subscription")

    def wait_until_cut(self) -> None:
        self._wait(lambda: not self._is_subscribed, "the connection to end")

    def wait_for(self, is_enough: Callable[[list[MQTTMessage]], bool], what: str = "it") -> list[MQTTMessage]:
        """Waits until `is_enough` is true for all received messages, and returns them."""
        self._wait(lambda: is_enough(self.heard), what)
        return list(self.heard)

    def wait_for_kind(self, kind: str, count: int) -> list[MQTTMessage]:
        """Waits for `count` different messages of a kind, and returns all of the kind."""
        self._wait(lambda: len({m.payload for m in self.of(kind)}) >= count, f"{count} of {kind}")
        return self.of(kind)

    def of(self, kind: str) -> list[MQTTMessage]:
        return [message for message in self.heard if message.topic.split("/", 5)[5] == kind]

    def publish(self, topic: str, payload: str | bytes, *, retain: bool = False) -> None:
        self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(_TIMEOUT_S)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, _TIMEOUT_S), f"waited in vain for {what}"

    def _on_subscribe(self, *_: object) -> None:
        with self._changed:
            self._is_subscribed = True
            self._changed.notify_all()

    def _on_disconnect(self, *_: object) -> None:
        with self._changed:
            self._is_subscribed = False
            self._changed.notify_all()

    def _on_message(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        with self._changed:
            self.heard.append(message)
            self.heard_at_s.append(time.monotonic())
            self._changed.notify_all()


@contextmanager
def subscribed(
    port: int,
    username: str | None = None,
    password: str | None = None,
    *,
    topics: str = "vitrina/#",
    certificates: Certificates | None = None,
) -> Iterator[Subscriber]:
    subscriber = Subscriber(port, username, password, topics=topics, certificates=certificates)
    try:
        yield subscriber
    finally:
        subscriber.close()
