"""Training recipes of the laughter head, with a reason for each number. Uses only the standard library."""

from dataclasses import dataclass, field

from models.schedule import TrainingSchedule


@dataclass(frozen=True)
class StreamComposition:
    """Settings for composed training streams of the people and rooms of one fold. Levels are in dB, and shares are
    shares of the events.
    """

    streams: int = 12  # per fold
    minutes: float = 10.0  # of each
    snr: tuple[float, float] = (-2.0, 24.0)  # of the events over the room, drawn for each stream
    gap_s: float = 0.7  # mean pause between two events, in addition to the 5.5 s per event
    amusement: float = 0.3
    burst: float = 0.25
    speech: float = 0.35  # speech pulses at the rate of laughter
    thing: float = 0.1
    gain: float = 14.0  # of the microphone, up or down, drawn for each minute
    colour: float = 4.0  # spread of smooth gains over the spectrum in seven of ten minutes: microphones, room corners
    speed: float = 0.12  # factor exp(±0.12) of a burst
    speech_speed: float = 0.2


@dataclass(frozen=True)
class LaughterRecipe:
    """Settings of one training run: size of the head, streams and schedule."""

    narrow: int  # numbers to which an embedding is reduced
    hidden: int
    back: int  # half seconds before the current one that the head keeps, as its state
    dropout: float
    schedule: TrainingSchedule
    smoothing: float = 0.1  # label smoothing: labels are the sounds that speakers were asked for, which nobody checked
    laughter: float = 4.0  # weight of the "amusement or not" loss of each prediction: only laughter is published
    noise: float = 0.1  # spread of noise on the embeddings, in their own spread
    half_seconds: int = 40  # of a row
    composition: StreamComposition = field(default_factory=StreamComposition)


LAUGHTER = LaughterRecipe(
    narrow=64,
    hidden=128,
    back=2,
    dropout=0.3,
    schedule=TrainingSchedule(
        epochs=16, batch=24, processes=1, optimiser="adamw", lr=3e-3, weight_decay=0.02, warm_up_epochs=0.5, ema=0.995,
        check_every=4, half=False,
    ),
)  # fmt: skip

QUICK = LaughterRecipe(
    narrow=16,
    hidden=16,
    back=1,
    dropout=0.1,
    schedule=TrainingSchedule(
        epochs=2, batch=4, processes=1, optimiser="adamw", lr=5e-3, weight_decay=0.01, warm_up_epochs=0.3, ema=0.9,
        check_every=2, half=False,
    ),
    half_seconds=20,
    composition=StreamComposition(streams=1, minutes=1.0),
)  # fmt: skip
