"""Pages of the server as a process: beside the ingester or alone, by TLS, with numbers for Prometheus."""

import http.client
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the central server's packages are missing: make setup")

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, NO_SOURCE, UNEXPECTED
from central.store.database import open_store
from tests.central import fleet
from tests.central.web.people import PASSWORD, Site, fill
from tests.doubles.broker import Mosquitto, free_port, subscribed, tool
from tests.doubles.central_server import ROOT, CentralServer
from tests.doubles.waiting import wait_until
from tests.doubles.web import Browser, web_server


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[CentralServer]]:
    """Servers that are ended with the test."""
    made: list[CentralServer] = []
    yield made
    for server in made:
        server.close()


def certificate_in(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that nobody signed, and its key."""
    certificate, key = folder / "web.crt", folder / "web.key"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([tool("openssl"), "req", "-x509", *curve, *names, *files], check=True, capture_output=True)
    return certificate, key


def test_one_command_takes_messages_and_serves_pages(tmp_path: Path, servers: list[CentralServer]) -> None:
    """By TLS. What a kiosk sends is seen on the fleet's answer and in the numbers for Prometheus."""
    location = fill(tmp_path)
    token = Site(0, location).token("all", "read")
    certificate, key = certificate_in(tmp_path)
    broker = Mosquitto(tmp_path)
    broker.start()
    port, metrics_port = free_port(), free_port()
    web = f'[web]\nport = {port}\nmetrics_port = {metrics_port}\ncertificate = "{certificate}"\nkey = "{key}"\n'
    server = CentralServer(tmp_path, f'data = "{location.data}"', f"port = {broker.port}\n{web}", ())
    servers.append(server)
    server.start()
    server.wait_until_connected()
    assert server.has_logged(f"web: the web pages are served at https://127.0.0.1:{port}/")
    trusted = ssl.create_default_context(cafile=str(certificate))
    with subscribed(broker.port, topics="none") as kiosk:
        kiosk.publish(fleet.topic("state"), fleet.payload(fleet.state()))
        for seq in (1, 2, 2, 5):
            kiosk.publish(fleet.topic("play"), fleet.payload(fleet.play(seq)))
        kiosk.publish(fleet.topic("play"), b"junk")

    def asked(path: str) -> str:
        request = urllib.request.Request(f"https://localhost:{port}{path}", headers=token)
        with urllib.request.urlopen(request, context=trusted, timeout=20) as answer:
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
            return str(answer.read().decode())

    def metrics() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/metrics", timeout=20) as answer:
            return str(answer.read().decode())

    wait_until(lambda: "berlin-7" in asked("/api/v1/fleet"), "the kiosk")
    wait_until(lambda: 'vitrina_messages_total{kind="play",result="rejected"} 1.0' in metrics(), "all messages")
    wait_until(lambda: "vitrina_gap_messages 2.0" in metrics(), "the gap to be found")
    shown = metrics()
    for line in (
        'vitrina_messages_total{kind="play",result="stored"} 3.0',
        'vitrina_messages_total{kind="play",result="duplicate"} 1.0',
        'vitrina_messages_total{kind="state",result="stored"} 1.0',
        'vitrina_quarantine_total{reason="junk"} 1.0',
        'vitrina_devices{state="sensing"} 1.0',
        "vitrina_lost_messages_total 0.0",
    ):
        assert line in shown
    assert "vitrina_batch_seconds_bucket" in shown
    assert not any(word in shown for word in ("berlin", "acme", "spring_a"))
    with pytest.raises((OSError, http.client.HTTPException)):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20)
    browser = http.client.HTTPSConnection("localhost", port, context=trusted, timeout=20)
    browser.request("GET", "/sign-in")
    assert "__Host-vitrina-form=" in (browser.getresponse().headers["set-cookie"] or "")
    browser.close()
    assert server.end() == DONE
    assert not any("Traceback" in line or PASSWORD in line for line in server.log)
    broker.stop()


