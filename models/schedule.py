"""How a network is led to its last epoch: the numbers that the loop goes by. Standard library only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingSchedule:
    """One run's pace."""

    epochs: int
    batch: int  # of each process
    processes: int  # one thread each: two threads of one process collapse as soon as anything else runs
    optimiser: str  # "sgd" (Nesterov, momentum 0.9) or "adamw"
    lr: float  # the highest; for batch x processes rows a step
    weight_decay: float
    warm_up_epochs: float
    ema: float  # the weights that count are a running mean: of about the last 1 / (1 - ema) steps
    check_every: int  # epochs between two looks at the held-out rows
    half: bool = True  # bfloat16 inside, where the processor is faster with it
