"""What the updater reads from a kiosk's socket, and from one that lies."""

import json
import socket
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest

from edge.fleet.kiosk_socket import KioskAnswer, ask_kiosk, parse_answer
from edge.kiosk.process.status_socket import KioskStatusServer
from edge.kiosk.state.status import KioskStatus, StatusVitals

VITALS = StatusVitals(900, True, False, 3, 3, ("camera.dark",), None)


def test_the_status_of_a_kiosk_is_read_without_its_packages(tmp_path: Path) -> None:
    status = KioskStatus("0.2.0", "sensing", (), 0.0, connected=True, vitals=VITALS)
    with KioskStatusServer(tmp_path / "outbox.db", lambda: status):
        answer = ask_kiosk(tmp_path / "outbox.db.sock")
    assert answer == KioskAnswer("0.2.0", True, 900, True, False, 3, 3, frozenset({"camera.dark"}), None)
    assert ask_kiosk(tmp_path / "outbox.db.sock") is None


def test_a_kiosk_of_an_older_version_reports_no_day(tmp_path: Path) -> None:
    status = asdict(KioskStatus("0.2.0", "sensing", (), 0.0, vitals=VITALS))
    for name in ("is_closed", "local_day", "day_ends_s"):
        del status["vitals"][name]
    answer = parse_answer(json.dumps(status).encode())
    assert (answer.is_closed, answer.local_day, answer.day_ends_s) == (False, "", None)


def test_a_kiosk_that_has_not_started_does_not_count_as_an_answer(tmp_path: Path) -> None:
    with KioskStatusServer(tmp_path / "outbox.db", lambda: KioskStatus("0.2.0", "degraded", ("starting",), 0.0)):
        assert ask_kiosk(tmp_path / "outbox.db.sock") is None


def lies() -> list[bytes]:
    good = asdict(KioskStatus("0.2.0", "sensing", (), 0.0, vitals=VITALS))
    wrong = [{**good, "vitals": {**good["vitals"], key: "x"}} for key in good["vitals"] if key != "alert_codes"]
    more = [{}, [], {**good, "vitals": {**good["vitals"], "alert_codes": [1]}}, {**good, "version": 7}]
    texts = [json.dumps(value).encode() for value in (*wrong, *more)]
    return [*texts, b"", b"\xff", b"[" * 60_000, b" " * 200_000]


@pytest.mark.parametrize("answer", lies(), ids=range(len(lies())))
def test_an_answer_of_another_form_is_none(answer: bytes, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()

        def serve() -> None:
            client, _ = server.accept()
            with client, suppress(OSError):
                client.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        assert ask_kiosk(tmp_path / "s") is None
        thread.join()
