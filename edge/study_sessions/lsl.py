"""Loads the Lab Streaming Layer, publishes a session's markers and signals on it, and receives markers.

Only this module imports pylsl. A published stream contains what was first written to the session's files, with the time
of capture.
"""

import os
import platform
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from edge.events import PlayEnded, PlayStarted
from edge.study.dictionary import EVENTS, Series, find_series
from edge.study.errors import StudyError
from edge.study.markers import LONGEST_TEXT, TIMED_ERROR_S, Marker, parse_ad_marker
from edge.study.series import Row

CONFIGURATION = (
    "[multicast]\nResolveScope = machine\nListenAddress = 127.0.0.1\n[lab]\nKnownPeers = {{{peers}}}\n"
    "[ports]\nIPv6 = disable\n[log]\nlevel = -3\n"
)
"""Configuration for liblsl. It searches for streams only on this computer and the named hosts, never by multicast.

It answers searches only on the loopback address. It cannot bind its other ports to an address.
"""

TYPES = {"kit": "EDA", "beats": "RR", "face": "Face", "sound": "Audio", "events": "Markers"}
REPEAT_S = 5.0
"""Interval of the marker `session` in seconds.

A recorder does not receive samples sent before it subscribes, and streams without a sample have crashed recorders.
"""

_LOOK_S = 2.0
_IRREGULAR = 0.0
_SOURCE = "vitrina-study"


@dataclass(frozen=True)
class LslLibrary:
    """The loaded library: the module pylsl, and what it does not offer."""

    pylsl: Any

    def measure_correction(self, inlet: Any, timeout_s: float) -> tuple[float, float | None]:
        """The time that maps an inlet's timestamps to this computer's LSL clock, and its largest error; in seconds.

        The error is the round trip of the measurement; None if the library does not report it. Raises RuntimeError.
        """
        ctypes, library = import_module("ctypes"), getattr(self.pylsl, "lib", None)
        measure = getattr(getattr(library, "lib", library), "lsl_time_correction_ex", None)
        if measure is None:
            return float(inlet.time_correction(timeout=timeout_s)), None
        measure.restype = ctypes.c_double
        remote_s, error_s, code = ctypes.c_double(), ctypes.c_double(), ctypes.c_int()
        correction_s = measure(
            inlet.obj, ctypes.byref(remote_s), ctypes.byref(error_s), ctypes.c_double(timeout_s), ctypes.byref(code)
        )
        if code.value:
            raise RuntimeError(f"code {code.value}")
        return float(correction_s), float(error_s.value)


def load_lsl(folder: Path, hosts: Collection[str] = ()) -> LslLibrary:
    """Load pylsl, with a configuration file in `folder` that limits it to this computer and these hosts.

    Raises StudyError.
    """
    path = folder / "lsl_api.cfg"
    path.write_text(CONFIGURATION.format(peers=", ".join(["127.0.0.1", *sorted(hosts)])))
    os.environ["LSLAPICFG"] = str(path)
    try:
        return LslLibrary(import_module("pylsl"))
    except (ImportError, OSError, RuntimeError) as error:  # pylsl raises RuntimeError if it finds no liblsl
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise StudyError(
            f"study: the Lab Streaming Layer could not be started ({reason}). Install pylsl: pip install "
            "'vitrina[lsl]'."
        ) from None


