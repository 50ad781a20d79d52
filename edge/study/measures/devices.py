"""Devices that recorded the signals of a study, with their rates."""

from collections.abc import Iterable, Sequence

import numpy as np

from edge.study.dictionary import KIT, find_series
from edge.study.export.selection import Selection
from edge.study.measures.signals import SessionSignals
from edge.study.report.results import RecordedSignals


def recorded_signals(people: Sequence[Sequence[SessionSignals]], selection: Selection) -> list[RecordedSignals]:
    """Signals of the selected sessions by kind of device. No device path and no camera address is included.

    `people`: signals of these sessions, in the same order.
    """
    sessions = [one for own in people for one in own]
    chosen = [one for participant in selection.participants for one in participant.sessions]
    kits: dict[str, list[float]] = {}
    for signals, each in zip(sessions, chosen, strict=True):
        names = [name for name in each.names if find_series(name) is KIT]
        for kind in {_kit_name(each.session.info.sources.get(name, "")) for name in names}:
            kits.setdefault(kind, []).append(np.nan if signals.skin is None else signals.skin.hz)
    found = [
        RecordedSignals("Skin conductance and heart beats were", f"kit {kind}", len(rates), _median(rates))
        for kind, rates in sorted(kits.items())
    ]
    faces = [one.face[0].hz for one in sessions if one.face]
    sounds = [one.laughter.hz for one in sessions if one.laughter is not None]
    for text, device, rates in (("The face was", "camera", faces), ("Laughter was", "microphone", sounds)):
        if rates:
            found.append(RecordedSignals(text, device, len(rates), _median(rates)))
    return found


def _kit_name(source: str) -> str:
    """Kind of a kit: its source without the port."""
    return source.partition(" at ")[0] or "unknown"


def _median(rates: Iterable[float]) -> float | None:
    known = [rate for rate in rates if np.isfinite(rate)]
    return float(np.median(known)) if known else None
