"""Shows a kit's data live. In a terminal it redraws in place; otherwise it prints one line per second."""

import shutil
from collections import deque
from collections.abc import Callable, Sequence
from math import isfinite, nan
from typing import TextIO

from firmware_bridge.cli.sparkline import Sparkline
from firmware_bridge.live_reader import TimedSample
from firmware_bridge.samples import Kit
from firmware_bridge.vitals import VitalSigns

LINE_EVERY_S = 1.0
DRAW_EVERY_S = 0.25
RATE_OVER_S = 5.0
EDA_OVER_S, PULSE_OVER_S = 60.0, 6.0
LEAST_EDA_US, LEAST_PULSE = 0.05, 0.02
"""Smallest range of a sparkline. It prevents noise from filling the sparkline when responses are too small or there is
no pulse.
"""

GOOD, FAIR = 0.95, 0.5
SILENT_AFTER_S = 3.0  # without a sample for so long, the kit is silent: no values are shown

_GREEN, _YELLOW, _RED, _DIM = "32", "33", "31", "2"
Part = tuple[str, str]  # text, colour


class KitLiveView:
    """Live display of one kit. `moves`: the output is a terminal with a movable cursor. `colours`: use ANSI colours."""

    def __init__(
        self,
        out: TextIO,
        kit: Kit,
        port: str,
        from_s: float,
        *,
        moves: bool,
        colours: bool,
        width: Callable[[], int] = lambda: shutil.get_terminal_size().columns,
    ) -> None:
        self.note = ""  # text beside the values
        self._out, self._kit, self._port, self._from_s = out, kit, port, from_s
        self._moves, self._colours, self._width = moves, colours, width
        self._shown_s = from_s
        self._lines = 0  # number of lines drawn last time
        self._last: TimedSample | None = None
        self._ibi_ms = nan
        self._times: deque[float] = deque()
        self._responses: deque[float] = deque()
        self._eda = Sparkline(EDA_OVER_S, LEAST_EDA_US)
        self._pulse = Sparkline(PULSE_OVER_S, LEAST_PULSE)

    def add_samples(self, samples: Sequence[TimedSample], now_s: float) -> None:
        """Add samples, if there are any, and redraw if it is time."""
        for timed in samples:
            self._eda.add(timed.at_s, timed.vital.eda_us)
            self._pulse.add(timed.at_s, timed.sample.pulse)
            self._times.append(timed.at_s)
            if timed.vital.response:
                self._responses.append(timed.at_s)
            if isfinite(timed.sample.ibi_ms):
                self._ibi_ms = timed.sample.ibi_ms
            self._last = timed
        while self._times and self._times[0] <= now_s - RATE_OVER_S:
            self._times.popleft()
        while self._responses and self._responses[0] <= now_s - EDA_OVER_S:
            self._responses.popleft()
        self._show(now_s)

    def show_note(self, note: str, now_s: float) -> None:
        """Show the reason why no samples arrive."""
        self.note = note
        self._show(now_s)

    def _show(self, now_s: float) -> None:
        if now_s - self._shown_s >= (DRAW_EVERY_S if self._moves else LINE_EVERY_S):
            self._shown_s = now_s
            self._draw(now_s) if self._moves else self._print_line(now_s)

    @property
    def _has_heart(self) -> bool:
        return self._kit.info.has_pulse or not self._kit.info.has_eda

    def _rate_hz(self, now_s: float) -> float:
        return len(self._times) / max(min(RATE_OVER_S, now_s - self._from_s), 1.0)

    def _vital(self, now_s: float) -> VitalSigns | None:
        """Return the last values; None while the kit sends nothing."""
        if self._last is None or now_s - self._last.at_s >= SILENT_AFTER_S:
            return None
        return self._last.vital

    def _print_line(self, now_s: float) -> None:
        counters, vital = self._kit.counters, self._vital(now_s)
        values = [f"{now_s - self._from_s:8.1f} s"]
        if vital is None:
            values.append("no data")
        else:
            if self._kit.info.has_eda and vital.contact is not None:
                contact = "yes" if vital.contact else "no"
                values.append(
                    f"eda {_format(vital.eda_us, '.3f', 'uS')}  contact {contact}  quality {vital.quality:.2f}"
                )
                values.append(f"responses {len(self._responses)}")
            if self._has_heart:
                values.append(f"hr {_format(vital.hr_bpm, '.0f', 'bpm')}")
            values.append(f"{self._rate_hz(now_s):.1f}/s")
        values.append(f"lost {counters.lost}  bad {counters.bad}")
        if self.note:
            values.append(self.note)
        print("  ".join(values), file=self._out, flush=True)

    def _draw(self, now_s: float) -> None:
        width = max(self._width(), 20)
        lines = [_cut(line, width - 1) for line in self._line_parts(now_s, width)]
        up = f"\x1b[{self._lines}A" if self._lines else ""
        text = "".join(f"\r{''.join(self._with_colour(part) for part in line)}\x1b[K\n" for line in lines)
        self._lines = len(lines)
        print(up + text, end="", file=self._out, flush=True)

    def _line_parts(self, now_s: float, width: int) -> list[list[Part]]:
        info, counters, vital = self._kit.info, self._kit.counters, self._vital(now_s)
        minutes, seconds = divmod(int(now_s - self._from_s), 60)
        lines: list[list[Part]] = [[(f"{info.title} at {self._port}", ""), (f"   {minutes}:{seconds:02d}", _DIM)]]
        if info.has_eda:
            eda_us, quality = (vital.eda_us, vital.quality) if vital else (nan, nan)
            lines.append(
                [("skin   ", ""), (f"{_format(eda_us, '.3f', 'uS'):>10}   ", ""), *_contact_parts(vital, quality)]
            )
            has_contact = vital is not None and vital.contact is not None
            lines[-1].append((f"   responses {len(self._responses)}", "") if has_contact else ("", ""))
            lines.append(_sparkline_parts(self._eda, now_s, width, EDA_OVER_S))
        hr_bpm = vital.hr_bpm if vital else nan
        heart = [("heart  ", ""), (f"{_format(hr_bpm, '.0f', 'bpm'):>10}   ", "")]
        if vital and isfinite(self._ibi_ms):
            heart.append((f"its own last interval {self._ibi_ms:.0f} ms", _DIM))
        if self._has_heart:
            lines.append(heart)
        if info.has_pulse:
            lines.append(
                [("       ", ""), (self._pulse.render(now_s, width - 16), ""), (f" {PULSE_OVER_S:.0f} s", _DIM)]
            )
        silent = [("no data   ", _RED)] if vital is None else [(f"{self._rate_hz(now_s):.1f}/s   ", "")]
        counts = f"lost {counters.lost}   bad {counters.bad}   restarts {counters.restarts}   faults {counters.faults}"
        lines.append([("wire   ", ""), *silent, (counts, _YELLOW if counters.faults else "")])
        lines.append([(self.note or "Ctrl-C ends", _DIM)])
        return lines

    def _with_colour(self, part: Part) -> str:
        text, colour = part
        return f"\x1b[{colour}m{text}\x1b[0m" if colour and self._colours else text


def _contact_parts(vital: VitalSigns | None, quality: float) -> list[Part]:
    if vital is None or vital.contact is None:
        return []
    contact = ("on the skin   ", _GREEN) if vital.contact else ("no contact   ", _RED)
    colour = _GREEN if quality >= GOOD else _YELLOW if quality >= FAIR else _RED
    return [contact, (f"quality {quality:.2f}", colour)]


def _sparkline_parts(line: Sparkline, now_s: float, width: int, over_s: float) -> list[Part]:
    return [("       ", ""), (line.render(now_s, width - 16), ""), (f" {over_s:.0f} s", _DIM)]


def _format(value: float, form: str, unit: str) -> str:
    return f"{value:{form}} {unit}" if isfinite(value) else "-"


def _cut(line: list[Part], width: int) -> list[Part]:
    """Cut a line to the width of the terminal. A longer line would wrap, and the next redraw would start one line too
    low.
    """
    cut = []
    for text, colour in line:
        cut.append((text[:width], colour))
        width -= len(cut[-1][0])
    return cut
