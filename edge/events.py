"""Frozen values that packages exchange: input events of the audience core, and the releases that it returns.

This module imports only the standard library, and its values compute nothing. Every `at_s`, `from_s`, `to_s` is in
seconds since 1970-01-01T00:00:00Z on the kiosk's clock; other names that end in `_s` are durations. Pixels are those
of the camera's frame.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EXPRESSIONS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
"""The FER+ classes (Barsoum et al. 2016), in the order that all models and tables here use."""

MEASURES = ("smile", "negative", "surprise", "valence", "arousal")
"""The expression numbers of a reaction, in the order of its message.

An expression model may report only some of them.
"""

MANY_WATCHERS = 100
"""Least number of watchers for totals with four decimals, so that rare values do not round to 0. With fewer watchers,
the totals of a reaction have two decimals.
"""

CLASSES_OF_MEASURE = {
    "smile": ("happiness",),
    "negative": ("anger", "contempt", "disgust", "fear", "sadness"),
    "surprise": ("surprise",),
}
"""Expression classes of each measure, which is the sum of their probabilities. Valence and arousal are separate."""

Sentiment = Literal["negative", "neutral", "positive", "unclear"]
"""Class of a comment. "unclear" means that the model could not classify it."""
SENTIMENTS: tuple[Sentiment, ...] = ("negative", "neutral", "positive", "unclear")
"""The classes of a comment, in the order of their message."""


# Input events --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExpressionScores:
    """Output of the expression model for one face in one frame. None: the model does not report this value."""

    probabilities: tuple[float | None, ...]  # in the order of EXPRESSIONS; all of them sum to 1
    valence: float | None  # -1 to 1
    arousal: float | None  # -1 to 1


@dataclass(frozen=True, slots=True)
class Abstention:
    """Result of the expression model for a face that it analysed without returning a class."""

    reason: str  # "small", "turned" or "unsure"


PlaceCells = tuple[int, int, int, int]
"""Cells that contain the centre of a face: one cell in each of four grids.

Each cell is a two-digit number of row and column.
"""


@dataclass(frozen=True, slots=True)
class FaceObservation:
    """One face in one analysed frame. `track` exists only in memory; no release has a field for it."""

    track: int
    x_px: float  # left edge of the box
    y_px: float  # top edge of the box
    w_px: float
    h_px: float
    yaw_deg: float  # 0 is towards the screen's centre; positive: the nose points to image right
    pitch_deg: float  # 0 is towards the screen's centre; positive: up
    at_edge: bool  # the box touches the edge of the picture: a face that vanishes here has left
    goes_over_edge: bool  # it does so, or would within half a second at its present speed
    came_over_edge: bool  # the first box of its track did so, or would have within half a second before
    cells: PlaceCells
    expression: ExpressionScores | Abstention | None = None  # None: no reader ran on this face in this frame
    is_staff: bool = False  # a badge was read on its track, in this frame or before


@dataclass(frozen=True, slots=True)
class FrameTimings:
    """Processing times of one frame, in milliseconds."""

    detector_ms: float  # detection and verifications
    expression_ms: float | None = None  # None if the network did not run


@dataclass(frozen=True, slots=True)
class FrameObservation:
    """One analysed frame. A frame without faces is an event, too."""

    at_s: float  # when it was captured
    faces: tuple[FaceObservation, ...] = ()
    not_people: tuple[int, ...] = ()  # tracks that this frame showed to be a poster or a screen: they were never visits
    timings: FrameTimings | None = field(default=None, compare=False)  # not part of what was observed


@dataclass(frozen=True, slots=True)
class AudioObservation:
    """One result of the voice model, about the `duration_s` that end at `at_s`."""

    at_s: float
    duration_s: float
    level_db: float
    laughter: bool | None  # None: unknown, for example while the laughter may come from the advert


@dataclass(frozen=True, slots=True)
class BodyObservation:
    """One second of data from one wearer of a sensor kit, ending at `at_s`. A consent record identifies the wearer."""

    at_s: float
    wearer: str
    on_body: bool
    arousal: float
    hr_bpm: float | None
    scr_per_min: float | None


@dataclass(frozen=True, slots=True)
class CommentObservation:
    """A comment that a visitor sent at `at_s`, as the model classified it. The text has already been deleted."""

    at_s: float
    sentiment: Sentiment


@dataclass(frozen=True, slots=True)
class Experiment:
    """Experiment that a play belongs to."""

    id: str
    arm: str
    block: int | None = None


@dataclass(frozen=True, slots=True)
class PlayStarted:
    """A play started, which also ends the previous play. The event may arrive late: `at_s` is the time of the start."""

    at_s: float
    creative: str
    media_s: float = 0.0  # media second at the start of the play
    duration_s: float | None = None  # length of the whole creative; None: unknown
    experiment: Experiment | None = None
    feed: str = "file"
    error_s: float = 0.0  # largest error of `at_s`
    position: int | None = None  # in its block or cycle
    sha256: str | None = None  # first 12 hex digits of the file
    is_silent: bool = False  # the player gives no sound with it: an image, or muted


@dataclass(frozen=True, slots=True)
class PlayEnded:
    """The current play ended. If a feed did not measure a value, it is None and is computed from the times."""

    at_s: float
    error_s: float = 0.0
    media_s: float | None = None  # media second at the end of the play
    complete: bool | None = None  # the whole creative was shown
    dropped: float | None = None  # share of the frames that were not shown


@dataclass(frozen=True, slots=True)
class SourceLost:
    """A camera, microphone or sensor kit stopped sending data. Nothing is known about the time until it is restored."""

    at_s: float
    source: str  # "camera", "microphone", or "body " followed by the wearer


@dataclass(frozen=True, slots=True)
class SourceRestored:
    """A lost source is sending data again."""

    at_s: float
    source: str


@dataclass(frozen=True, slots=True)
class ConsentEnded:
    """A wearer's consent ended. All pending data of this wearer is dropped."""

    at_s: float
    wearer: str


