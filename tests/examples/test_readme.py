"""Commands that the README of the examples prints."""

import importlib.metadata
import os
import re
import shlex
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

from packaging.requirements import Requirement

from edge.settings.settings import load_settings_file
from tests.doubles.broker import tool
from tests.doubles.reference import EXAMPLES
from tests.examples.loaded import subscriber

README = (EXAMPLES / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def test_each_file_is_there_and_spoken_of() -> None:
    """All that lies in the folder is in the table, and the other way round. The adverts are named below it."""
    lie_here = {path.name for path in EXAMPLES.iterdir()} - {"README.md", "adverts", "__pycache__"}
    assert set(re.findall(r"^\| \[(.*?)\]\(\1\)", README, re.MULTILINE)) == lie_here


def test_the_certificates_are_good(tmp_path: Path) -> None:
    """Of the authority, the broker and a kiosk, as they are typed: each vouches for the next, by the right name."""
    openssl = tool("openssl")
    typed = [block for block in BLOCKS if block.startswith("openssl")]
    assert len(typed) == 2
    for block in typed:
        subprocess.run(["sh", "-euc", block], cwd=tmp_path, check=True, capture_output=True)
    broker = ("verify", "-CAfile", "ca.crt", "-purpose", "sslserver", "-verify_hostname", "mqtt.example.org")
    kiosk = ("verify", "-CAfile", "ca.crt", "-purpose", "sslclient")
    for command, certificate in ((broker, "server.crt"), (kiosk, "kiosk.crt")):
        subprocess.run([openssl, *command, certificate], cwd=tmp_path, check=True, capture_output=True)
    subject = subprocess.run(
        [openssl, "x509", "-in", "kiosk.crt", "-noout", "-subject"], cwd=tmp_path, capture_output=True, text=True
    )
    assert "CN=acme/berlin-7/door" in subject.stdout.replace(" = ", "=")


def test_the_kiosk_takes_the_settings(tmp_path: Path) -> None:
    """Word for word, but for the folder of its files."""
    (section,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    for name in ("ca.crt", "broker-password"):
        (tmp_path / name).touch()
    path = tmp_path / "vitrina.toml"
    path.write_text(section.replace("/etc/vitrina/", f"{tmp_path}/"))
    assert load_settings_file(path).broker.username == "acme/berlin-7/door"


def installing(destination: str) -> list[str]:
    """Lines that install files into a folder, as they are printed."""
    lines = [line for block in BLOCKS for line in block.splitlines()]
    return [line for line in lines if re.match(rf"(sudo )?install .* {destination}", line)]


def test_the_files_of_the_broker_lie_where_its_settings_name_them(tmp_path: Path) -> None:
    """By the lines that are printed, in the folder of the examples, with this user in place of mosquitto."""
    made, etc, here = tmp_path / "examples", tmp_path / "etc", f"-o {os.getuid()} -g {os.getgid()}"
    made.mkdir()
    etc.mkdir()
    for name in ("acl", "mosquitto.conf"):
        (made / name).write_bytes((EXAMPLES / name).read_bytes())
    for name in ("server.crt", "server.key", "ca.crt"):
        (made / name).touch()
    lines = installing("/etc/mosquitto/")
    assert len(lines) == 4
    script = "\n".join(lines).replace("-o mosquitto -g mosquitto", here).replace("/etc/mosquitto", str(etc))
    subprocess.run(["sh", "-euc", script], cwd=made, check=True)
    named = re.findall(r"^\w+ /etc/mosquitto/(\S+)$", (EXAMPLES / "mosquitto.conf").read_text(), re.MULTILINE)
    assert {*named} - {"passwords"} == {path.name for path in etc.iterdir()} - {"mosquitto.conf"}
    for path in etc.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == (0o644 if path.name == "mosquitto.conf" else 0o600)
    assert BLOCKS[0].startswith("cd examples\n")


def test_the_kiosk_gets_the_authority_that_its_settings_name() -> None:
    (line,) = installing("/etc/vitrina/")
    (named,) = re.findall(r'^ca_file = "(.*)"$', README, re.MULTILINE)
    assert line == f"sudo install -m 644 ca.crt {named}"


def test_the_subscriber_runs_in_an_environment_of_its_own() -> None:
    """Debian refuses to install packages beside its own."""
    (block,) = [block for block in BLOCKS if "pip install" in block]
    made, install, run = block.splitlines()
    environment = made.removeprefix("python3 -m venv ")
    assert install.startswith(f"{environment}/bin/pip install ")
    assert run.startswith(f"{environment}/bin/python subscriber.py ")
    (requirement,) = shlex.split(install)[2:]
    assert Requirement(requirement).specifier.contains(importlib.metadata.version("paho-mqtt"))


def test_the_query_answers() -> None:
    (query,) = re.findall(r'sqlite3 vitrina.db "(.*?)"', README, re.DOTALL)
    window = (
        b'{"id": "w", "seq": 1, "at": "2026-11-24T10:02:30.000Z", "from": "2026-11-24T10:00:00.000Z", "visits": 17}'
    )
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(subscriber.TABLES)
        subscriber.keep(db, "acme/berlin-7/door", "window", window)
        assert db.execute(query).fetchall() == [("2026-11-24T10:00:00.000Z", 17)]
