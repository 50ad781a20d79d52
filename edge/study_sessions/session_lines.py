"""Lines that `vitrina study session` prints when it starts and when it ends."""

from collections.abc import Iterator, Set

import numpy as np

from edge.statistics.columns import float_array
from edge.study.counts import count_with_noun
from edge.study.coverage import sample_coverage, usual_step_s
from edge.study.measures.signals import usable_skin_samples
from edge.study.sessions import StudySession
from edge.study_sessions.contact import GOOD

_DEVICES = {
    "face": ("face", "camera: name one with --camera"),
    "kits": ("kit", "kit: name one with --kit"),
    "voice": ("sound", "microphone: name one with --microphone"),
}
"""For each scope that needs a device: prefix of its series names, and what to do without the device."""


_SMILES_ONLY = (
    'study: with [models] use = "shop", only attention and smiles are recorded from the face. To record all '
    'expressions, set use = "research".'
)


def session_start_lines(session: StudySession, scopes: Set[str], use: str) -> Iterator[str]:
    """Lines that list what a session records, and which scopes have no device. `scopes`: the consented scopes.

    `use`: the setting of [models].
    """
    sources = session.info.sources
    lacking = {scope for scope, (series, _) in _DEVICES.items() if not any(name.startswith(series) for name in sources)}
    recorded = ", ".join(sorted(scopes - lacking - {"share", "pictures"})) or "only markers"
    yield f"study: session {session.number} of {session.participant} records {recorded}"
    for scope in sorted(scopes & lacking):
        yield f"study: {scope} is not recorded, because there is no {_DEVICES[scope][1]}, or in the settings."
    if use == "shop" and "face" in scopes - lacking:
        yield _SMILES_ONLY


def session_end_lines(session: StudySession) -> Iterator[str]:
    """Lines that show how much of each series is known, and which devices sent no data."""
    yield f"study: session {session.number} of {session.participant} is stored:"
    for name in session.series_names:
        if name in ("events", "clock"):
            continue
        if name == "answers":
            yield f"study:   answers: {len(session.read_series(name)['time_s'])}"
            continue
        known = session.series_coverage(name)
        gaps = count_with_noun(len(known.gaps), "gap")
        yield f"study:   {name}: {known.share:.0%} known, {gaps}{_skin_text(session, name)}"
    for name in sorted(set(session.info.sources) - set(session.series_names)):
        yield f"study:   {name}: nothing was recorded. To find the fault, run vitrina doctor"
    yield "study:   the clock offsets of the devices are not measured. To measure them, run vitrina study sync"


def _skin_text(session: StudySession, name: str) -> str:
    """Share of the session with usable skin conductance, as text; empty for a series without skin conductance."""
    if not name.startswith("kit"):
        return ""
    columns = session.read_series(name)
    usable = usable_skin_samples(columns)
    if not np.isfinite(float_array(columns["conductance_us"])).any():
        return ", no skin conductance"
    times_s, info = float_array(columns["time_s"]), session.info
    end_s = float(times_s[-1]) if info.ended_s is None else info.ended_s
    share = sample_coverage(times_s, usable, info.started_s, end_s, usual_step_s(times_s)).share
    return f"; skin conductance usable {share:.0%}" + ("" if share >= GOOD else ": check the electrodes")
