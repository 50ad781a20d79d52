"""A live kit is read over a real port. It is unplugged and plugged in again, silent, and mistaken for another kit."""

import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge.queues import BoundedQueue
from edge.signals import KitSamples
from edge.sources.kits.reader import (
    TIMING,
    KitOptions,
    KitReader,
    KitSettingsError,
    KitTiming,
    build_decoder,
    check_kit_options,
)
from edge.sources.process.backoff import BackoffOptions, ReopenBackoff
from tests.doubles.kit_packages import install_kits
from tests.doubles.kits import Wire
from tests.doubles.waiting import wait_until

GROVE = b"412\r\n"  # 5.4 uS
SOON = KitTiming(backoff=BackoffOptions(first_wait_s=0.001, longest_wait_s=0.001))
LOOK_S = 0.002


def options(port: str | Path, kit: str = "grove", **more: object) -> KitOptions:
    return KitOptions(2, str(port), kit, "w1", **more)  # type: ignore[arg-type]


@contextmanager
def reading(kit_options: KitOptions, timing: KitTiming = SOON) -> Iterator[tuple[KitReader, BoundedQueue[KitSamples]]]:
    """A reader that runs, and the queue of its samples."""
    emitted: BoundedQueue[KitSamples] = BoundedQueue(1000)
    reader = KitReader(kit_options, emitted.put, time.monotonic, timing)
    reader.start()
    try:
        yield reader, emitted
    finally:
        reader.close()
        assert not reader.is_alive


def state(reader: KitReader) -> str:
    return reader.state


def write_until(write: Callable[[bytes], object], reader: KitReader, samples: int) -> None:
    """Let the kit write lines until `samples` of them were read."""

    def is_read() -> bool:
        write(GROVE)
        return reader.counts.samples >= samples

    wait_until(is_read, f"{samples} samples", look_s=LOOK_S)


def write_bytes_until(wire: Wire, byte: int, is_true: Callable[[], bool]) -> None:
    def is_over() -> bool:
        wire.write(bytes([byte]))
        return is_true()

    wait_until(is_over, f"what byte {byte} does", look_s=LOOK_S)


def test_a_kit_gives_chunks_of_its_wearer_on_the_kiosks_clock(tmp_path: Path) -> None:
    """A chunk is about half a second long, and no sample is later than it was read."""
    with Wire(tmp_path / "kit") as wire, reading(options(wire.path)) as (reader, emitted):
        began_s = time.monotonic()
        write_until(wire.write, reader, 15)
        wait_until(lambda: len(emitted) > 0, "a chunk")
        chunk = emitted.get()
        assert chunk is not None
        assert (chunk.wearer, chunk.kit, chunk.rate_hz, state(reader)) == ("w1", "2", None, "ok")
        assert chunk.eda_us == pytest.approx(5.4113, abs=1e-3)
        assert chunk.times_s is not None
        assert (np.diff(chunk.times_s) >= 0).all()
        assert began_s <= chunk.at_s <= chunk.at_s + chunk.times_s[-1] <= time.monotonic()


def test_unplugging_a_kit_fifty_times_leaves_nothing_behind(tmp_path: Path) -> None:
    """Each time the kit is lost and then read again by its name. No file stays open, and no thread stays."""
    wire = Wire(tmp_path / "kit")
    threads, open_files = threading.active_count(), len(os.listdir("/proc/self/fd"))
    with reading(options(wire.path)) as (reader, _):
        for _ in range(50):
            with wire:
                write_until(wire.write, reader, reader.counts.samples + 2)
                wait_until(lambda: state(reader) == "ok", "the return", look_s=LOOK_S)
            wait_until(lambda: state(reader) == "lost", "the loss", look_s=LOOK_S)
        assert reader.counts.opened == 50
    assert threading.active_count() == threads
    assert len(os.listdir("/proc/self/fd")) == open_files


def test_a_kit_that_comes_late_is_read_soon(tmp_path: Path) -> None:
    """The port is tried at least every 1.5 s, so the kit is read within 2 s."""
    assert TIMING.backoff.longest_wait_s <= 1.5
    with reading(options(tmp_path / "kit"), TIMING) as (reader, _):
        wait_until(lambda: state(reader) == "lost", "the loss")
        (alert,) = reader.alerts
        assert (alert.code, alert.severity, alert.instance) == ("kit.lost", "warning", 2)
        assert "is not there. Is the kit plugged in" in alert.text
        assert not re.search(r"\bw1\b", alert.text)
        with Wire(tmp_path / "kit") as wire:
            write_until(wire.write, reader, 3)


