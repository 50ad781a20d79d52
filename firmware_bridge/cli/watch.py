"""Shows, records and streams a kit until Ctrl-C, until the time is over, or until its port is permanently lost."""

import io
import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firmware_bridge.cli import autodetect, parse_options
from firmware_bridge.cli.live_view import KitLiveView
from firmware_bridge.cli.recorder import KitCsvRecorder
from firmware_bridge.cli.source_id import kit_source_id
from firmware_bridge.cli.streams import LslOutlets, load_pylsl
from firmware_bridge.errors import SerialPortError, SerialPortLostError
from firmware_bridge.kits import registry
from firmware_bridge.live_reader import LiveKitReader, TimedSample
from firmware_bridge.samples import Kit

LOCAL_TIME = Path("/etc/localtime")
_AGAIN_S = 0.5


@dataclass(frozen=True, slots=True)
class KitWatchRequest:
    """Command-line options."""

    port: str
    kit: str | None = None
    settings: Sequence[str] = ()
    record: Path | None = None
    streams: bool = False
    seconds: float | None = None
    wait_s: float = 30.0


def watch_kit(request: KitWatchRequest) -> None:
    """Read the kit, and pass its samples to the display, the recording and the streams. A recording is always closed.

    Raises KitError, SerialPortError, RecordingError or MissingLibraryError.
    """
    if request.streams:
        load_pylsl()  # before a port is opened
    name = request.kit or autodetect.detect_kit(request.port, time.monotonic, lambda text: print(text, file=sys.stderr))
    settings = registry.kit_settings(name)
    values = parse_options.parse_options(request.settings, settings)
    kit = registry.make(name, values)
    used = {setting.name: values.get(setting.name, setting.default) for setting in settings}
    with ExitStack() as stack:
        reader = stack.enter_context(LiveKitReader(request.port, kit, time.monotonic))
        from_s = time.monotonic()
        view = _live_view(kit, request.port, from_s)
        recorder = _open_recorder(stack, request, kit, used) if request.record else None
        streams = LslOutlets(kit.info, kit_source_id(request.port), time.monotonic) if request.streams else None
        while request.seconds is None or time.monotonic() - from_s < request.seconds:
            samples = _read_or_reopen(reader, view, request.wait_s)
            if recorder:
                recorder.write(samples, from_s)
                view.note = f"recording {recorder.path}: {recorder.rows} rows"
            if streams:
                streams.push_samples(samples)
            view.add_samples(samples, reader.arrived_s)


def _read_or_reopen(reader: LiveKitReader, view: KitLiveView, wait_s: float) -> list[TimedSample]:
    """Read the next samples. If the port is lost, try to reopen it for up to `wait_s` seconds, and then raise
    SerialPortLostError.
    """
    try:
        return reader.read()
    except SerialPortLostError as error:
        until_s = time.monotonic() + wait_s
        while time.monotonic() < until_s:
            view.show_note(f"{error} Waiting for it to return.", time.monotonic())
            time.sleep(_AGAIN_S)
            with suppress(SerialPortError):
                reader.reopen()
                view.note = ""
                return []
        raise


def _live_view(kit: Kit, port: str, from_s: float) -> KitLiveView:
    is_terminal = sys.stdout.isatty()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without Unicode shows question marks for blocks
    colours = is_terminal and not os.environ.get("NO_COLOR")
    return KitLiveView(sys.stdout, kit, port, from_s, moves=is_terminal, colours=colours)


def _open_recorder(stack: ExitStack, request: KitWatchRequest, kit: Kit, used: Mapping[str, object]) -> KitCsvRecorder:
    assert request.record is not None
    zone = machine_time_zone(os.environ.get("TZ", ""), LOCAL_TIME)

    def now() -> datetime:
        return datetime.now(timezone.utc).astimezone(zone)

    recorder = KitCsvRecorder(request.record, kit, settings=used, port=request.port, started=now())
    stack.callback(lambda: recorder.close(now()))
    return recorder


def machine_time_zone(variable: str, link: Path) -> tzinfo | None:
    """Return the name of the machine's time zone, from $TZ or from the target of /etc/localtime. None if it has no
    name.
    """
    _, _, linked = os.path.realpath(link).rpartition("zoneinfo/")
    for name in (variable.lstrip(":"), linked):
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return None
