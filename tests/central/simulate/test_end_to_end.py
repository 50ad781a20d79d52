"""Thirty kiosks with all faults, a real broker and a real store: what is stored is what was sent, each once."""

import json
import subprocess
import sys
from pathlib import Path

from central.simulate.faults import NAMES
from central.simulate.fleet import Fleet, FleetPlan
from central.store.database import open_store
from central.store.location import Location
from tests.central.rows import one, rows
from tests.central.simulate.fleets import MIDNIGHT_S, SHORT_S
from tests.doubles.broker import Mosquitto, running
from tests.doubles.central_server import ROOT, CentralServer
from tests.doubles.waiting import wait_until

KIOSKS = 30
LEFT_S = 60.0


def test_thirty_kiosks_with_all_faults_are_stored_as_they_were_sent(tmp_path: Path) -> None:
    """Also the numbers that the broker lost: central asks, and the kiosks send them again."""
    truth_file = tmp_path / "truth.json"
    server = CentralServer(tmp_path, f'data = "{tmp_path}/data"', "")
    with running(Mosquitto(tmp_path)) as broker:
        server.config.write_text(f'[central]\ndata = "{tmp_path}/data"\n[broker]\nport = {broker.port}\n')
        server.start()
        server.wait_until_connected()
        sent = simulate(broker.port, truth_file)
        truth = json.loads(truth_file.read_text())
        with open_store(Location(tmp_path / "data")) as store:
            wanted = sum(device["count"] for device in truth["devices"])
            count = "SELECT count(*) FROM messages"
            wait_until(lambda: bool(one(store, count) >= wanted), f"{wanted} messages", LEFT_S)
            assert server.end() == 0
            found = rows(store, "SELECT d.key, m.seq, m.payload FROM messages m JOIN devices d ON d.id = m.device_id")
            reasons = {row[0] for row in rows(store, "SELECT DISTINCT reason FROM quarantine")}
            lost = one(store, "SELECT count(*) FROM losses")
    assert "again" in sent
    assert sum(device["lost"] for device in truth["devices"]) > 100
    assert {(key, seq): bytes(raw) for key, seq, raw in found} == made()
    assert len(found) == wanted
    assert reasons == {"junk", "names", "time", "clone"}
    assert lost == 0
    assert not any("Traceback" in line for line in server.log)


def simulate(port: int, truth: Path) -> str:
    """Runs the command; returns what it tells."""
    program = [sys.executable, "-m", "central", "simulate", "--kiosks", str(KIOSKS), "--hours", "3", "--faults", "all"]
    program += ["--from", "2026-11-20", "--settle", "18", "--broker", f"127.0.0.1:{port}", "--truth", str(truth)]
    run = subprocess.run(program, capture_output=True, text=True, cwd=ROOT, timeout=200, check=False)
    assert run.returncode == 0, run.stderr
    return run.stderr


def made() -> dict[tuple[str, int], bytes]:
    """The same fleet once more: payload by kiosk and number."""
    plan = FleetPlan("sim-1-20261120", KIOSKS, KIOSKS // 2, frozenset(NAMES), open_for_s=SHORT_S)
    items = Fleet(plan).make_sendings([MIDNIGHT_S])
    return {(item.device, item.seq): item.payload for item in items if item.seq is not None}
