"""Long test of a kiosk with a looped film, an unreliable broker and a faulty player, for growing memory, leaks and lost
messages.

`python -m tests.soak --minutes 120` (`make soak`) prints a row per minute, then the table of docs/evidence/soak.md. The
kiosk is the real `vitrina run` as a process, the broker a real mosquitto which is stopped, frozen and killed in turn.
"""

import argparse
import csv
import json
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests import outages, people
from tests.doubles.beats import Beats
from tests.doubles.broker import Mosquitto
from tests.system import shop

SAMPLE_S = 10.0
STAY_S, ROUND_S = 20.0, 60.0  # seven people come every minute: a shop that is very busy for two hours
SETTLING_S = 600.0  # allocations in the first minutes are no leak
PLAYBACK = (
    'feed = "playlist"\nplaylist = [{creative = "spring_a", duration_s = 10.0},'
    ' {creative = "summer_b", duration_s = 15.0}]'
)
CALM_S, AWAY_S = (40.0, 150.0), (5.0, 60.0)  # between two outages; how long one lasts
LAST_REQUESTS_S = 90.0  # time for resent messages at the end
ASK_EVERY_S = 20.0
MOST_MIB_PER_H = 1.0
LONGEST_BEAT_S = 5.0
ARENA_BYTES = 64 * 1024 * 1024  # alignment of glibc's arenas for other threads than the main thread


class Durable(Mosquitto):
    """Broker that keeps sessions and their queued messages over a stop, and loses them if it is killed."""

    def _config(self) -> Iterator[str]:
        yield from (line for line in super()._config() if not line.startswith("persistence"))
        yield from ("persistence true", f"persistence_location {self.folder}/", "autosave_interval 30")


class Central:
    """Receives the messages of one kiosk in a persistent session, and requests missing ones again."""

    def __init__(self, port: int) -> None:
        self.messages: dict[int, bytes] = {}
        self.repeated = self.differing = self.requested = 0
        self._last_seq, self._first_seq = 0, 1
        self._lock = threading.Lock()
        self._client = Client(
            CallbackAPIVersion.VERSION2, client_id="soak-central", protocol=MQTTProtocolVersion.MQTTv5
        )
        self._client.reconnect_delay_set(1, 2)
        self._client.on_connect = lambda client, *_: client.subscribe(f"{shop.HEADER}/+", qos=1)
        self._client.on_message = lambda _client, _userdata, message: self._handle(message)
        session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        session.SessionExpiryInterval = 86_400
        self._client.connect_async("127.0.0.1", port, keepalive=10, clean_start=False, properties=session)
        self._client.loop_start()

    def missing(self) -> list[int]:
        """Sequence numbers that the kiosk still keeps and that were not received."""
        with self._lock:
            return [seq for seq in range(self._first_seq, self._last_seq + 1) if seq not in self.messages]

    def request_missing(self) -> None:
        """Requests the missing messages from the kiosk, in ranges."""
        for low, high in ranges(self.missing()):
            self.requested += 1
            wanted = json.dumps({"from_seq": low, "to_seq": high})
            self._client.publish(f"{shop.HEADER}/cmd/resend", wanted, qos=1)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _handle(self, message: MQTTMessage) -> None:
        payload = json.loads(message.payload)
        with self._lock:
            self._last_seq = max(self._last_seq, payload.get("last_seq", payload.get("seq", 0)))
            self._first_seq = payload.get("first_seq", self._first_seq)
            if "seq" not in payload:
                return
            if payload["seq"] in self.messages:
                self.repeated += 1
                self.differing += self.messages[payload["seq"]] != bytes(message.payload)
            self.messages[payload["seq"]] = bytes(message.payload)


