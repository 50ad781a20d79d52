"""Training recipes of the voice model, with a reason for each number. Uses only the standard library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.schedule import TrainingSchedule

CLASSES = (
    "amusement", "anger", "awe", "confusion", "contempt", "contentment", "disgust", "elation", "fear", "interest",
    "neutral", "pain", "relief", "sadness", "surprise_positive", "none",
)  # fmt: skip
"""The 15 kinds of vocal bursts in data/voice, and "none": silence, room, crowd, machines, music, plain speech."""

NONE = CLASSES.index("none")
AMUSEMENT = CLASSES.index("amusement")


@dataclass(frozen=True)
class VoiceAugmentation:
    """Composition and augmentation of training sound. Shares are shares of the rows to which a step is applied. Levels
    are in dB.
    """

    half_seconds: int = 5  # length of one row: a burst of 1.9 s anywhere in it, with sound before and after
    without: float = 0.25  # share of rows without any burst
    bare: float = 0.35  # share of bursts with faint hiss in place of a bed, like the clips themselves
    snr: tuple[float, float] = (-3.0, 25.0)  # of the other bursts: active frames over the bed
    level: tuple[float, float] = (-62.0, -14.0)  # dBFS of the burst, or of the bed without one: gains differ widely
    hiss: tuple[float, float] = (-95.0, -60.0)  # dBFS
    distractor: float = 0.7  # share of rows without a burst in which another sound starts: speech, a dog
    beside: float = 0.25  # share of rows with a burst in which another sound starts too
    reverb: float = 0.4  # RT60 0.15 to 1 s, direct to reverberant 8 to -4 dB
    equaliser: float = 0.7  # smooth gains of about ±5 dB: microphones and room corners
    speed: float = 0.12  # factor exp(±0.12)
    bands: float = 2.0  # shift by up to ± this number of bands: higher and lower voices
    masks: int = 2  # masked groups of bands and of frames in each row (Park et al. 2019)


@dataclass(frozen=True)
class VoiceRecipe:
    """Settings of one training run: network size, data and schedule."""

    channels: tuple[int, int, int]
    hidden: int  # of the GRU
    dropout: float
    schedule: TrainingSchedule
    smoothing: float  # label smoothing: labels are the sounds that speakers were asked for, which nobody checked
    carried: float = 0.5  # share of rows that start with the state of another row: a kiosk is rarely reset
    whole: float = 1.0  # weight of the loss of the whole row's class beside that of each prediction
    laughter: float = 0.0  # weight of the "amusement or not" loss of each prediction: only laughter is published
    laughs: int = 1  # number of rows per epoch for each burst of amusement
    rows: int | None = None  # number of bursts used; None: all
    spoil: VoiceAugmentation = field(default_factory=VoiceAugmentation)


VOICE = VoiceRecipe(
    channels=(16, 64, 96),  # multiples of 16: the CPU's convolutions cost half of those with 24
    hidden=192,
    dropout=0.3,
    schedule=TrainingSchedule(
        epochs=52,  # no gain on held-out voices after the 48th
        batch=32,
        processes=2,
        optimiser="adamw",
        lr=3e-3,  # for 2 x 32 rows a step
        weight_decay=0.02,
        warm_up_epochs=1.0,
        ema=0.997,  # about the last two and a half epochs
        check_every=4,
    ),
    smoothing=0.1,
    laughter=4.0,
    laughs=3,  # without them one row in twenty is a laugh
)  # fmt: skip

QUICK = VoiceRecipe(
    channels=(16, 16, 32),
    hidden=48,
    dropout=0.1,
    schedule=TrainingSchedule(
        epochs=4, batch=32, processes=1, optimiser="adamw", lr=5e-3, weight_decay=0.01, warm_up_epochs=0.3, ema=0.98,
        check_every=4,
    ),
    smoothing=0.05,
    rows=1500,
)  # fmt: skip

_OF_A_RUN = ("without", "seed", "epochs_done", "seconds", "attributions", "own_data")
_OF_ITS_LENGTH = ("epochs", "check_every", "batch", "processes")


def shared_settings(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """The recipe in model settings without the values that differ between runs: the held-out part, the seed, the
    length, and the number of processes that share a step.
    """
    kept = {key: value for key, value in recipe.items() if key not in _OF_A_RUN}
    schedule = {key: value for key, value in recipe["schedule"].items() if key not in _OF_ITS_LENGTH}
    rows = recipe["schedule"]["batch"] * recipe["schedule"]["processes"]
    return {**kept, "schedule": {**schedule, "rows_per_step": rows}}
