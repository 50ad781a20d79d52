"""`vitrina-central simulate`: lines that import takes, the truth beside them, errors as lines."""

import gzip
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, INTERRUPTED, NO_SOURCE, REFUSED
from central.simulate.faults import NAMES, SHORTEST_DAY_S
from central.simulate.run import MOST_DAYS, MOST_KIOSKS
from central.simulate.shop import HOUR_S, OPEN_FOR_S, OPEN_S
from central.store.database import open_store
from central.store.location import Location
from tests.central.rows import one
from tests.doubles.broker import Mosquitto, free_port, running, subscribed
from tests.doubles.central_server import ROOT
from tests.doubles.reference import Reference

SMALL = ["simulate", "--kiosks", "2", "--hours", "3", "--from", "2026-11-20"]


def test_help_shows_examples_and_faults(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["simulate", "--help"])
    assert left.value.code == DONE
    shown = capsys.readouterr().out
    assert "examples:\n  vitrina-central simulate" in shown
    assert all(name in shown for name in NAMES)


def test_help_says_what_the_command_does(capsys: pytest.CaptureFixture[str]) -> None:
    """Its bounds, its opening hours and its tenant are those of the simulation."""
    with pytest.raises(SystemExit):
        main(["simulate", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert f"1 to {MOST_KIOSKS}" in shown
    assert f"1 to {MOST_DAYS}" in shown
    hours = f"{SHORTEST_DAY_S / HOUR_S:g} to {OPEN_FOR_S / HOUR_S:g} (default: {OPEN_FOR_S / HOUR_S:g})"
    assert f"opening hours per day, {hours}; shops open at {OPEN_S / HOUR_S:g}:00 UTC" in shown
    assert "tenant is named sim-SEED-DAY" in shown
    assert shown.count("with --broker or --config") == 3


def test_the_first_line_counts_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One shop is no plural, and the tenant is the one that --help describes."""
    main(["simulate", "--kiosks", "1", "--hours", "3", "--from", "2026-11-20", "--out", str(tmp_path / "a.jsonl")])
    first = capsys.readouterr().err.splitlines()[0]
    assert first == "simulate: 1 kiosk at 1 shop, 1 day from 2026-11-20, tenant sim-1-20261120."


@pytest.mark.parametrize(("options", "is_told"), [([], False), (["--use", "research"], True)])
def test_the_use_says_what_is_published(tmp_path: Path, options: list[str], is_told: bool) -> None:
    """Frowns are of research only."""
    file = tmp_path / "fleet.jsonl"
    assert main([*SMALL, "--kiosks", "3", "--sites", "3", *options, "--out", str(file)]) == DONE
    payloads = [json.loads(line)["payload"] for line in file.read_text().splitlines()]
    reactions = [payload for payload in payloads if payload["schema"] == "vitrina.reaction/3"]
    assert reactions
    assert {"negative" in reaction for reaction in reactions} == {is_told}


@pytest.mark.parametrize("name", ["fleet.jsonl", "fleet.jsonl.gz"])
def test_a_file_is_imported_whole(name: str, tmp_path: Path) -> None:
    file, truth = tmp_path / name, tmp_path / "truth.json"
    assert main([*SMALL, "--out", str(file), "--truth", str(truth)]) == DONE
    assert name.endswith(".gz") == (file.read_bytes()[:2] == b"\x1f\x8b")
    assert main(["import", str(file), "--data", str(tmp_path / "data")]) == DONE
    devices = json.loads(truth.read_text())["devices"]
    with open_store(Location(tmp_path / "data")) as store:
        for device in devices:
            key, count = device["device"], device["count"]
            query = "SELECT count(*) FROM messages m JOIN devices d ON d.id = m.device_id"
            assert one(store, f"{query} WHERE d.key = '{key}'") == count > 700


def test_the_same_seed_writes_the_same_file(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Standard output is the same as a file."""
    file = tmp_path / "fleet.jsonl.gz"
    assert main([*SMALL, "--faults", "all", "--out", str(file)]) == DONE
    assert main([*SMALL, "--faults", "all", "--out", "-"]) == DONE
    printed = capfdbinary.readouterr().out
    assert gzip.decompress(file.read_bytes()) == printed
    assert main([*SMALL, "--faults", "all", "--seed", "2", "--out", "-"]) == DONE
    assert capfdbinary.readouterr().out != printed


def test_what_junk_there_is_import_sets_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "fleet.jsonl"
    assert main([*SMALL, "--kiosks", "6", "--faults", "junk,clones,clocks,duplicates", "--out", str(file)]) == DONE
    assert main(["import", str(file), "--data", str(tmp_path / "data")]) == BAD_USAGE
    shown = capsys.readouterr().err
    assert "were stored before" in shown
    with open_store(Location(tmp_path / "data")) as store:
        assert one(store, "SELECT count(*) FROM quarantine") > 5


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--kiosks 0", "--kiosks is 0; it must be 1 to"),
        ("--sites 3", "--sites is 3; it must be 1 to 2"),
        ("--days 0", "--days is 0"),
        ("--hours 2", "--hours is 2; it must be 3 to 10"),
        ("--hours nan", "--hours is nan"),
        ("--seed -1", "--seed is -1"),
        ("--speed -1", "--speed is -1"),
        ("--from 2099-01-01", "before 2000-01-02 or after"),
        ("--from 9999-12-31 --days 3", "before 2000-01-02 or after"),
    ],
)
def test_a_wrong_number_is_named(option: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "fleet.jsonl"
    assert main([*SMALL, "--out", str(file), *option.split()]) == BAD_USAGE
    assert words in capsys.readouterr().err
    assert not file.exists()


@pytest.mark.parametrize("option", ["--faults nonsense", "--from yesterday", "--broker 1883", "--broker x:99999", ""])
def test_a_wrong_word_is_named(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a place to send or write to, that is asked for."""
    where = [] if option.startswith("--broker") or not option else ["--out", "-"]
    with pytest.raises(SystemExit) as left:
        main(["simulate", *where, *option.split()])
    assert left.value.code == BAD_USAGE
    shown = capsys.readouterr().err
    assert (option.split()[1] if option else "--out --broker --config") in shown


@pytest.mark.parametrize("option", ["--out", "--truth"])
def test_a_file_that_cannot_be_written_is_named(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = [] if option == "--out" else ["--out", str(tmp_path / "fleet.jsonl")]
    assert main([*SMALL, *out, option, str(tmp_path / "none" / "file")]) == NO_SOURCE
    assert "cannot be written" in capsys.readouterr().err


def test_a_broker_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    place = f"127.0.0.1:{free_port()}"
    assert main([*SMALL, "--broker", place]) == REFUSED
    assert f"no connection to the broker {place}" in capsys.readouterr().err


@pytest.mark.parametrize("inherited", [signal.SIG_DFL, signal.SIG_IGN], ids=["in front", "in the background"])
def test_ctrl_c_ends_it_and_the_truth_is_of_what_was_made(tmp_path: Path, inherited: signal.Handlers) -> None:
    """Sent to the broker of a settings file, at thirty times the clock's speed, until the first play.

    A shell starts a program in the background with SIGINT ignored; whoever sends it one still means it.
    """
    truth = tmp_path / "truth.json"
    with running(Mosquitto(tmp_path)) as broker, subscribed(broker.port) as central:
        program = [sys.executable, "-m", "central", *SMALL, "--speed", "30", "--truth", str(truth)]
        config = tmp_path / "central.toml"
        config.write_text(f'[central]\ndata = "{tmp_path}/data"\n[broker]\nport = {broker.port}\n')
        program += ["--config", str(config)]
        before = signal.signal(signal.SIGINT, inherited)
        try:
            process = subprocess.Popen(program, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        finally:
            signal.signal(signal.SIGINT, before)
        central.wait_for_kind("play", 1)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED
    assert "Traceback" not in told
    assert sum(device["count"] for device in json.loads(truth.read_text())["devices"]) in range(1, 200)
    assert not (tmp_path / "data").exists()


def test_messages_that_the_broker_refuses_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the rights of central, which may publish nothing that a kiosk publishes."""
    broker = Reference(tmp_path, users={"central": "secret"})
    (tmp_path / "password").write_text("secret")
    lines = ["[central]", f'data = "{tmp_path}/data"', "[broker]", 'host = "127.0.0.1"', f"port = {broker.port}"]
    lines += [
        "tls = true",
        f'ca_file = "{broker.ca}"',
        'username = "central"',
        f'password_file = "{tmp_path}/password"',
    ]
    config = tmp_path / "central.toml"
    config.write_text("\n".join(lines))
    with running(broker):
        main(["simulate", "--kiosks", "1", "--hours", "3", "--config", str(config), "--settle", "0"])
    printed = capsys.readouterr().err
    assert "the broker refused" in printed
    assert "Not authorized" in printed
    assert "topic write vitrina/1/+/+/+/+" in printed


def test_a_rollout_is_simulated_without_a_file_and_a_broker(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a size that shows something; what comes of it is in `tests/central/simulate/updates`."""
    pytest.importorskip("tuf")
    from central.simulate.updates import run

    made = run.UpdateResult("bad", 100, 5, 0, 3, 0, 97, 3, 0, {"canary": 0.0}, 23.2, None, 81.0, 34_000.0)
    monkeypatch.setattr(run, "run_updates", lambda *given: made if given == ("bad", 100, 5, 1) else None)
    assert main(["simulate", "--fleet-updates", "bad", "--kiosks", "100", "--days", "5"]) == DONE
    assert "  untouched                97" in capsys.readouterr().out.splitlines()
    assert main(["simulate", "--fleet-updates", "bad", "--kiosks", "100"]) == BAD_USAGE
    assert "--days 1 does not fit" in capsys.readouterr().err
