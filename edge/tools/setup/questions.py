"""Questions for the first settings of a kiosk, as data: steps that the page and the terminal both ask."""

from collections.abc import Callable
from dataclasses import dataclass

from edge.console.hooks import SettingKey
from edge.console.setup import Kind
from edge.settings.settings import Settings

PASSWORD: SettingKey = ("broker", "password")


@dataclass(frozen=True, slots=True)
class Question:
    """One question about a key of the settings."""

    place: SettingKey
    label: str
    hint: str = ""
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Step:
    """Questions that belong together. `missing`: what is missing in settings, empty if nothing. `checks`: checks of the
    doctor that try the answers. `takes_code`: a code of the central server answers it."""

    name: str
    title: str
    text: str
    questions: tuple[Question, ...]
    missing: Callable[[Settings], str] = lambda _: ""
    checks: tuple[str, ...] = ()
    takes_code: bool = False


def _no_names(settings: Settings) -> str:
    unset = [key for key in ("tenant", "site", "device") if key not in settings.site.model_fields_set]
    return f"Names: {', '.join(unset)}. Kiosks of one name disconnect each other." if unset else ""


def _no_camera(settings: Settings) -> str:
    return "" if "source" in settings.camera.model_fields_set else "No camera is chosen: nothing is seen."


def _no_broker(settings: Settings) -> str:
    if "host" in settings.broker.model_fields_set:
        return ""
    return "No broker is named: messages wait on this machine, for a week."


def _no_notice(settings: Settings) -> str:
    unset = settings.notice.missing()
    return f"The notice is not confirmed ({', '.join(unset)}): nothing is sensed until it is." if unset else ""


STEPS = (
    Step(
        "names",
        "Names",
        "Who this screen is, in each message. A code of your central server gives the names and the broker.",
        (
            Question(("site", "tenant"), "Owner", "such as the company: a-z, 0-9, _ and -"),
            Question(("site", "site"), "Shop", "such as berlin-7"),
            Question(("site", "device"), "Screen", "another name for each screen of the shop, such as door"),
            Question(("site", "timezone"), "Time zone", "such as Europe/Berlin"),
        ),
        _no_names,
        ("names",),
        takes_code=True,
    ),
    Step(
        "camera",
        "Camera",
        "It hangs at eye level beside the screen, with the light behind it.",
        (
            Question(
                ("camera", "source"),
                "Camera",
                "one of this machine, or the address of one on the network: rtsps://user:password@192.168.1.64/1",
            ),
        ),
        _no_camera,
        ("camera", "reach"),
    ),
    Step(
        "screen",
        "Direction of the screen",
        "Where the middle of the screen is, seen from the camera's place. 0 and 0: right at the camera. "
        "vitrina aim measures both.",
        (
            Question(("screen", "yaw_deg"), "Degrees to the right", "in the picture; to the left: below 0", "number"),
            Question(("screen", "pitch_deg"), "Degrees up", "down: below 0", "number"),
        ),
    ),
    Step(
        "broker",
        "Broker",
        "The MQTT 5 broker that gets the messages. A code of the central server has answered this.",
        (
            Question(("broker", "host"), "Host", "name or address, without mqtt:// and without a port"),
            Question(("broker", "port"), "Port", "8883 with encryption, 1883 without", "number"),
            Question(("broker", "tls"), "Encrypted", "and the broker's certificate is checked", "yes"),
            Question(("broker", "username"), "User", "empty: none"),
            Question(PASSWORD, "Password", "kept in a file that only the kiosk reads", "secret"),
        ),
        _no_broker,
        ("broker",),
    ),
    Step(
        "notice",
        "Notice",
        "People must know before they are seen. Print the sign (vitrina notice --pdf sign.pdf) and hang it where they "
        "read it on their way to the screen. Then, and not before, answer the last three.",
        (
            Question(("notice", "operator"), "Operator", "who answers for the screen: name and place"),
            Question(("notice", "contact"), "Contact", "address or telephone number for questions"),
            Question(("notice", "legal_basis"), "Legal basis", "in your words, or: legitimate interests"),
            Question(("notice", "version"), "Version of the text", "such as 2026-11"),
            Question(("notice", "confirmed_by"), "Seen in its place by", "name of the person"),
            Question(("notice", "confirmed_on"), "Seen on", "a day such as 2026-11-24", "date"),
        ),
        _no_notice,
        ("notice",),
    ),
    Step(
        "hours",
        "Opening hours",
        "Outside them nothing is sensed. Empty: always open.",
        (Question(("site", "open"), "Open", "such as Mo-Fr 09:00-20:00; Sa 10:00-18:00"),),
        checks=("hours",),
    ),
    Step(
        "microphone",
        "Microphone and kits",
        "Both may be left out. Sound is never kept; a microphone that would hear talk at a staffed till must not "
        "listen. A sensor kit wants its wearer's consent first: vitrina consent.",
        (
            Question(("microphone", "device"), "Microphone", "a part of its name; empty: nothing is heard"),
            Question(("microphone", "staffed_till"), "A staffed till is near", "then no sound is recorded", "yes"),
        ),
        checks=("microphone", "consent", "kits"),
    ),
)
QUESTIONS = {question.place: question for step in STEPS for question in step.questions}