@dataclass(frozen=True, slots=True)
class CameraMoved:
    """The camera now shows a different view. Earlier answers about a place in its image are no longer valid."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Tick:
    """The clock has reached the time `at_s`."""

    at_s: float


InputEvent = (
    FrameObservation
    | AudioObservation
    | BodyObservation
    | CommentObservation
    | PlayStarted
    | PlayEnded
    | SourceLost
    | SourceRestored
    | ConsentEnded
    | CameraMoved
    | Tick
)


# Releases ------------------------------------------------------------------------------------------------------------
# Only the modules of edge/audience whose names end with `disclosure` make them. No field can carry one person.


@dataclass(frozen=True, slots=True)
class ReleasedWindow:
    """Flow of people: totals and counts of one batch of visits."""

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
    """Reaction to a creative for each step of its media. None: the cell is withheld, or the value is not reported."""

    step_s: int
    watchers: tuple[int, ...]
    n: tuple[int | None, ...]
    smile: tuple[float | None, ...]
    negative: tuple[float | None, ...]
    surprise: tuple[float | None, ...]
    valence: tuple[float | None, ...]
    arousal: tuple[float | None, ...]
    laughter: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class NoiseDeviations:
    """Standard deviations of the noise in a sum, for a value with a range of 1. 0 means no noise.

    For a wider range, multiply the deviations: by 2 for the face's valence and arousal, by 40 for `hr_bpm`, by 8 for
    `scr_per_min`. `total` also applies to `laughter_s`, in seconds.
    """

    total: float
    cell: float
    body: float


@dataclass(frozen=True, slots=True)
class ReleasedBody:
    """Means over the consented wearers of sensor kits. `arousal` is None where it may not be published."""

    n: int
    arousal: float | None
    hr_bpm: float | None
    scr_per_min: float | None


@dataclass(frozen=True, slots=True)
class ReleasedReaction:
    """Reaction of the watchers of one creative, as totals and as a curve.

    An expression number that is not reported is None, both in the total and in every cell. Without an expression model,
    `n` is the number of watchers counted by attentive time, and `abstained` is None.
    """

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
    noise_sd: NoiseDeviations
    n: int
    smile: float | None
    negative: float | None
    surprise: float | None
    valence: float | None
    arousal: float | None
    abstained: float | None
    laughter_s: float | None
    body: ReleasedBody | None
    curve: ReactionCurve


@dataclass(frozen=True, slots=True)
class ProofOfPlay:
    """Proof of play: exact start and end of one play. It contains no data about people."""

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
    position: int | None = None
    sha256: str | None = None
    dropped: float | None = None


@dataclass(frozen=True, slots=True)
class ReleasedComments:
    """Number of comments of each class in one batch, each with added and rounded Laplace noise.

    It contains no text and no time of a comment.
    """

    at_s: float
    from_s: float
    to_s: float
    k: int
    creative: str | None  # the advert that was shown when they were written; None: no advert
    negative: int
    neutral: int
    positive: int
    unclear: int


Release = ReleasedWindow | ReleasedReaction | ReleasedComments | ProofOfPlay


@dataclass(frozen=True, slots=True)
class ReleaseBatch:
    """Releases that are published together, in order. Either all of them are stored, or none."""

    releases: tuple[Release, ...]


# Only for `replay --trace` of a recording ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VisitClosed:
    """A closed visit with its tracks. Only the trace of a recording receives this event; no message contains it."""

    start_s: float
    end_s: float
    tracks: tuple[int, ...]