def ranges(numbers: list[int]) -> list[tuple[int, int]]:
    """Sorted numbers as ranges, both ends included."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


@dataclass(frozen=True)
class Memory:
    """Memory of one process, or of several together, in MiB. `resident` is the sum of the last four."""

    resident: float = 0.0
    anonymous: float = 0.0  # the part of `resident` without a file: all that a program can leak
    heap: float = 0.0  # malloc, of the main thread
    arenas: float = 0.0  # malloc, of other threads
    mapped: float = 0.0  # other memory without a name: Python's objects, large buffers, stacks
    files: float = 0.0  # used pages of libraries, and memory shared by the processes

    def __add__(self, other: "Memory") -> "Memory":
        sums = (mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True))
        return Memory(*sums)

    def __sub__(self, other: "Memory") -> "Memory":
        differences = (mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True))
        return Memory(*differences)


def memory(smaps: str) -> Memory:
    """Memory of a process from /proc/PID/smaps."""
    kib = dict.fromkeys((field.name for field in fields(Memory)), 0)
    kind = ""
    for line in smaps.splitlines():
        words = line.split()
        if words[0] == "Rss:":
            kib["resident"] += int(words[1])
            kib[kind] += int(words[1])
        elif words[0] == "Anonymous:":
            kib["anonymous"] += int(words[1])
        elif not words[0].endswith(":"):  # first line of a mapping
            kind = kind_of(int(words[0].partition("-")[0], 16), words[5] if len(words) > 5 else "")
    return Memory(**{name: amount / 1024 for name, amount in kib.items()})


def kind_of(address: int, name: str) -> str:
    """Field of Memory to which a mapping counts."""
    if name == "[heap]":
        return "heap"
    if name and not name.startswith("["):
        return "files"
    return "mapped" if name or address % ARENA_BYTES else "arenas"


@dataclass(frozen=True)
class Sample:
    """Resources of the kiosk and its capture process together."""

    at_s: float
    processes: int
    memory: Memory
    descriptors: int
    threads: int
    cpu_s: float

    @property
    def row(self) -> dict[str, float]:
        """Row for the file of samples."""
        sizes = {f"{name}_mib": round(size, 2) for name, size in asdict(self.memory).items()}
        rest = {name: value for name, value in asdict(self).items() if name != "memory"}
        return {**rest, **sizes}


def sample(pid: int, at_s: float) -> Sample:
    """Sample of this process and its children, from /proc."""
    threads_of_it = Path(f"/proc/{pid}/task").iterdir()  # each may have started a child
    pids = [pid, *(int(child) for task in threads_of_it for child in (task / "children").read_text().split())]
    total, cpu, descriptors, threads = Memory(), 0.0, 0, 0
    for each in pids:
        proc = Path(f"/proc/{each}")
        try:
            smaps = (proc / "smaps").read_text()
            stat = (proc / "stat").read_text().rpartition(")")[2].split()
            descriptors += len(list((proc / "fd").iterdir()))
        except OSError:  # a capture process that is just ending
            continue
        total += memory(smaps)
        threads += int(stat[17])
        cpu += (int(stat[11]) + int(stat[12])) / 100
    return Sample(round(at_s, 1), len(pids), total, descriptors, threads, round(cpu, 2))


@dataclass(frozen=True)
class Outage:
    kind: str
    away_s: float


class OutageThread(threading.Thread):
    """Stops and restarts the broker at random times until `finish` is called; then the broker runs."""

    def __init__(self, broker: Durable, chance: random.Random) -> None:
        super().__init__(name="outages", daemon=True)
        self.outages: list[Outage] = []
        self._broker, self._chance = broker, chance
        self._finished = threading.Event()

    def run(self) -> None:
        while not self._finished.wait(self._chance.uniform(*CALM_S)):
            outage = Outage(self._chance.choice(("stopped", "frozen", "killed")), self._chance.uniform(*AWAY_S))
            self._apply(outage)
            self.outages.append(outage)

    def finish(self) -> None:
        self._finished.set()
        self.join()

    def _apply(self, outage: Outage) -> None:
        if outage.kind == "frozen":
            self._broker.signal(signal.SIGSTOP)
            self._finished.wait(outage.away_s)
            self._broker.signal(signal.SIGCONT)
        else:
            self._broker.stop(signal.SIGTERM if outage.kind == "stopped" else signal.SIGKILL)
            self._finished.wait(outage.away_s)
            self._broker.start()


class FaultyPlayer(threading.Thread):
    """Publishes a malformed command a second until `finish` is called, over all outages of the broker."""

    def __init__(self, port: int) -> None:
        super().__init__(name="faulty player", daemon=True)
        self.sent = 0
        self._finished = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.reconnect_delay_set(1, 2)
        self._client.connect_async("127.0.0.1", port, keepalive=10)
        self._client.loop_start()

    def run(self) -> None:
        while not self._finished.wait(1.0):
            if self._client.is_connected():
                self._client.publish(f"{shop.HEADER}/cmd/play", '{"creative": "spring_a"', qos=1)
                self.sent += 1

    def finish(self) -> None:
        self._finished.set()
        self.join()
        self._client.disconnect()
        self._client.loop_stop()


def slope_mib_per_h(samples: list[Sample], value: Callable[[Sample], float]) -> float | None:
    """Slope of the least-squares line through the samples after SETTLING_S; None for fewer than 30 samples."""
    settled = [one for one in samples if one.at_s >= SETTLING_S]
    if len(settled) < 30:
        return None
    return float(np.polyfit([one.at_s / 3600 for one in settled], [value(one) for one in settled], 1)[0])


def soak(folder: Path, minutes: float, seed: int) -> int:
    scene = replace(people.scene(), present_s=STAY_S, away_s=ROUND_S - STAY_S)
    film = people.write(scene, 7, folder / "film.mp4")
    broker, chance = Durable(folder), random.Random(seed)
    broker.start()
    config = shop.settings(folder, str(film), broker.port, playback=PLAYBACK)
    config.write_text(config.read_text().replace("[camera]", "[camera]\nloop = true"))
    central, outage_thread, player = Central(broker.port), OutageThread(broker, chance), FaultyPlayer(broker.port)
    beats = Beats(folder / "n")
    try:
        with shop.running_kiosk(shop.Run(folder, config, env=beats.environment)) as run:
            outage_thread.start()
            player.start()
            samples = collect_samples(run, central, outage_thread, folder / "samples.csv", minutes * 60)
            longest_s = beats.longest_s
            outage_thread.finish()
            player.finish()
            ended_s = stop_s(run)
            exit_code = run.process.returncode
        lost = request_rest(config, folder, central)
    finally:
        central.close()
        broker.stop()
        beats.close()
    control = [
        ("malformed commands, and alerts of them", f"{player.sent} and {alerts_of(config, 'cmd.bad')}"),
        ("longest time between two beats of the watchdog", f"{longest_s:.1f} s"),
        ("from SIGTERM to the end", f"{ended_s:.1f} s, exit {exit_code}"),
    ]
    is_whole = report(samples, outage_thread.outages, central, lost, control)
    return 0 if is_whole and exit_code == 0 and longest_s < LONGEST_BEAT_S else 1


def alerts_of(config: Path, code: str) -> int:
    """Number of alerts of this kind that were raised."""
    alerts = shop.of("alert", shop.kept(config.with_suffix(".db")))
    return sum(alert["code"] == code and alert["cleared"] is None for alert in alerts)


def collect_samples(
    run: shop.Run, central: Central, outage_thread: OutageThread, log: Path, length_s: float
) -> list[Sample]:
    """Takes a sample every ten seconds for `length_s`, or until the kiosk ends."""
    samples: list[Sample] = []
    began_s = time.monotonic()
    with log.open("w", newline="") as file:
        rows: csv.DictWriter[str] | None = None
        while (passed_s := time.monotonic() - began_s) < length_s and run.process.poll() is None:
            samples.append(sample(run.process.pid, passed_s))
            row = samples[-1].row
            if rows is None:
                rows = csv.DictWriter(file, list(row))
                rows.writeheader()
            rows.writerow(row)
            file.flush()
            if len(samples) % 6 == 0:
                now = samples[-1]
                print(
                    f"{passed_s / 60:5.0f} min  {now.memory.resident:6.1f} MiB, "
                    f"{now.memory.anonymous:6.2f} anonymous  {now.descriptors:3} descriptors "
                    f"{now.threads:3} threads  {len(central.messages):5} messages  "
                    f"{len(outage_thread.outages):3} outages",
                    file=sys.stderr,
                )
            if len(samples) % round(ASK_EVERY_S / SAMPLE_S) == 0:
                central.request_missing()
            time.sleep(max(0.0, len(samples) * SAMPLE_S - (time.monotonic() - began_s)))
    return samples


def stop_s(run: shop.Run) -> float:
    began_s = time.monotonic()
    run.stop()
    return time.monotonic() - began_s


def request_rest(config: Path, folder: Path, central: Central) -> list[int]:
    """Starts the kiosk once more and requests missing messages; returns the numbers of the outbox that are still
    missing."""
    outbox = config.with_suffix(".db")
    with closing(sqlite3.connect(f"file:{outbox}?mode=ro", uri=True)) as db:
        kept = dict(db.execute("SELECT seq, payload FROM messages"))
    with shop.running_kiosk(shop.Run(folder, config)) as run:
        until_s = time.monotonic() + LAST_REQUESTS_S
        while time.monotonic() < until_s and run.process.poll() is None:
            time.sleep(ASK_EVERY_S / 4)
            if kept.keys() <= central.messages.keys():
                break
            central.request_missing()
    differing = [seq for seq, payload in kept.items() if central.messages.get(seq, payload) != payload]
    central.differing += len(differing)
    return [seq for seq in kept if seq not in central.messages]


def report(
    samples: list[Sample], outages: list[Outage], central: Central, lost: list[int], control: list[tuple[str, str]]
) -> bool:
    """Prints the table; returns True if nothing was lost and memory did not grow. `control` are its last rows."""
    settled = [one for one in samples if one.at_s >= SETTLING_S] or samples[
        1:
    ]  # without the first sample, taken at the start
    first, last = settled[0].memory, settled[-1].memory
    slope = slope_mib_per_h(samples, lambda one: one.memory.resident)
    anonymous = slope_mib_per_h(samples, lambda one: one.memory.anonymous)
    grown = ", ".join(f"{name} {size:+.2f}" for name, size in asdict(last - first).items())
    by_kind = {kind: [o for o in outages if o.kind == kind] for kind in ("stopped", "frozen", "killed")}
    away = ", ".join(f"{len(found)} {kind}" for kind, found in by_kind.items())
    low, high = min(one.descriptors for one in settled), max(one.descriptors for one in settled)
    rows = [
        ("length", f"{samples[-1].at_s / 60:.0f} min"),
        ("outages of the broker", f"{len(outages)} ({away}), {sum(o.away_s for o in outages) / 60:.0f} min in all"),
        ("messages received", f"{len(central.messages)}"),
        ("missing after requests", f"{len(lost)}"),
        ("received more than once, and dropped by number", f"{central.repeated}"),
        ("the same number with other bytes", f"{central.differing}"),
        ("ranges requested", f"{central.requested}"),
        ("resident memory, first (after ten minutes, if it lasted)", f"{first.resident:.0f} MiB"),
        ("resident memory at the end", f"{last.resident:.0f} MiB"),
        ("anonymous part of it, first and at the end", f"{first.anonymous:.2f} and {last.anonymous:.2f} MiB"),
        ("slope of the resident after ten minutes", "too short" if slope is None else f"{slope:+.2f} MiB an hour"),
        ("slope of the anonymous", "too short" if anonymous is None else f"{anonymous:+.2f} MiB an hour"),
        ("grown since the first, in MiB, by kind", grown),
        ("file descriptors", f"{low} to {high}"),
        ("threads", f"{min(one.threads for one in settled)} to {max(one.threads for one in settled)}"),
        ("processor", f"{samples[-1].cpu_s / samples[-1].at_s:.2f} cores"),
        *control,
    ]
    print("| | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")
    return not lost and not central.differing and (slope is None or slope < MOST_MIB_PER_H)


def outages_long(seed: int) -> int:
    """Runs each outage of tests/outages.py at its longest, in a shop of its own; prints the table."""
    chance = random.Random(seed)
    long: list[Callable[[outages.Shop], outages.Result]] = [
        lambda shop: outages.broker_stopped(shop, 60),
        lambda shop: outages.broker_frozen(shop, 60),
        lambda shop: outages.broker_killed(shop, 5, held=500),
        lambda shop: outages.subscriber_killed(shop, 20, chance),
        lambda shop: outages.kiosk_killed(shop, 20, chance),
    ]
    print("| outage | accepted | received | missing | twice | numbers skipped | requested |", flush=True)
    print("|---|---|---|---|---|---|---|", flush=True)
    is_well = True
    for outage in long:
        with tempfile.TemporaryDirectory() as folder, outages.open_shop(Path(folder)) as shop:
            result = outage(shop)
        is_well &= result.is_whole
        left_out = result.gaps + result.skipped
        numbers = (result.accepted, result.received, result.missing, result.twice, left_out, result.asked)
        print(f"| {result.outage} | {' | '.join(map(str, numbers))} |", flush=True)
    return 0 if is_well else 1


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the kiosk with an unreliable broker for a long time.")
    parser.add_argument(
        "--minutes", type=float, default=120, help="length of the run (default: %(default)s); 0: only the long outages"
    )
    parser.add_argument("--seed", type=int, default=1, help="random seed (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="keep the log, the samples and the outbox in this folder")
    options = parser.parse_args()
    code = outages_long(options.seed)
    if not options.minutes:
        return code
    print()
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        return code | soak(options.folder, options.minutes, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        return code | soak(Path(folder), options.minutes, options.seed)


if __name__ == "__main__":
    raise SystemExit(main())
