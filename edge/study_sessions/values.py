"""Values that the pages of a session show and request, and the interfaces of the objects that the pages use.

The pages import only this module; questions, clock measurements and the leader's desk import the pages. Values of a
session are about one person: they go only to loopback, and are not stored.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edge.study.definition import StudyDefinition
from edge.study.questionnaires.questionnaire import Questionnaire
from edge.study_sessions.control import ControlState

Trace = tuple[float | None, ...]
"""Values of a signal on an even grid that ends now; None: the value at that time is unknown."""


@dataclass(frozen=True, slots=True)
class KitView:
    """State of one kit. `contact`: share of good samples in the last seconds, 0 to 1. `gap_s`: time without any.

    `measures_contact`: False for a kit without electrodes. Its samples are good if they have a heart rate.
    """

    name: str
    contact: float | None
    gap_s: float | None
    skin_us: Trace
    heart_bpm: Trace
    measures_contact: bool


@dataclass(frozen=True, slots=True)
class AdvertView:
    """The ad that is on the screen. `left_s`: remaining seconds; None if the ad's length is unknown."""

    creative: str
    left_s: float | None


@dataclass(frozen=True, slots=True)
class LiveView:
    """State of a running session at one moment. `scopes`: each consented scope, and whether it is valid now.

    `has_face`: None without a camera. `face_gap_s`: time without face data; the reason is not stored.
    """

    participant: str
    number: int
    at_s: float
    phase_s: float
    control: ControlState
    scopes: dict[str, bool]
    has_face: bool | None
    face_gap_s: float | None
    level_db: float | None
    sound_gap_s: float | None
    kits: tuple[KitView, ...]
    advert: AdvertView | None
    open_answers: int
    alerts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A recorded session. `minutes`: its length; None if the session was cut short.

    `measured`: pairs of devices with a measured clock offset.
    """

    number: int
    started_s: float
    minutes: float | None
    measured: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """A participant, or a free place in the plan. `order`: order of the ads, if the ads are known."""

    name: str
    is_planned: bool
    scopes: tuple[str, ...]
    order: tuple[str, ...]
    sessions: tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An export or a report that was made from the study."""

    made_s: float
    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The study while no session is running. `planned`: participants for complete squares; None: ads unknown."""

    participants: tuple[ParticipantRow, ...]
    planned: int | None
    exports: tuple[ExportRow, ...]


class ClosedAskingError(Exception):
    """These questions are closed, or were never asked."""


class BadFlashError(Exception):
    """The page reported a flash that is not plausible."""


class NoSessionError(Exception):
    """The request needs a running session, or needs that none is running. The message states why and what to do."""


class PageQuestions(Protocol):
    """Questions of a session, as the questions page uses them. Implemented by questions.asker.Asker."""

    is_closed: bool

    @property
    def questionnaire(self) -> Questionnaire: ...

    def open_questions_number(self) -> int | None: ...

    def take_answers(self, number: int, values: object) -> None: ...


class FlashPlan(Protocol):
    """Plan of the flashes, as the page that flashes uses it. Implemented by sync.pairs.SyncPlan."""

    @property
    def edges(self) -> int: ...

    @property
    def apart_s(self) -> float: ...


class PageFlashes(Protocol):
    """Recorded flashes, as the page that flashes uses them. Implemented by sync.flashes.Flashes."""

    may_begin: bool

    @property
    def plan(self) -> FlashPlan: ...

    @property
    def is_over(self) -> bool: ...

    def now(self) -> float: ...

    def add(self, at_s: object, error_s: object) -> None: ...


class PageStudy(Protocol):
    """Study, as the leader's page uses it. Implemented by leader.place.StudyPlace."""

    @property
    def folder(self) -> Path: ...

    @property
    def definition(self) -> StudyDefinition: ...

    @property
    def days_left(self) -> int: ...

    @property
    def free_bytes(self) -> int: ...

    def overview(self) -> Overview: ...


class PageDesk(Protocol):
    """Actions that the leader's page can request. Implemented by leader.desk.LeaderDesk."""

    said: tuple[str, ...]
    is_fault: bool

    @property
    def is_busy(self) -> bool: ...

    def live_view(self) -> LiveView | None: ...

    def request_session(self, participant: object) -> None: ...

    def request_action(self, action: str) -> None: ...

    def add_marker(self, text: object) -> None: ...
