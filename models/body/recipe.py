"""Training recipes of the body model, with a reason for each number. Uses only the standard library."""

from dataclasses import dataclass, replace

from models.schedule import TrainingSchedule


@dataclass(frozen=True)
class BodyRecipe:
    """Settings of one training run. All shares are shares of the training windows."""

    hidden: int
    dropout: float
    straight_penalty: float  # half of it times the squared weights of the linear part is added to the loss
    noise: float  # standard deviation, in spreads of a channel
    no_heart: float  # share without heart rate: most kits have none
    no_skin: float  # share without skin conductance
    short: float  # share of windows that start later, so that the network knows the short windows after a start
    every: int  # one in this number of windows per epoch: neighbours share 97 % of their samples
    schedule: TrainingSchedule
    people: int | None = None  # number of people used, from the first; None: all


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

QUICK = replace(
    BODY,
    hidden=8,
    dropout=0.3,
    every=4,
    schedule=replace(BODY.schedule, epochs=2, batch=128, warm_up_epochs=0.2, ema=0.9, check_every=2),
    people=8,
)
