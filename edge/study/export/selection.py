"""Selection of what an export or report may contain: people with a valid consent, and the series it covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from edge.study.attributes import Attribute, AttributeValue, read_attributes
from edge.study.dictionary import STUDY, Series, find_series
from edge.study.errors import StudyError
from edge.study.series import Columns
from edge.study.sessions import StudySession
from edge.study.study import Study

SHARE = "share"
NO_CONSENT = "no valid consent: let the person sign, then run participant add"
NOT_SHARED = "the consent does not include the scope share: for an export that you do not pass on, use --without-share"


@dataclass(frozen=True)
class ChosenSession:
    """A session with the series that may be read. `is_complete`: False if it ended early, for example by a crash."""

    session: StudySession
    names: tuple[str, ...]
    is_complete: bool

    @property
    def label(self) -> str:
        """The session number with two digits."""
        return f"{self.session.number:02d}"

    def describe_series(self, name: str) -> Series:
        """Definition of the series `name`, with one column per channel of a stream."""
        return self.session.describe_series(name)

    def read_series(self, name: str) -> Columns:
        """Columns of the series `name`, which must be one of `names`. Raises StudyError or StudyStorageError."""
        if name not in self.names:
            raise StudyError(
                f"study: this export may not contain the series {name}. Choose one of: {', '.join(self.names)}"
            )
        return self.session.read_events() if name == "events" else self.session.read_series(name)


@dataclass(frozen=True)
class ChosenParticipant:
    """A participant, the scopes of the participant's valid consent, and the sessions sorted by start time.

    `attributes`: values by name, without missing ones.
    """

    name: str
    scopes: frozenset[str]
    sessions: tuple[ChosenSession, ...]
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A person, or a person's series, that is not in the export. The researcher sees it; no export contains it."""

    participant: str
    what: str  # "" for all of it
    reason: str


@dataclass(frozen=True)
class Selection:
    """All people, sessions and series that an export may contain, and the attributes with values of its people."""

    participants: tuple[ChosenParticipant, ...]
    left_out: tuple[LeftOut, ...]
    attributes: tuple[Attribute, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(participant.name for participant in self.participants)

    @property
    def session_count(self) -> int:
        return sum(len(participant.sessions) for participant in self.participants)

    def without_personal_attributes(self) -> "Selection":
        """The same people and sessions, without the values of personal attributes."""
        kept = tuple(attribute for attribute in self.attributes if not attribute.is_personal)
        names = {attribute.name for attribute in kept}
        people = tuple(
            replace(one, attributes={name: value for name, value in one.attributes.items() if name in names})
            for one in self.participants
        )
        return replace(self, participants=people, attributes=kept)


def choose_participants(study: Study, participant: str | None, at_s: float, *, shared_only: bool) -> Selection:
    """All participants with sessions and a valid consent at `at_s`, or only the given participant.

    `shared_only`: only people who consent to sharing. Raises StudyError if nobody remains, and StudyStorageError.
    """
    if participant is not None:
        study.participants.require(participant)
    attributes = read_attributes(study.folder)
    chosen: list[ChosenParticipant] = []
    left_out: list[LeftOut] = []
    for name in study.participants.pseudonyms() if participant is None else (participant,):
        scopes = study.participants.consented_scopes(name, at_s)
        if not scopes:
            left_out.append(LeftOut(name, "", NO_CONSENT))
        elif shared_only and SHARE not in scopes:
            left_out.append(LeftOut(name, "", NOT_SHARED))
        else:
            _add_participant(study, name, scopes, chosen, left_out)
    if not chosen:
        raise StudyError(_nobody(left_out))
    people = (replace(one, attributes=study.attribute_values.read_values(one.name, attributes)) for one in chosen)
    return Selection(tuple(people), tuple(left_out), attributes)


def _add_participant(
    study: Study, name: str, scopes: frozenset[str], chosen: list[ChosenParticipant], left_out: list[LeftOut]
) -> None:
    sessions = [_session(session, scopes) for session in study.readable_sessions(name)]
    for one in sessions:
        hidden = [series for series in one.session.series_names if series not in one.names]
        if hidden:
            left_out.append(LeftOut(name, ", ".join(hidden), "the consent does not include their scope now"))
    if sessions:
        chosen.append(ChosenParticipant(name, scopes, tuple(sessions)))


def _session(session: StudySession, scopes: frozenset[str]) -> ChosenSession:
    names = tuple(name for name in session.series_names if find_series(name).scope in scopes | {STUDY})
    return ChosenSession(session, names, not session.is_cut)


def _nobody(left_out: Sequence[LeftOut]) -> str:
    why = "; ".join(f"{one.participant}: {one.reason}" for one in left_out if not one.what)
    if not why:
        return "study: there is no session to read. Record one: vitrina study session"
    return f"study: there is no participant to include. {why}."
