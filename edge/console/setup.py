"""The setup of a kiosk: its steps and questions as values, and the interface that accepts the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from edge.console.hooks import SettingKey, SettingsRefusedError
from edge.console.values import Finding

Kind = Literal["text", "number", "yes", "date", "secret"]


@dataclass(frozen=True, slots=True)
class SetupQuestion:
    """One question. `value` is the current answer as a JSON type; None if there is no answer. A secret is never
    returned: its value is True if it is set. `choices` are suggested answers; other answers are possible.
    """

    place: SettingKey
    label: str
    hint: str
    kind: Kind = "text"
    value: object = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetupStep:
    """Questions that belong together. `missing`: what the kiosk still needs, or what the last test found wrong.
    `can_try`: a test can show whether the answers work. `takes_code`: a code from the central server can answer all
    questions. `offers_sign`: a sign can be made from the answers. `finds_cameras`: a search can answer the step.
    """

    name: str
    title: str
    text: str
    questions: tuple[SetupQuestion, ...]
    missing: str = ""
    can_try: bool = False
    takes_code: bool = False
    offers_sign: bool = False
    finds_cameras: bool = False


@dataclass(frozen=True, slots=True)
class CameraOffer:
    """A network camera that a search found. `address`: its IP address. Without a stream, `problem` is the reason, and
    the numbers are 0. It contains neither user nor password.
    """

    address: str
    name: str
    encoding: str = ""
    width_px: int = 0
    height_px: int = 0
    rate_hz: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CameraOffers:
    """Result of a search. `notes`: sentences about answers that do not count. `is_allowed`: False if the kiosk's
    process may not search the local network.
    """

    cameras: tuple[CameraOffer, ...] = ()
    notes: tuple[str, ...] = ()
    is_allowed: bool = True


@dataclass(frozen=True, slots=True)
class NameProposal:
    """A name that messages cannot contain, and a similar valid name. `place`: the setting with the name, as
    section.key.
    """

    place: str
    name: str
    proposal: str


class NamesRefusedError(SettingsRefusedError):
    """Some names cannot be used in messages; nothing was saved. `proposals`: similar names that can be used."""

    def __init__(self, proposals: Sequence[NameProposal]) -> None:
        super().__init__(
            "\n".join(f"[{one.place}] {one.name!r} cannot be used as a name. Try: {one.proposal}" for one in proposals)
        )
        self.proposals = tuple(proposals)


class SetupAssistant(Protocol):
    """Saves the answers, so that setup can continue after a restart. All methods except `now` raise
    SettingsRefusedError.
    """

    def now(self) -> float:
        """Current time, in seconds since 1970 UTC."""

    def setup_steps(self, language: str = "en") -> Sequence[SetupStep]:
        """The steps in order, with the current answers."""

    def sign_pdf(self, language: str) -> bytes:
        """A PDF of the sign, made from the current answers."""

    def save_answers(self, values: Mapping[SettingKey, object]) -> None:
        """Save answers: either all or none. The value None removes an answer. Also raises NamesRefusedError."""

    def redeem_code(self, code: str) -> None:
        """Fill in answers with a code from the central server."""

    def try_step(self, step: str, language: str = "en") -> Sequence[Finding]:
        """Test the answers of one step. Return the results in the given language. Takes up to a minute."""

    def find_cameras(self, user: str, password: str, language: str = "en") -> CameraOffers:
        """Search the local networks for cameras. Return reasons and notes in the given language.

        Refused while another search runs. Takes up to 15 seconds.
        """

    def use_camera(self, address: str) -> None:
        """Save the stream of a camera of the last search as the answer."""

    def finish_setup(self) -> None:
        """Write the settings file from the answers. The kiosk then starts."""
