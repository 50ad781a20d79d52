"""The consumers in Python and Node print each message once, and a field of a later version does not stop them.

The one in Node needs two npm packages: `make consumers` installs them and runs this file.
"""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

import pytest
from paho.mqtt import publish
from paho.mqtt.enums import MQTTProtocolVersion

from edge.messages import schema
from tests.doubles.broker import Mosquitto, running
from tests.doubles.reference import EXAMPLES, Reference
from tests.doubles.waiting import wait_until

NODE_PACKAGES = Path(__file__).parents[2] / "build" / "consumers" / "node_modules"
"""Made by `make consumers`."""

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: apt-get install nodejs")
DOOR = "vitrina/1/acme/berlin-7/door"


def command(language: str, folder: Path) -> list[str]:
    if language == "python":
        return [sys.executable, str(EXAMPLES / "consumer.py")]
    node = shutil.which("node")
    if node is None or not NODE_PACKAGES.is_dir():
        pytest.skip("the npm packages are not installed: make consumers")
    (folder / "node_modules").symlink_to(NODE_PACKAGES)
    shutil.copy(EXAMPLES / "consumer.mjs", folder)
    return [node, str(folder / "consumer.mjs")]


@contextmanager
def consuming(language: str, folder: Path, port: int, *options: str) -> Iterator[list[str]]:
    """Run a consumer on the broker at a port. Yields the lines that it has printed so far."""
    (folder / "schemas.json").write_text(json.dumps({kind: schema.json_schema(kind) for kind in schema.KINDS}))
    arguments = [*command(language, folder), "127.0.0.1", str(port), str(folder / "schemas.json"), *options]
    lines: list[str] = []
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        reader = threading.Thread(target=_read_lines, args=(process.stdout, lines))
        reader.start()
        try:
            wait_until(lambda: lines == [f"listening with {len(schema.KINDS)} schemas"], "the consumer to listen")
            yield lines
        finally:
            process.kill()
            reader.join()


def _read_lines(output: IO[str], lines: list[str]) -> None:
    for line in output:
        lines.append(line.strip())


@pytest.mark.parametrize("language", ["python", "node"])
def test_a_consumer_survives_a_new_field_a_new_version_and_a_second_delivery(language: str, tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path)
    broker.start()
    window, reaction = schema.example_messages()["window"], schema.example_messages()["reaction"]
    ids = [f"{window['id'][:-1]}{digit}" for digit in "def"]
    later = {**window, "id": ids[0], "smell": 0.3, "looked": {**window["looked"], "10": 0}}
    sent = {
        "window": [window, later, {**window, "id": ids[1], "visits": "many"}, window],
        "reaction": [reaction, {**reaction, "schema": "vitrina.reaction/9", "id": ids[2]}],
    }
    messages: list[Any] = [
        (f"{DOOR}/{kind}", json.dumps(payload), 1, False) for kind, payloads in sent.items() for payload in payloads
    ]
    try:
        with consuming(language, tmp_path, broker.port) as lines:
            publish.multiple(messages, "127.0.0.1", broker.port, protocol=MQTTProtocolVersion.MQTTv5)
            wait_until(lambda: len(lines) >= 6, "the messages")
    finally:
        broker.stop()
    good = f"vitrina.window/1 {DOOR}/window {window['at']}"
    assert lines[1:3] == [good, good]
    assert lines[3].startswith(f"refused: {DOOR}/window ")
    assert "visits" in lines[3]
    assert lines[4] == f"vitrina.reaction/3 {DOOR}/reaction {reaction['at']}"
    assert lines[5].startswith(f"skipped: {DOOR}/reaction has the schema vitrina.reaction/9, which is not in ")


@pytest.mark.parametrize("language", ["python", "node"])
def test_a_consumer_reads_from_the_reference_broker(language: str, tmp_path: Path) -> None:
    """With TLS, the account `reader`, and a client id, which that broker requires."""
    users = {name: f"secret of {name}" for name in ("reader", "acme/berlin-7/door")}
    broker = Reference(tmp_path, users=users)
    password = tmp_path / "reader.password"
    password.write_text(f"{users['reader']}\n")
    options = ("--ca", str(broker.ca), "--user", "reader", "--password-file", str(password), "--client-id", "mine")
    window = schema.example_messages()["window"]
    with running(broker), consuming(language, tmp_path, broker.port, *options) as lines:
        publish.single(
            f"{DOOR}/window", json.dumps(window), 1, False, "127.0.0.1", broker.port, "door",
            auth={"username": "acme/berlin-7/door", "password": users["acme/berlin-7/door"]},
            tls={"ca_certs": str(broker.ca)}, protocol=MQTTProtocolVersion.MQTTv5,
        )  # fmt: skip
        wait_until(lambda: len(lines) >= 2, "the message")
    assert lines[1] == f"vitrina.window/1 {DOOR}/window {window['at']}"


@pytest.mark.parametrize("language", ["python", "node"])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_consumer_reports_that_it_is_not_connected(language: str, is_there: bool, tmp_path: Path) -> None:
    """Where nobody listens, and where the broker wants TLS and the consumer does not use it."""
    (tmp_path / "schemas.json").write_text("{}")
    broker = Reference(tmp_path, users={"reader": "secret"})
    arguments = [*command(language, tmp_path), "127.0.0.1", str(broker.port), str(tmp_path / "schemas.json")]
    with running(broker) if is_there else nullcontext():
        process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
        with process:
            assert process.stderr is not None
            line = process.stderr.readline()
            process.kill()
    assert line.startswith("broker: ")
    assert len(line) > len("broker: ab")


@needs_node
def test_the_consumer_in_node_is_valid_javascript() -> None:
    node = shutil.which("node")
    assert node is not None
    subprocess.run([node, "--check", EXAMPLES / "consumer.mjs"], check=True, capture_output=True)


@pytest.mark.parametrize("name", ["consumer.py", "consumer.mjs"])
def test_a_consumer_is_as_short_as_the_document_says(name: str) -> None:
    """Thirty lines, without blank lines and imports."""
    lines = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()
    assert sum(bool(line.strip()) and not line.startswith(("import ", "from ")) for line in lines) <= 30
