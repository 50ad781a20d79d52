"""The first settings of a kiosk: steps with questions, as values, and what answers them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from edge.console.hooks import SettingKey, SettingsRefusedError
from edge.console.values import Finding

Kind = Literal["text", "number", "yes", "date", "secret"]


@dataclass(frozen=True, slots=True)
class SetupQuestion:
    """One question. `value`: the present answer, as JSON has it; None: there is none. A secret is never told:
    its value is True where there is one. `choices`: answers that were found, beside which others may be given."""

    place: SettingKey
    label: str
    hint: str
    kind: Kind = "text"
    value: object = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetupStep:
    """Questions that belong together. `missing`: what the kiosk lacks without more answers. `can_try`: an attempt
    shows if the answers work. `takes_code`: a code of the central server answers all of it. `offers_sign`: the answers
    make a sign."""

    name: str
    title: str
    text: str
    questions: tuple[SetupQuestion, ...]
    missing: str = ""
    can_try: bool = False
    takes_code: bool = False
    offers_sign: bool = False


@dataclass(frozen=True, slots=True)
class NameProposal:
    """Name that messages cannot carry, and one that is close to it and can be used. `place`: as section.key."""

    place: str
    name: str
    proposal: str


class NamesRefusedError(SettingsRefusedError):
    """Names that messages cannot carry; nothing was kept. `proposals`: those that are close."""

    def __init__(self, proposals: Sequence[NameProposal]) -> None:
        super().__init__("\n".join(f"[{one.place}] {one.name!r} is no name. Try: {one.proposal}" for one in proposals))
        self.proposals = tuple(proposals)


class SetupAssistant(Protocol):
    """Takes answers, and keeps them for a later start. All but `now` raise SettingsRefusedError."""

    def now(self) -> float:
        """Seconds since 1970 UTC."""

    def setup_steps(self, language: str = "en") -> Sequence[SetupStep]:
        """The steps in their order, with the present answers."""

    def sign_pdf(self, language: str) -> bytes:
        """The sign of the present answers as a PDF."""

    def save_answers(self, values: Mapping[SettingKey, object]) -> None:
        """Keeps answers: all or none. None takes one back. Raises NamesRefusedError too."""

    def redeem_code(self, code: str) -> None:
        """Answers by a code of the central server."""

    def try_step(self, step: str, language: str = "en") -> Sequence[Finding]:
        """Tests the answers of a step, with results in a language. Takes up to a minute."""

    def finish_setup(self) -> None:
        """Makes the settings file of the answers. The kiosk begins."""
