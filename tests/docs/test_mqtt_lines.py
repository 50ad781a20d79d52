"""Lines with mosquitto's programs, as the documents print them, against the broker of examples/mosquitto.conf."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.broker import running, tool
from tests.doubles.reference import Reference

ROOT = Path(__file__).parents[2]
USERS = {name: f"secret of {name}" for name in ("central", "operator")}
DOCUMENTS = [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "examples" / "README.md"]
LINES = [
    line
    for document in sorted(DOCUMENTS)
    for line in re.findall(r"mosquitto_(?:pub|sub) [^`\n]*", document.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    made = Reference(tmp_path_factory.mktemp("broker"), users=USERS)
    with running(made):
        yield made


def arguments(line: str, broker: Reference) -> list[str]:
    """The words of a line, with the test's broker, authority and passwords in place of those that are printed."""
    line = line.replace("mqtt.example.org -p 8883", f"127.0.0.1 -p {broker.port}")
    line = line.replace("--capath /etc/ssl/certs", f"--cafile {broker.ca}")
    program, *words = shlex.split(line)
    user = words[words.index("-u") + 1]
    return [tool(program), *(USERS[user] if word == "…" else word for word in words)]


def test_the_documents_print_lines_of_both_programs() -> None:
    assert {line.split()[0] for line in LINES} == {"mosquitto_pub", "mosquitto_sub"}
    assert len(LINES) == 3


@pytest.mark.parametrize("line", LINES)
def test_the_reference_broker_takes_the_line(line: str, broker: Reference) -> None:
    """A line that subscribes waits two seconds and ends by itself; one that publishes is answered."""
    listens = line.startswith("mosquitto_sub")
    command = [*arguments(line, broker), *(["-W", "2"] if listens else [])]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.stderr.strip() in ("", "Timed out"), run.stderr
    assert run.returncode == (27 if listens else 0)


def test_the_operator_clears_the_state_of_a_kiosk_that_is_gone(broker: Reference) -> None:
    """What the broker retained is not there for the next subscriber."""
    (clear,) = [line for line in LINES if " -n " in line]
    (listen,) = [line for line in LINES if line.startswith("mosquitto_sub")]
    left = arguments(clear.replace(" -n ", " -m gone "), broker)
    subprocess.run(left, check=True, timeout=60)
    heard = [*arguments(listen, broker), "-W", "5", "-C", "1"]
    assert "/state gone" in subprocess.run(heard, capture_output=True, text=True, timeout=60, check=True).stdout
    subprocess.run(arguments(clear, broker), check=True, timeout=60)
    heard = [*arguments(listen, broker), "-W", "2"]
    assert subprocess.run(heard, capture_output=True, text=True, timeout=60, check=False).stdout == ""