def test_noise_is_reported_until_good_lines_come(tmp_path: Path) -> None:
    """Noise means another kit at this port, or another baud rate. It ends when the right kit sends."""
    timing = replace(SOON, unread_s=0.1)
    with Wire(tmp_path / "kit") as wire, reading(options(wire.path), timing) as (reader, _):

        def is_noisy() -> bool:
            wire.write(b"\x81\x07noise\xfe\n" * 4)
            return state(reader) == "noise"

        wait_until(is_noisy, "the noise")
        assert "most of the data are not from a Grove GSR" in reader.alerts[0].text
        assert reader.counts.bad >= 3
        assert reader.counts.samples == 0
        write_until(wire.write, reader, 3)
        wait_until(lambda: state(reader) == "ok", "the return")


def test_a_kit_that_says_nothing_is_lost_and_opened_anew(tmp_path: Path) -> None:
    """A silent kit may have a hanging adapter. A silent strap is no fault: it may have no wearer."""
    timing = replace(SOON, silent_s=0.1, reopen_s=0.3)
    with Wire(tmp_path / "kit") as wire, reading(options(wire.path), timing) as (reader, _):
        wait_until(lambda: reader.counts.opened >= 2, "another try")
        assert "is open but sends nothing" in reader.alerts[0].text
    with Wire(tmp_path / "strap") as wire, reading(options(wire.path, "ble_hr"), timing) as (reader, _):
        wait_until(lambda: state(reader) == "ok", "an open port")
        with pytest.raises(AssertionError, match="in vain"):
            wait_until(lambda: state(reader) != "ok" or reader.counts.opened > 1, "a fault", patience_s=0.7)


def test_a_kit_behind_a_socket() -> None:
    """A socket, as of ser2net, is lost and comes back like a cable."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = f"socket://127.0.0.1:{server.getsockname()[1]}"
        with reading(options(port)) as (reader, _):
            for attempt in (1, 2):
                kit, _ = server.accept()
                write_until(kit.sendall, reader, 5 * attempt)
                kit.close()
                wait_until(lambda: state(reader) == "lost", "the loss")


@pytest.mark.parametrize(
    ("kit_options", "text"),
    [
        (options("/dev/x", "gsr2000"), r"\[\[kits\]\] number 2: kit: unknown kit gsr2000. Available: grove"),
        (options("/dev/x", "bitalino"), "kit bitalino: the setting revision is missing"),
        (options("/dev/x", "pulsesensor", calibration=500.0), "there is no setting cal"),
        (options("/dev/x", "grove", settings={"bits": 11}), "bits = 11 is not valid: use 10 or 12"),
    ],
)
def test_invalid_settings_of_a_kit_are_reported_before_it_is_opened(kit_options: KitOptions, text: str) -> None:
    """The error names the place in the settings, for all kits at once."""
    with pytest.raises(KitSettingsError, match=text) as raised:
        check_kit_options([kit_options, options("/dev/y"), kit_options])
    assert len(str(raised.value).splitlines()) == 3


def test_a_kit_is_calibrated_by_its_setting() -> None:
    """The setting is the value that the board prints without a wearer."""
    kit = build_decoder(options("/dev/x", calibration=480.0))
    (sample,) = kit.decode(b"\n479\r\n")
    assert sample.open_circuit


def test_a_kit_whose_code_fails_is_read_again_by_a_new_decoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its alert and the log name the kit and the place. The reader goes on, and keeps the counts."""
    (package := tmp_path / "package").mkdir()
    install_kits(package, monkeypatch, {"vitrina.kits": {"bytes": "Decoder"}})
    timing = replace(SOON, failed_backoff=BackoffOptions(first_wait_s=0.001, longest_wait_s=0.001))
    with Wire(tmp_path / "kit") as wire, reading(options(wire.path, "bytes"), timing) as (reader, _):
        for byte in (255, 254, 252):
            count = reader.counts.samples
            write_bytes_until(wire, 5, lambda: state(reader) == "ok" and reader.counts.samples > count)  # noqa: B023
            write_bytes_until(wire, byte, lambda: state(reader) == "failed")
            (alert,) = reader.alerts
            assert (alert.code, alert.severity, alert.instance) == ("kit.failed", "warning", 2)
            assert alert.text.startswith(f"kits: number 2 (bytes at {wire.path}): decode ")
            assert reader.counts.samples > count
            assert reader.is_alive
        assert "decode raised IndexError (no such byte; kit_package.py, line 20)" in caplog.text


def test_a_kit_whose_code_keeps_failing_is_tried_less_and_less_often() -> None:
    """At least once a minute. Other faults of the same kit wait no longer than before."""
    backoff, at_s, waits_s = ReopenBackoff(TIMING.failed_backoff), 0.0, []
    for _ in range(12):
        waits_s.append(backoff.record_failure(at_s, 5.0))
        at_s += waits_s[-1] + 5.0
    assert waits_s[0] == 1.0
    assert waits_s == sorted(waits_s)
    assert waits_s[-1] == 60.0
    assert backoff.record_failure(at_s, 61.0) == 1.0
