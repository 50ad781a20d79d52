"""Training schedule: the numbers that the training loop uses. Uses only the standard library."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingSchedule:
    """Number of epochs, batch size, optimiser and averaging of one run."""

    epochs: int
    batch: int  # rows per step of each process
    processes: int  # one thread each: two threads of one process become slow as soon as anything else runs
    optimiser: str  # "sgd" (Nesterov, momentum 0.9) or "adamw"
    lr: float  # the highest learning rate, for batch x processes rows per step
    weight_decay: float
    warm_up_epochs: float
    ema: float  # decay of the averaged weights that are exported: about the last 1 / (1 - ema) steps
    check_every: int  # epochs between two checks on the held-out rows
    half: bool = True  # bfloat16 if the processor is faster with it
