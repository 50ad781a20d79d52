"""Setup questions for a new kiosk, as data. The page and the terminal ask the same steps.

Their texts are in `edge/console/texts`: `step_NAME`, `step_NAME_text`, and `question_SECTION_KEY` with its `hint_…`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.console.hooks import SettingKey
from edge.console.setup import Kind
from edge.law.bases import ARTICLES
from edge.law.table import PlaceLaw
from edge.settings.settings import Settings

PASSWORD: SettingKey = ("broker", "password")
MEDIA: SettingKey = ("player", "media")
NAMES: tuple[SettingKey, ...] = (("site", "tenant"), ("site", "site"), ("site", "device"))
COUNTRY: SettingKey = ("site", "country")
FILMS = "films"


@dataclass(frozen=True, slots=True)
class Question:
    """One question about a settings key. `choices` are suggested answers. `asked_if`: whether the law asks it."""

    place: SettingKey
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    asked_if: Callable[[PlaceLaw], bool] | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Missing settings of a step: the key of the text about them, and the unanswered questions."""

    key: str
    places: tuple[SettingKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Questions that belong together. `missing`: returns the missing settings, or None.

    `checks`: the doctor's checks that test the answers. `takes_code`: a one-time code of central can answer the step.
    `offers_sign`: the door sign can be printed with its answers. `finds_cameras`: a search can answer it.
    """

    name: str
    questions: tuple[Question, ...]
    missing: Callable[[Settings], Missing | None] = lambda _: None
    checks: tuple[str, ...] = ()
    takes_code: bool = False
    offers_sign: bool = False
    finds_cameras: bool = False


def _no_names(settings: Settings) -> Missing | None:
    unset = tuple(place for place in NAMES if place[1] not in settings.site.model_fields_set)
    return Missing("missing_names", unset) if unset else None


def _no_camera(settings: Settings) -> Missing | None:
    return None if "source" in settings.camera.model_fields_set else Missing("missing_camera")


def _no_films(settings: Settings) -> Missing | None:
    return None if settings.player else Missing("missing_films")


def _no_broker(settings: Settings) -> Missing | None:
    return None if "host" in settings.broker.model_fields_set else Missing("missing_broker")


def _no_sign(settings: Settings) -> Missing | None:
    unset = settings.missing_notice_text_keys()
    return Missing("missing_sign", _of_notice(unset)) if unset else None


def _no_notice(settings: Settings) -> Missing | None:
    unset = settings.missing_notice_keys()
    return Missing("missing_notice", _of_notice(unset)) if unset else None


def _of_notice(keys: Sequence[str]) -> tuple[SettingKey, ...]:
    return tuple(("notice", key) for key in keys)


def _no_staff(settings: Settings) -> Missing | None:
    unset = () if settings.models.expression == "none" else settings.staff.missing_declaration_keys()
    return Missing("missing_staff", tuple(("staff", key) for key in unset)) if unset else None


STEPS = (
    Step(
        "names",
        (*(Question(place) for place in NAMES), Question(("site", "timezone")), Question(COUNTRY)),
        _no_names,
        ("names", "law"),
        takes_code=True,
    ),
    Step(
        "camera",
        (Question(("camera", "source")), Question(("camera", "loop"), "yes")),
        _no_camera,
        ("camera", "decoding", "reach"),
        finds_cameras=True,
    ),
    Step(
        "screen",
        (
            Question(("screen", "yaw_deg"), "number"),
            Question(("screen", "pitch_deg"), "number"),
            Question(("site", "seen_from_street"), choices=("yes", "no"), asked_if=lambda law: law.asks_about_street),
        ),
    ),
    Step(FILMS, (Question(MEDIA),), _no_films, ("playback",)),
    Step(
        "broker",
        (
            Question(("broker", "host")),
            Question(("broker", "port"), "number"),
            Question(("broker", "tls"), "yes"),
            Question(("broker", "ca_file")),
            Question(("broker", "username")),
            Question(PASSWORD, "secret"),
        ),
        _no_broker,
        ("broker",),
    ),
    Step(
        "sign",
        (
            Question(("notice", "operator")),
            Question(("notice", "contact")),
            Question(("notice", "legal_basis"), choices=tuple(ARTICLES)),
            Question(("notice", "balancing_test_on"), "date"),
            Question(("notice", "reason"), asked_if=lambda law: law.starts_without_smiles),
            Question(("notice", "version")),
        ),
        _no_sign,
        offers_sign=True,
    ),
    Step(
        "notice",
        (Question(("notice", "confirmed_by")), Question(("notice", "confirmed_on"), "date")),
        _no_notice,
        ("notice", "law"),
    ),
    Step(
        "staff",
        (
            Question(("staff", "in_view")),
            Question(("staff", "declared_by")),
            Question(("staff", "declared_on"), "date"),
            Question(("staff", "at_place")),
            Question(("staff", "at_place_on"), "date"),
        ),
        _no_staff,
        ("staff",),
    ),
    Step("hours", (Question(("site", "open")),), checks=("hours",)),
    Step(
        "microphone",
        (Question(("microphone", "device")), Question(("microphone", "staffed_till"), "yes")),
        checks=("microphone", "consent", "kits"),
    ),
)
"""Setup steps in order. The step about videos appears only if the player is installed."""
SIGN = next(step for step in STEPS if step.offers_sign)
QUESTIONS = {question.place: question for step in STEPS for question in step.questions}
