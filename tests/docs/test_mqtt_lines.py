"""Lines with mosquitto's programs, as the documents print them, against the broker of examples/mosquitto.conf."""

import os
import re
import shlex
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.messages.wire import Header
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.round_trip import EndToEndClient, RoundTrip
from edge.uplink.mqtt.tls import TlsOptions
from tests.doubles.broker import Mosquitto, free_port, running, tool
from tests.doubles.reference import Reference
from tests.doubles.waiting import wait_until

ROOT = Path(__file__).parents[2]
KIOSK = "acme/berlin-7/door"
USERS = {name: f"secret of {name}" for name in ("central", "operator", KIOSK)}
DOCUMENTS = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "examples" / "README.md"]
ALL_LINES = [
    line
    for document in sorted(DOCUMENTS)
    for line in re.findall(r"mosquitto_(?:pub|sub) [^`\n]*", document.read_text(encoding="utf-8"))
]
LOCAL = " -h localhost "
LINES = [line for line in ALL_LINES if LOCAL not in line]
FIRST_SHOP = (ROOT / "docs" / "start/first-shop.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    made = Reference(tmp_path_factory.mktemp("broker"), users=USERS)
    with running(made):
        yield made


def arguments(line: str, broker: Reference) -> list[str]:
    """The words of a line, with the test's broker, authority and passwords in place of those that are printed."""
    line = line.replace("mqtt.example.org -p 8883", f"127.0.0.1 -p {broker.port}")
    line = re.sub("--capath /etc/ssl/certs|--cafile ca.crt", f"--cafile {broker.ca}", line)
    program, *words = shlex.split(line.removesuffix(" |"))
    user = words[words.index("-u") + 1]
    return [tool(program), *(USERS[user] if word == "…" else word for word in words)]


def test_the_documents_print_lines_of_both_programs() -> None:
    assert {line.split()[0] for line in LINES} == {"mosquitto_pub", "mosquitto_sub"}
    assert (len(LINES), len(ALL_LINES)) == (5, 6)


@pytest.mark.parametrize("line", LINES)
def test_the_reference_broker_takes_the_line(line: str, broker: Reference) -> None:
    """A line that subscribes waits two seconds and ends by itself; one that publishes is answered."""
    listens = line.startswith("mosquitto_sub")
    command = [*arguments(line, broker), *(["-W", "2"] if listens else [])]
    no_input = subprocess.DEVNULL
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, stdin=no_input)
    assert run.stderr.strip() in ("", "Timed out"), run.stderr
    assert run.returncode == (27 if listens else 0)


def first_broker(name: str) -> list[str]:
    """Commands of the first day's broker, by the name of their block."""
    (block,) = re.findall(rf"<!-- first broker: {name} -->\n```sh\n(.*?)```", FIRST_SHOP, re.DOTALL)
    lines: list[str] = block.splitlines()
    return lines


def is_heard(listen: list[str], port: int, *sign_in: str) -> bool:
    """True if the line prints the retained state that a kiosk published."""
    client = ["-V", "5", "-h", "127.0.0.1", "-p", str(port), *sign_in]
    topic = ["-q", "1", "-r", "-t", f"vitrina/1/{KIOSK}/state", "-m", "here"]
    subprocess.run([tool("mosquitto_pub"), *client, *topic], check=True, timeout=60)
    command = [tool(listen[0]), *listen[1:], "-p", str(port), *sign_in, "-W", "20", "-C", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout == f"vitrina/1/{KIOSK}/state here\n"


def test_the_broker_of_the_first_day_serves_its_own_machine_alone(tmp_path: Path) -> None:
    """mosquitto as Debian starts it, without a listener: the printed line hears what a kiosk publishes."""
    install, listen = first_broker("kiosk")
    assert install == "sudo apt-get update && sudo apt-get install --yes mosquitto mosquitto-clients"
    port, log = free_port(), tmp_path / "log"
    with log.open("w") as stderr:
        broker = subprocess.Popen([tool("mosquitto"), "-p", str(port)], stderr=stderr, stdout=stderr)
    try:
        wait_until(lambda: "running" in log.read_text(), "mosquitto")
        assert "Starting in local only mode" in log.read_text()
        assert is_heard(shlex.split(listen), port)
    finally:
        broker.kill()
        broker.wait(20)


def test_the_broker_on_a_laptop_asks_for_the_password(tmp_path: Path) -> None:
    """By the lines that the page prints, but for the folder, the port and the prompt for the password."""

    class Printed(Mosquitto):
        def _config(self) -> Iterator[str]:
            text = (self.folder / "conf.d/kiosk.conf").read_text(encoding="utf-8")
            yield text.replace("listener 1883", f"listener {self.port}")
            yield "log_dest stderr"
            if os.geteuid() == 0:
                yield "user root"

    (tmp_path / "conf.d").mkdir()
    password, owner, settings, restart = first_broker("laptop")
    assert owner == "sudo chown mosquitto: /etc/mosquitto/passwords"
    assert restart == "sudo systemctl restart mosquitto"
    create = (
        password.removeprefix("sudo ").replace("-c ", "-b -c ").replace("mosquitto_passwd", tool("mosquitto_passwd"))
    )
    script = f"{create} s3cret\n{settings.replace('sudo ', '')}".replace("/etc/mosquitto", str(tmp_path))
    subprocess.run(["sh", "-euc", script], check=True, timeout=60, capture_output=True)
    with running(Printed(tmp_path)) as broker:
        assert isinstance(broker, Mosquitto)
        listen = shlex.split(first_broker("kiosk")[1])
        assert is_heard(listen, broker.port, "-u", "kiosk", "-P", "s3cret")
        refused = [tool(listen[0]), *listen[1:], "-p", str(broker.port), "-W", "5"]
        assert "Not authorized" in subprocess.run(refused, capture_output=True, text=True, timeout=60).stderr


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
