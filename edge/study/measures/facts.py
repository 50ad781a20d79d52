"""Facts about the whole study for a report: participants, exclusions with their reason, clocks, models."""

from collections.abc import Sequence
from datetime import datetime, timezone

from edge import __version__
from edge.messages.wire import time_text
from edge.study.export.selection import NO_CONSENT, Selection
from edge.study.export.tables import networks_used_text
from edge.study.measures.adverts import LEAST_KNOWN, AdvertMeasures
from edge.study.report.results import Exclusion, StudyFacts, SyncResult


def collect_study_facts(
    name: str, selection: Selection, at_s: float, seen: Sequence[AdvertMeasures] = (), notes: Sequence[str] = ()
) -> StudyFacts:
    """Facts of a study at a given time. The exclusions are derived from `seen`: what each participant saw."""
    sessions = [one for participant in selection.participants for one in participant.sessions]
    networks = {networks_used_text(one.session.info, one.names) for one in sessions} - {""}
    return StudyFacts(
        name=name,
        day=str(datetime.fromtimestamp(at_s, timezone.utc).date()),
        participants=len(selection.participants),
        sessions=len(sessions),
        exclusions=[*_consents(selection), *_signal_exclusions(seen)],
        sync=_sync_results(selection),
        networks=sorted(networks),
        notes=[*notes, *_selection_notes(selection)],
        versions=sorted({one.session.info.version for one in sessions} - {""}),
        version=__version__,
    )


def _consents(selection: Selection) -> list[Exclusion]:
    """People without a valid consent now. People who withdrew are not counted: the study stores nothing about them."""
    people = sum(one.reason == NO_CONSENT for one in selection.left_out)
    return [Exclusion(people, "a consent that is not valid now")] if people else []


def _signal_exclusions(seen: Sequence[AdvertMeasures]) -> list[Exclusion]:
    found: dict[tuple[str, str], set[str]] = {}
    for one in seen:
        for signal in one.left_out:
            found.setdefault((signal, one.creative), set()).add(one.participant)
    return [
        Exclusion(len(people), f"{signal} during {creative}: less than {100 * LEAST_KNOWN:.0f} % is known")
        for (signal, creative), people in sorted(found.items())
    ]


def _sync_results(selection: Selection) -> list[SyncResult]:
    """Clock offset measurements without duplicates, ordered by pair and day."""
    measured = {
        (result.pair, time_text(result.measured_s)[:10], result.offset_s, result.spread_s)
        for participant in selection.participants
        for one in participant.sessions
        for result in one.session.info.sync
    }
    return [SyncResult(pair, offset_s, spread_s, day) for pair, day, offset_s, spread_s in sorted(measured)]


def _selection_notes(selection: Selection) -> list[str]:
    sessions = [one for participant in selection.participants for one in participant.sessions]
    unmeasured = sum(not one.session.info.sync for one in sessions)
    cut = sum(not one.is_complete for one in sessions)
    notes = []
    if 0 < unmeasured < len(sessions):
        notes.append(f"In {unmeasured} of {len(sessions)} sessions, the offset between the clocks was not measured.")
    if cut:
        what = f"{cut} of {len(sessions)} sessions were cut short; they count up to their last value."
        notes.append(what if len(sessions) > 1 else "The session was cut short; it counts up to its last value.")
    return notes
