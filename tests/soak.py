"""A kiosk on a film that goes round, and a broker that comes and goes: does it grow, leak or lose anything?

`python -m tests.soak --minutes 120` (`make soak`) prints a row a minute and ends with the table of docs/soak.md. The
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
from tests.doubles.broker import Mosquitto
from tests.system import shop

SAMPLE_S = 10.0
STAY_S, ROUND_S = 20.0, 60.0  # seven people come every minute: a shop that is very busy for two hours
SETTLING_S = 600.0  # what a program allocates in its first minutes is no leak
PLAYBACK = (
    'feed = "playlist"\nplaylist = [{creative = "spring_a", duration_s = 10.0},'
    ' {creative = "summer_b", duration_s = 15.0}]'
)
CALM_S, AWAY_S = (40.0, 150.0), (5.0, 60.0)  # between two outages; how long one lasts
LAST_WORDS_S = 90.0  # for what is asked for again at the end
ASK_EVERY_S = 20.0
MOST_MIB_PER_H = 1.0
ARENA_BYTES = 64 * 1024 * 1024  # where glibc begins what it gives a thread of its own


class Durable(Mosquitto):
    """A broker that keeps sessions and what is queued for them over a stop, and loses them when it is killed."""

    def _config(self) -> Iterator[str]:
        yield from (line for line in super()._config() if not line.startswith("persistence"))
        yield from ("persistence true", f"persistence_location {self.folder}/", "autosave_interval 30")


class Central:
    """Hears one kiosk with a session that outlives its connections, and asks again for what is missing."""

    def __init__(self, port: int) -> None:
        self.messages: dict[int, bytes] = {}
        self.again = self.differing = self.asked = 0
        self._last_seq, self._first_seq = 0, 1
        self._lock = threading.Lock()
        self._client = Client(
            CallbackAPIVersion.VERSION2, client_id="soak-central", protocol=MQTTProtocolVersion.MQTTv5
        )
        self._client.reconnect_delay_set(1, 2)
        self._client.on_connect = lambda client, *_: client.subscribe(f"{shop.HEADER}/+", qos=1)
        self._client.on_message = lambda _client, _userdata, message: self._hear(message)
        session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        session.SessionExpiryInterval = 86_400
        self._client.connect_async("127.0.0.1", port, keepalive=10, clean_start=False, properties=session)
        self._client.loop_start()

    def missing(self) -> list[int]:
        """The numbers that the kiosk still keeps and that were not heard."""
        with self._lock:
            return [seq for seq in range(self._first_seq, self._last_seq + 1) if seq not in self.messages]

    def ask(self) -> None:
        """What is missing, in ranges."""
        for low, high in ranges(self.missing()):
            self.asked += 1
            wanted = json.dumps({"from_seq": low, "to_seq": high})
            self._client.publish(f"{shop.HEADER}/cmd/resend", wanted, qos=1)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _hear(self, message: MQTTMessage) -> None:
        payload = json.loads(message.payload)
        with self._lock:
            self._last_seq = max(self._last_seq, payload.get("last_seq", payload.get("seq", 0)))
            self._first_seq = payload.get("first_seq", self._first_seq)
            if "seq" not in payload:
                return
            if payload["seq"] in self.messages:
                self.again += 1
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
    """Of one process, or of several together, in MiB. `resident` is the sum of the four kinds."""

    resident: float = 0.0
    anonymous: float = 0.0  # of it what no file holds: all that a program can leak
    heap: float = 0.0  # malloc, of the main thread
    arenas: float = 0.0  # malloc, of other threads
    mapped: float = 0.0  # other memory without a name: Python's objects, large buffers, stacks
    files: float = 0.0  # pages of libraries that were touched, and the memory that the processes share

    def __add__(self, other: "Memory") -> "Memory":
        sums = (mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True))
        return Memory(*sums)

    def __sub__(self, other: "Memory") -> "Memory":
        differences = (mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True))
        return Memory(*differences)


def memory(smaps: str) -> Memory:
    """What /proc/PID/smaps says."""
    kib = dict.fromkeys((field.name for field in fields(Memory)), 0)
    kind = ""
    for line in smaps.splitlines():
        words = line.split()
        if words[0] == "Rss:":
            kib["resident"] += int(words[1])
            kib[kind] += int(words[1])
        elif words[0] == "Anonymous:":
            kib["anonymous"] += int(words[1])
        elif not words[0].endswith(":"):  # the line with which a mapping begins
            kind = kind_of(int(words[0].partition("-")[0], 16), words[5] if len(words) > 5 else "")
    return Memory(**{name: amount / 1024 for name, amount in kib.items()})


def kind_of(address: int, name: str) -> str:
    """The field of Memory that a mapping counts to."""
    if name == "[heap]":
        return "heap"
    if name and not name.startswith("["):
        return "files"
    return "mapped" if name or address % ARENA_BYTES else "arenas"


@dataclass(frozen=True)
class Sample:
    """What the kiosk and its capture process hold, together."""

    at_s: float
    processes: int
    memory: Memory
    descriptors: int
    threads: int
    cpu_s: float

    @property
    def row(self) -> dict[str, float]:
        """For the file of samples."""
        sizes = {f"{name}_mib": round(size, 2) for name, size in asdict(self.memory).items()}
        rest = {name: value for name, value in asdict(self).items() if name != "memory"}
        return {**rest, **sizes}


def sample(pid: int, at_s: float) -> Sample:
    """Of this process and its children, from /proc."""
    threads_of_it = Path(f"/proc/{pid}/task").iterdir()  # each may have started a child
    pids = [pid, *(int(child) for task in threads_of_it for child in (task / "children").read_text().split())]
    held, cpu, descriptors, threads = Memory(), 0.0, 0, 0
    for each in pids:
        proc = Path(f"/proc/{each}")
        try:
            smaps = (proc / "smaps").read_text()
            stat = (proc / "stat").read_text().rpartition(")")[2].split()
            descriptors += len(list((proc / "fd").iterdir()))
        except OSError:  # a capture process that is just ending
            continue
        held += memory(smaps)
        threads += int(stat[17])
        cpu += (int(stat[11]) + int(stat[12])) / 100
    return Sample(round(at_s, 1), len(pids), held, descriptors, threads, round(cpu, 2))


@dataclass(frozen=True)
class Outage:
    kind: str
    away_s: float


class Weather(threading.Thread):
    """Takes the broker away and gives it back, until told to stop; then it is there."""

    def __init__(self, broker: Durable, chance: random.Random) -> None:
        super().__init__(name="weather", daemon=True)
        self.outages: list[Outage] = []
        self._broker, self._chance = broker, chance
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(self._chance.uniform(*CALM_S)):
            outage = Outage(self._chance.choice(("stopped", "frozen", "killed")), self._chance.uniform(*AWAY_S))
            self._take_away(outage)
            self.outages.append(outage)

    def clear(self) -> None:
        self._over.set()
        self.join()

    def _take_away(self, outage: Outage) -> None:
        if outage.kind == "frozen":
            self._broker.signal(signal.SIGSTOP)
            self._over.wait(outage.away_s)
            self._broker.signal(signal.SIGCONT)
        else:
            self._broker.stop(signal.SIGTERM if outage.kind == "stopped" else signal.SIGKILL)
            self._over.wait(outage.away_s)
            self._broker.start()


def slope_mib_per_h(samples: list[Sample], value: Callable[[Sample], float]) -> float | None:
    """The slope of the straight line through what was seen after the settling (least squares); None of too little."""
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
    central, weather = Central(broker.port), Weather(broker, chance)
    try:
        with shop.running_kiosk(shop.Run(folder, config)) as run:
            weather.start()
            samples = watched(run, central, weather, folder / "samples.csv", minutes * 60)
            weather.clear()
            ended_s = stopped_after_s(run)
            exit_code = run.process.returncode
        lost = asked_again(config, folder, central)
    finally:
        central.close()
        broker.stop()
    return verdict(samples, weather.outages, central, lost, exit_code, ended_s)


def watched(run: shop.Run, central: Central, weather: Weather, log: Path, length_s: float) -> list[Sample]:
    """A sample every ten seconds, as long as it takes."""
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
                    f"{now.threads:3} threads  {len(central.messages):5} messages  {len(weather.outages):3} outages",
                    file=sys.stderr,
                )
            if len(samples) % round(ASK_EVERY_S / SAMPLE_S) == 0:
                central.ask()
            time.sleep(max(0.0, len(samples) * SAMPLE_S - (time.monotonic() - began_s)))
    return samples


def stopped_after_s(run: shop.Run) -> float:
    began_s = time.monotonic()
    run.stop()
    return time.monotonic() - began_s


def asked_again(config: Path, folder: Path, central: Central) -> list[int]:
    """Starts the kiosk once more so that it can be asked for what is missing. The numbers of what its outbox held when
    it was stopped, and nobody has heard then."""
    outbox = config.with_suffix(".db")
    with closing(sqlite3.connect(f"file:{outbox}?mode=ro", uri=True)) as db:
        kept = dict(db.execute("SELECT seq, payload FROM messages"))
    with shop.running_kiosk(shop.Run(folder, config)) as run:
        until_s = time.monotonic() + LAST_WORDS_S
        while time.monotonic() < until_s and run.process.poll() is None:
            time.sleep(ASK_EVERY_S / 4)
            if kept.keys() <= central.messages.keys():
                break
            central.ask()
    differing = [seq for seq, payload in kept.items() if central.messages.get(seq, payload) != payload]
    central.differing += len(differing)
    return [seq for seq in kept if seq not in central.messages]


def verdict(
    samples: list[Sample], outages: list[Outage], central: Central, lost: list[int], exit_code: int, ended_s: float
) -> int:
    """The table, on stdout. 0 where all was well."""
    settled = [one for one in samples if one.at_s >= SETTLING_S] or samples[1:]  # a start is no measure of anything
    first, last = settled[0].memory, settled[-1].memory
    slope = slope_mib_per_h(samples, lambda one: one.memory.resident)
    anonymous = slope_mib_per_h(samples, lambda one: one.memory.anonymous)
    grown = ", ".join(f"{name} {size:+.2f}" for name, size in asdict(last - first).items())
    kinds = {kind: [o for o in outages if o.kind == kind] for kind in ("stopped", "frozen", "killed")}
    away = ", ".join(f"{len(found)} {kind}" for kind, found in kinds.items())
    low, high = min(one.descriptors for one in settled), max(one.descriptors for one in settled)
    rows = [
        ("length", f"{samples[-1].at_s / 60:.0f} min"),
        ("outages of the broker", f"{len(outages)} ({away}), {sum(o.away_s for o in outages) / 60:.0f} min in all"),
        ("messages told and heard", f"{len(central.messages)}"),
        ("missing after asking again", f"{len(lost)}"),
        ("heard more than once, and dropped by number", f"{central.again}"),
        ("the same number with other bytes", f"{central.differing}"),
        ("ranges asked for", f"{central.asked}"),
        ("resident memory, first (after ten minutes, if it lasted)", f"{first.resident:.0f} MiB"),
        ("resident memory at the end", f"{last.resident:.0f} MiB"),
        ("what of it is anonymous, first and at the end", f"{first.anonymous:.2f} and {last.anonymous:.2f} MiB"),
        ("slope of the resident after ten minutes", "too short" if slope is None else f"{slope:+.2f} MiB an hour"),
        ("slope of the anonymous", "too short" if anonymous is None else f"{anonymous:+.2f} MiB an hour"),
        ("grown since the first, in MiB, by kind", grown),
        ("file descriptors", f"{low} to {high}"),
        ("threads", f"{min(one.threads for one in settled)} to {max(one.threads for one in settled)}"),
        ("processor", f"{samples[-1].cpu_s / samples[-1].at_s:.2f} cores"),
        ("from SIGTERM to the end", f"{ended_s:.1f} s, exit {exit_code}"),
    ]
    print("| | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")
    is_well = not lost and not central.differing and exit_code == 0 and (slope is None or slope < MOST_MIB_PER_H)
    return 0 if is_well else 1


def outages_long(seed: int) -> int:
    """Each outage of tests/outages.py as long as it may be, in a shop of its own; the table, on stdout."""
    chance = random.Random(seed)
    long: list[Callable[[outages.Shop], outages.Result]] = [
        lambda shop: outages.broker_stopped(shop, 60),
        lambda shop: outages.broker_frozen(shop, 60),
        lambda shop: outages.broker_killed(shop, 5, held=500),
        lambda shop: outages.subscriber_killed(shop, 20, chance),
        lambda shop: outages.kiosk_killed(shop, 20, chance),
    ]
    print("| outage | told | heard | missing | twice | numbers left out | asked for |", flush=True)
    print("|---|---|---|---|---|---|---|", flush=True)
    is_well = True
    for outage in long:
        with tempfile.TemporaryDirectory() as folder, outages.open_shop(Path(folder)) as shop:
            result = outage(shop)
        is_well &= result.is_whole
        left_out = result.gaps + result.skipped
        numbers = (result.told, result.heard, result.missing, result.twice, left_out, result.asked)
        print(f"| {result.outage} | {' | '.join(map(str, numbers))} |", flush=True)
    return 0 if is_well else 1


def main() -> int:
    parser = argparse.ArgumentParser(description="Leave the kiosk alone with a bad broker for a while.")
    parser.add_argument("--minutes", type=float, default=120, help="0: the long outages alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keep the log, the samples and the outbox there")
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