class LslStreams:
    """LSL streams of one session. `now`: the session's clock. `send_rows` sends rows that were written to a series."""

    def __init__(self, lsl: Any, session: str, now: Callable[[], float]) -> None:
        self._lsl, self._session, self._now = lsl, session, now
        self._outlets: dict[str, Any] = {}
        self._repeat_due_s = float("-inf")
        self.send_due_session_marker()

    def lsl_time_s(self) -> float:
        """Time of the Lab Streaming Layer's clock in seconds."""
        return float(self._lsl.local_clock())

    def send_rows(self, name: str, rows: Sequence[Row]) -> None:
        """Send the rows of a series, each with its time. Markers that were received from LSL are not sent back."""
        series = find_series(name)
        if series.name not in TYPES:
            return
        ahead_s = self.lsl_time_s() - self._now()
        for row in rows:
            at_s = float(str(row[0])) + ahead_s
            if series is not EVENTS:
                self._outlet(name).push_sample([_number(value) for value in row[1:]], at_s)
            elif row[-1] != "lsl":
                self._outlet(name).push_sample([_text(row)], at_s)

    def send_due_session_marker(self) -> None:
        """Send the marker `session` when it is due."""
        now_s = self._now()
        if not self._repeat_due_s - REPEAT_S <= now_s < self._repeat_due_s:
            self._repeat_due_s = now_s + REPEAT_S
            self._outlet("events").push_sample(["session"], self.lsl_time_s())

    def _outlet(self, name: str) -> Any:
        outlet = self._outlets.get(name)
        if outlet is None:
            outlet = self._outlets[name] = self._make_outlet(name, find_series(name))
        return outlet

    def _make_outlet(self, name: str, series: Series) -> Any:
        is_text = series is EVENTS
        columns = () if is_text else series.columns[1:]
        info = self._lsl.StreamInfo(
            f"Vitrina {name}",
            TYPES[series.name],
            len(columns) or 1,
            _IRREGULAR,
            "string" if is_text else "float32",
            f"{_SOURCE} {self._session} {name}",
        )
        channels = info.desc().append_child("channels")
        for column in columns:
            channel = channels.append_child("channel")
            channel.append_child_value("label", column.name)
            channel.append_child_value("unit", column.unit)
        return self._lsl.StreamOutlet(info)


class LslMarkers:
    """Reads the marker streams of other programs on this computer in its own thread, until closed.

    `without`: names of streams that the session records instead. `has_ads`: `ad:NAME` and `ad_end` start and end an ad.
    """

    def __init__(
        self,
        lsl: Any,
        now: Callable[[], float],
        emit: Callable[[Marker | PlayStarted | PlayEnded], None],
        without: Collection[str] = (),
        *,
        has_ads: bool = False,
    ) -> None:
        self._lsl, self._now, self._emit = lsl, now, emit
        self._without, self._has_ads = without, has_ads
        self._inlets: dict[str, Any] = {}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lsl markers", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join(2 * _LOOK_S)

    def _run(self) -> None:
        due_s = float("-inf")
        while not self._closing.is_set():
            if self._now() >= due_s:
                due_s = self._now() + _LOOK_S
                self._find()
            for inlet in list(self._inlets.values()):
                self._read(inlet)
            self._closing.wait(0.05)

    def _find(self) -> None:
        for info in self._lsl.resolve_byprop("type", "Markers", timeout=0.2):
            key = info.uid()
            is_other = not info.source_id().startswith(_SOURCE) and info.name() not in self._without
            is_here = info.hostname() == platform.node()  # a host of a recorded stream answers too
            if key not in self._inlets and is_other and is_here:
                self._inlets[key] = self._lsl.StreamInlet(info, recover=False)

    def _read(self, inlet: Any) -> None:
        try:
            texts, times_s = inlet.pull_chunk(timeout=0.0)
            ahead_s = self._now() - float(self._lsl.local_clock())
            correction_s = inlet.time_correction(timeout=1.0) if times_s else 0.0
        except (RuntimeError, OSError):  # the program has ended, or does not answer
            self._inlets = {key: one for key, one in self._inlets.items() if one is not inlet}
            return
        for text, at_s in zip(texts, times_s, strict=True):
            name, own_s = str(text[0])[:LONGEST_TEXT], at_s + correction_s + ahead_s
            play = parse_ad_marker(name, own_s, TIMED_ERROR_S) if self._has_ads else None
            self._emit(play or Marker(own_s, "mark", name, error_s=TIMED_ERROR_S, origin="lsl"))


def _number(value: object) -> float:
    return float("nan") if value is None else float(str(int(value) if isinstance(value, bool) else value))


def _text(row: Row) -> str:
    """Readable text of a marker: its type, and its name if it has a name. A mark is shown only by its text."""
    _, kind, name, *_ = row
    return str(name) if kind == "mark" else f"{kind} {name or ''}".strip()
