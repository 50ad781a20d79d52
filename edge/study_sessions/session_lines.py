"""Lines that `vitrina study session` prints when it starts and when it ends."""

from collections.abc import Iterator, Set

import numpy as np

from edge.consent.record import SCOPES
from edge.statistics.columns import float_array
from edge.study.analysis.coverage import Coverage
from edge.study.counts import count_with_noun
from edge.study.coverage import sample_coverage, usual_step_s
from edge.study.dictionary import ANSWERS, CLOCK, EVENTS, STREAM_CLOCK, find_series, is_stream
from edge.study.measures.signals import usable_skin_samples
from edge.study.sessions import StudySession
from edge.study.streams import stream_series_name
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
    streams = scopes - set(SCOPES)
    lacking |= {scope for scope in streams if stream_series_name(scope) not in sources}
    recorded = ", ".join(sorted(scopes - lacking - {"share", "pictures"})) or "only markers"
    yield f"study: session {session.number} of {session.participant} records {recorded}"
    for scope in sorted(streams & lacking):
        yield f"study: {scope} is not recorded: name its stream with --record-lsl name=NAME"
    for scope in sorted(scopes & lacking - streams):
        yield f"study: {scope} is not recorded, because there is no {_DEVICES[scope][1]}, or in the settings."
    if use == "shop" and "face" in scopes - lacking:
        yield _SMILES_ONLY


def session_end_lines(session: StudySession) -> Iterator[str]:
    """Lines that show how much of each series is known, and which devices sent no data."""
    yield f"study: session {session.number} of {session.participant} is stored:"
    for name in session.series_names:
        if find_series(name).name in (EVENTS.name, CLOCK.name, STREAM_CLOCK.name):
            continue
        if name == ANSWERS.name or session.info.is_text_stream(name):
            yield f"study:   {name}: {len(session.read_series(name)['time_s'])}"
            continue
        known = session.series_coverage(name)
        gaps = count_with_noun(len(known.gaps), "gap")
        faults = _silence_text(session, known) + _skin_text(session, name)
        yield f"study:   {name}: {known.share:.0%} known, {gaps}{faults}"
    for name in sorted(set(session.info.sources) - set(session.series_names)):
        help_text = "Check the program that sends it" if is_stream(name) else "To find the fault, run vitrina doctor"
        yield f"study:   {name}: nothing was recorded. {help_text}"
    yield "study:   the clock offsets of the devices are not measured. To measure them, run vitrina study sync"


def _silence_text(session: StudySession, known: Coverage) -> str:
    """Length of the last gap, if it lasts to the end of the session and the series counts for too little of it."""
    ended_s = session.info.ended_s
    if ended_s is None or known.share >= GOOD or not known.gaps or known.gaps[-1].to_s < ended_s:
        return ""
    return f"; nothing in the last {ended_s - known.gaps[-1].from_s:.0f} s: check the device"


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
