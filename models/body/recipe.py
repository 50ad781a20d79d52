"""The numbers of the body network's training, with their reasons. Standard library only."""

from dataclasses import dataclass

from models.schedule import TrainingSchedule


@dataclass(frozen=True)
class BodyRecipe:
    """One training run. Shares are of the training windows."""

    hidden: int
    dropout: float
    straight_penalty: float  # half of it times the squared weights of the straight part is added to the loss
    noise: float  # standard deviation, in spreads of a channel
    no_heart: float  # share whose heart rate is taken away: most kits have none
    no_skin: float  # share whose skin conductance is
    short: float  # share of windows that begin later, so that a young window is nothing new
    every: int  # one in so many windows an epoch: neighbours share 97 % of what they see
    schedule: TrainingSchedule
    people: int | None = None  # the first so many; None: all


BODY = BodyRecipe(
    hidden=12,
    dropout=0.5,
    straight_penalty=0.1,
    noise=0.2,
    no_heart=0.1,
    no_skin=0.05,
    short=0.25,
    every=2,
    schedule=TrainingSchedule(
        epochs=6,
        batch=256,
        processes=1,
        optimiser="adamw",
        lr=3e-3,
        weight_decay=0.05,
        warm_up_epochs=1.0,
        ema=0.98,
        check_every=6,
        half=False,
    ),
)

QUICK = BodyRecipe(
    hidden=8,
    dropout=0.3,
    straight_penalty=0.1,
    noise=0.2,
    no_heart=0.1,
    no_skin=0.05,
    short=0.25,
    every=4,
    schedule=TrainingSchedule(
        epochs=2,
        batch=128,
        processes=1,
        optimiser="adamw",
        lr=3e-3,
        weight_decay=0.05,
        warm_up_epochs=0.2,
        ema=0.9,
        check_every=2,
        half=False,
    ),
    people=8,
)