def test_pages_alone(tmp_path: Path, servers: list[CentralServer]) -> None:
    """No broker is wanted, and the sums of what was imported are made. It looks at its alerts, too."""
    location = fill(tmp_path)
    assert main(["backup", f"{tmp_path}/none/backup.gz", "--data", str(location.data)]) == NO_SOURCE
    port = free_port()
    server = CentralServer(tmp_path, f'data = "{location.data}"', f"port = 1\n[web]\nport = {port}\n", ("--web",))
    servers.append(server)
    server.start()
    wait_until(lambda: server.has_logged("web: the web pages are served at"), "the pages")
    site = Site(port, location)
    token = site.token("all", "read")
    wait_until(lambda: "server.backup" in site.browser().get("/healthz", **token).text, "the alert")
    with open_store(location) as store:
        store.write_messages([fleet.reading("play", fleet.play(1))])
    wait_until(lambda: "spring_a" in site.browser("vi").get("/creatives").text, "the sums", 90.0)
    assert server.end(signal.SIGINT) == DONE


def test_without_a_user_it_says_how_to_add_one(tmp_path: Path, servers: list[CentralServer]) -> None:
    """A link in the log, and a command on the page; nobody can sign in."""
    port = free_port()
    server = CentralServer(tmp_path, f'data = "{tmp_path}/data"', f"[web]\nport = {port}\n", ("--web",))
    servers.append(server)
    server.start()
    wait_until(lambda: server.has_logged("no user exists yet"), "the log to say so")
    assert server.has_logged(f"make the first administrator: http://127.0.0.1:{port}/first/")
    browser = Browser(port)
    assert "vitrina-central user add NAME --role admin --all-sites --config " in browser.get("/sign-in").text
    assert browser.sign_in("admin", "admin").status == 401
    busy = CentralServer(tmp_path / "data", f'data = "{tmp_path}/other"', f"[web]\nport = {port}\n", ("--web",))
    servers.append(busy)
    busy.start()
    assert busy.wait() == UNEXPECTED
    assert any(f"web: the server cannot listen on 127.0.0.1:{port}" in line for line in busy.log)


def test_what_cannot_be_served_is_refused(tmp_path: Path) -> None:
    """Anything but loopback without TLS, and files that are no certificate: exit 2, and what to do."""
    certificate, key = certificate_in(tmp_path)
    (tmp_path / "text.pem").write_text("no certificate")
    for web, why in (
        ('host = "0.0.0.0"', "is not loopback"),
        (f'certificate = "{tmp_path}/text.pem"\nkey = "{key}"', "cannot be used"),
        (f'certificate = "{certificate}"\nkey = "{tmp_path}/none.pem"', "cannot be used (No such file"),
    ):
        config = tmp_path / "central.toml"
        config.write_text(f'[central]\ndata = "{tmp_path}/data"\n[web]\nport = {free_port()}\n{web}\n')
        program = [sys.executable, "-m", "central", "serve", "--web", "--config", str(config)]
        run = subprocess.run(program, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
        assert run.returncode == BAD_USAGE
        assert why in run.stderr
        assert run.stderr.rstrip().endswith("Nothing was started.")


def test_a_restart_keeps_everybody_signed_in(tmp_path: Path) -> None:
    """Sessions are in the store, and end when they are told to."""
    location = fill(tmp_path)
    with web_server(location) as port:
        browser = Browser(port)
        assert browser.sign_in("ann", PASSWORD).status == 303
    with web_server(location) as port:
        browser.port = port
        assert browser.get("/creatives").status == 200


def test_connections_that_stay_open_do_not_hold_the_end_up(tmp_path: Path, servers: list[CentralServer]) -> None:
    location = fill(tmp_path)
    port = free_port()
    server = CentralServer(tmp_path, f'data = "{location.data}"', f"[web]\nport = {port}\n", ("--web",))
    servers.append(server)
    server.start()
    wait_until(lambda: server.has_logged("web: the web pages are served at"), "the pages")
    with socket.create_connection(("127.0.0.1", port), 20) as idle:
        idle.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        assert server.end() == DONE
