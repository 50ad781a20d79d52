"""The frozen values that cross the walls: what audience sees, and what may be told of it.

Standard library only, and no value here computes anything. Every `at_s`, `from_s`, `to_s` is in seconds since
1970-01-01T00:00:00Z on the kiosk's clock; other names in `_s` are durations. Pixels are those of the camera's frame.
"""

from collections.abc import Mapping
from dataclasses import dataclass

EXPRESSIONS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
"""The classes of FER+ (Barsoum et al. 2016), in the order in which every network and table of this house has them."""


# What audience sees -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExpressionScores:
    """What the expression network says of one face in one frame."""

    probabilities: tuple[float, ...]  # in the order of EXPRESSIONS; sums to 1
    valence: float  # -1 to 1
    arousal: float  # -1 to 1


@dataclass(frozen=True, slots=True)
class Abstention:
    """The expression network was asked for this face and would not say."""

    reason: str  # "small", "turned" or "unsure"


@dataclass(frozen=True, slots=True)
class FaceObservation:
    """One face in one analysed frame. `track` lives in RAM only, and no value that may be told has a place for it."""

    track: int
    x_px: float  # left edge of the box
    y_px: float  # top edge of the box
    w_px: float
    h_px: float
    yaw_deg: float  # 0 is towards the screen's centre; positive: the nose points to image right
    pitch_deg: float  # 0 is towards the screen's centre; positive: up
    at_edge: bool  # the box touches the edge of the picture: who vanishes here has left
    expression: ExpressionScores | Abstention | None = None  # None: the network was not asked in this frame


@dataclass(frozen=True, slots=True)
class FrameObservation:
    """Every analysed frame, empty ones too."""

    at_s: float  # when it was captured
    faces: tuple[FaceObservation, ...] = ()
    not_people: tuple[int, ...] = ()  # tracks found in this frame to be a poster or a screen: they never were visits


@dataclass(frozen=True, slots=True)
class AudioObservation:
    """One decision of the voice network about the `duration_s` that end at `at_s`."""

    at_s: float
    duration_s: float
    level_db: float
    laughter: bool | None  # None: not known, as where it may be the advert that laughs


@dataclass(frozen=True, slots=True)
class BodyObservation:
    """One second, ending at `at_s`, of one wearer of a sensor kit, known by a consent record."""

    at_s: float
    wearer: str
    on_body: bool
    arousal: float
    hr_bpm: float | None
    scr_per_min: float | None


@dataclass(frozen=True, slots=True)
class Experiment:
    """The experiment that a play belongs to."""

    id: str
    arm: str
    block: int | None = None


@dataclass(frozen=True, slots=True)
class PlayStarted:
    """A creative began to be shown; this ends the play before it. May be told late: `at_s` is when it was."""

    at_s: float
    creative: str
    media_s: float = 0.0  # the media second at which it began
    duration_s: float | None = None  # of the whole creative, where it is known
    experiment: Experiment | None = None
    feed: str = "file"
    error_s: float = 0.0  # how far off `at_s` may be


@dataclass(frozen=True, slots=True)
class PlayEnded:
    """What was being shown ended."""

    at_s: float
    error_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SourceLost:
    """A camera, microphone or sensor kit stopped giving; until it is back, nothing is known."""

    at_s: float
    source: str  # "camera", "microphone", or "body " and the wearer


@dataclass(frozen=True, slots=True)
class SourceRestored:
    at_s: float
    source: str


@dataclass(frozen=True, slots=True)
class ConsentEnded:
    """A wearer's consent holds no longer: what is held of this wearer is dropped."""

    at_s: float
    wearer: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed, up to here."""

    at_s: float


InputEvent = (
    FrameObservation
    | AudioObservation
    | BodyObservation
    | PlayStarted
    | PlayEnded
    | SourceLost
    | SourceRestored
    | ConsentEnded
    | Tick
)


# What may be told ---------------------------------------------------------------------------------------------------
# Made by edge/audience/disclosure.py alone; there is no field that could carry one person.


@dataclass(frozen=True, slots=True)
class ReleasedWindow:
    """The flow of people of one batch of visits."""

    at_s: float
    from_s: float
    to_s: float
    k: int
    visits: int
    watchers: int
    dwell_s: float | None  # mean per visit
    looked: Mapping[str, int]  # visits with at least so many attentive seconds: "0.5" "1" "2" "5"
    dwell: Mapping[str, int]  # visits by dwell, lower edges in seconds: "0" "2" "5" "15" "30" "60"
    coverage: float
    level_db: float | None


@dataclass(frozen=True, slots=True)
class ReactionCurve:
    """A creative's reaction over its media seconds; a cell that may not be told is None."""

    step_s: int
    watchers: tuple[int, ...]
    n: tuple[int | None, ...]
    positive: tuple[float | None, ...]
    negative: tuple[float | None, ...]
    surprise: tuple[float | None, ...]
    valence: tuple[float | None, ...]
    arousal: tuple[float | None, ...]
    laughter: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ReleasedBody:
    """What the consented wearers of sensor kits had in common."""

    n: int
    arousal: float
    hr_bpm: float | None
    scr_per_min: float | None


@dataclass(frozen=True, slots=True)
class ReleasedReaction:
    """What one creative did to its watchers, and when."""

    at_s: float
    from_s: float
    to_s: float
    k: int
    creative: str
    experiment: Experiment | None
    plays: int
    exposed: int
    watchers: int
    attention_s: float
    n: int
    positive: float
    negative: float
    surprise: float
    valence: float
    arousal: float
    abstained: float
    laughter_s: float | None
    body: ReleasedBody | None
    curve: ReactionCurve


@dataclass(frozen=True, slots=True)
class ProofOfPlay:
    """Exact proof of play; no person in it."""

    at_s: float
    creative: str
    start_s: float
    end_s: float
    media_from_s: float
    media_to_s: float
    complete: bool
    experiment: Experiment | None
    feed: str
    error_s: float


Release = ReleasedWindow | ReleasedReaction | ProofOfPlay


# For `replay --trace` of a recording alone ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VisitClosed:
    """Which tracks were one visit. Given only for the trace of a recording; uplink has no message for it."""

    start_s: float
    end_s: float
    tracks: tuple[int, ...]
