"""Overview of a study while no session is running: recorded and planned participants, measurements and exports."""

from collections.abc import Sequence

from edge.consent.record import sort_scopes
from edge.study.dictionary import STUDY
from edge.study.order import participant_advert_order
from edge.study.sessions import StudySession
from edge.study.study import Study
from edge.study_sessions.values import ExportRow, Overview, ParticipantRow, SessionRow


def study_overview(study: Study, adverts: Sequence[str], now_s: float) -> Overview:
    """The overview of a study. `adverts`: the ads, for each participant's order; empty if they are not known.

    Raises StudyError or StudyStorageError.
    """
    rows = [_participant(study, name, adverts, now_s) for name in study.participants.pseudonyms()]
    following = int(study.participants.next_pseudonym()[1:])
    planned = _planned(following - 1, len(adverts)) if adverts else None
    rows += [
        ParticipantRow(
            f"w{number}", True, (), tuple(participant_advert_order(study.definition, adverts, f"w{number}")), ()
        )
        for number in range(following, (planned or 0) + 1)
    ]
    exports = tuple(ExportRow(made.made_s, made.kind, made.place) for made in study.recorded_exports())
    return Overview(tuple(rows), planned, exports)


def _planned(participants: int, adverts: int) -> int:
    """Number of participants needed to complete the started Latin squares.

    One square needs as many participants as there are ads, or twice as many if the number of ads is odd.
    """
    square = adverts if adverts % 2 == 0 else 2 * adverts
    return max(1, -(-participants // square)) * square


def _participant(study: Study, name: str, adverts: Sequence[str], now_s: float) -> ParticipantRow:
    order = tuple(participant_advert_order(study.definition, adverts, name)) if adverts else ()
    if STUDY not in study.keys.scopes_with_key(name):  # the folder of the keys is away; vitrina study check says so
        return ParticipantRow(name, False, (), order, ())
    held = study.participants.consented_scopes(name, now_s)
    return ParticipantRow(name, False, sort_scopes(held), order, tuple(map(_session, study.readable_sessions(name))))


def _session(session: StudySession) -> SessionRow:
    info = session.info
    minutes = None if session.is_cut or info.ended_s is None else (info.ended_s - info.started_s) / 60
    return SessionRow(session.number, info.started_s, minutes, tuple(sorted({one.pair for one in info.sync})))
