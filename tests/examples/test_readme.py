"""Commands that the README of the examples prints."""

import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from edge.settings.settings import load_settings_file
from tests.doubles.broker import tool
from tests.doubles.reference import EXAMPLES
from tests.examples.loaded import subscriber

README = (EXAMPLES / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def test_each_file_is_there_and_spoken_of() -> None:
    """All that lies in the folder is in the table, and the other way round."""
    lie_here = {path.name for path in EXAMPLES.iterdir() if path.is_file()} - {"README.md"}
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
    for name in ("ca.crt", "broker.password"):
        (tmp_path / name).touch()
    path = tmp_path / "vitrina.toml"
    path.write_text(section.replace("/etc/vitrina/", f"{tmp_path}/"))
    assert load_settings_file(path).broker.username == "acme/berlin-7/door"


def test_the_query_answers() -> None:
    (query,) = re.findall(r'sqlite3 vitrina.db "(.*?)"', README, re.DOTALL)
    window = (
        b'{"id": "w", "seq": 1, "at": "2026-11-24T10:02:30.000Z", "from": "2026-11-24T10:00:00.000Z", "visits": 17}'
    )
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(subscriber.TABLES)
        subscriber.keep(db, "acme/berlin-7/door", "window", window)
        assert db.execute(query).fetchall() == [("2026-11-24T10:00:00.000Z", 17)]
