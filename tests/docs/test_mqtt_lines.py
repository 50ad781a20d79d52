"""Lines with mosquitto's programs, as the documents print them, against the broker of examples/mosquitto.conf."""

import re
import shlex
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.messages.wire import Header
from edge.uplink.mqtt.client import BrokerOptions
from edge.uplink.mqtt.round_trip import EndToEndClient, RoundTrip
from edge.uplink.mqtt.tls import TlsOptions
from tests.doubles.broker import running, tool
from tests.doubles.reference import Reference
from tests.doubles.waiting import wait_until

ROOT = Path(__file__).parents[2]
KIOSK = "acme/berlin-7/door"
USERS = {name: f"secret of {name}" for name in ("central", "operator", KIOSK)}
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
    program, *words = shlex.split(line.removesuffix(" |"))
    user = words[words.index("-u") + 1]
    return [tool(program), *(USERS[user] if word == "…" else word for word in words)]


def test_the_documents_print_lines_of_both_programs() -> None:
    assert {line.split()[0] for line in LINES} == {"mosquitto_pub", "mosquitto_sub"}
    assert len(LINES) == 5


@pytest.mark.parametrize("line", LINES)
def test_the_reference_broker_takes_the_line(line: str, broker: Reference) -> None:
    """A line that subscribes waits two seconds and ends by itself; one that publishes is answered."""
    listens = line.startswith("mosquitto_sub")
    command = [*arguments(line, broker), *(["-W", "2"] if listens else [])]
    no_input = subprocess.DEVNULL
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, stdin=no_input)
    assert run.stderr.strip() in ("", "Timed out"), run.stderr
    assert run.returncode == (27 if listens else 0)


def test_the_operator_clears_the_state_of_a_kiosk_that_is_gone(broker: Reference) -> None:
    """The retained message is not there for the next subscriber."""
    (clear,) = [line for line in LINES if " -n " in line]
    (listen,) = [line for line in LINES if line.startswith("mosquitto_sub") and not line.endswith("|")]
    left = arguments(clear.replace(" -n ", " -m gone "), broker)
    subprocess.run(left, check=True, timeout=60)
    heard = [*arguments(listen, broker), "-W", "5", "-C", "1"]
    assert "/state gone" in subprocess.run(heard, capture_output=True, text=True, timeout=60, check=True).stdout
    subprocess.run(arguments(clear, broker), check=True, timeout=60)
    heard = [*arguments(listen, broker), "-W", "2"]
    assert subprocess.run(heard, capture_output=True, text=True, timeout=60, check=False).stdout == ""


def test_a_pipe_of_both_programs_answers_the_test_of_a_kiosk(broker: Reference) -> None:
    """The line that listens hands each test to the one that answers."""
    (hears,) = [line for line in LINES if line.endswith("|")]
    (answers,) = [line for line in LINES if line.endswith(" -l")]
    listener = subprocess.Popen(arguments(hears, broker), stdout=subprocess.PIPE)
    answerer = subprocess.Popen(arguments(answers, broker), stdin=listener.stdout)
    options = BrokerOptions("127.0.0.1", broker.port, KIOSK, USERS[KIOSK], TlsOptions(broker.ca))
    results = []
    try:

        def is_answered() -> bool:
            test = EndToEndClient(options, Header("acme", "berlin-7", "door"), "token", "vitrina-doctor-0", 5.0)
            results.append(test.run_test(time.monotonic, 2.0))
            return isinstance(results[-1], RoundTrip) and results[-1].seen is not None

        wait_until(is_answered, f"an answer: {results}")
    finally:
        for process in (listener, answerer):
            process.terminate()
            process.wait(20)
        assert listener.stdout is not None
        listener.stdout.close()
