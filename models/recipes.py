"""The numbers of each training run, with their reasons. Standard library only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Jitter:
    """How far a training crop is moved and spoilt. Shares are of the crops that get it."""

    roll_deg: float = 9.0  # standard deviation; cut at 2.5 of them. FER2013 tiles are not aligned, heads tilt
    scale: float = 0.16  # factor exp(±0.16): what keypoint noise and hair styles do to a crop
    aspect: float = 0.05  # factor exp(±0.05): heads turned a little
    shift: float = 0.08  # of the side
    gamma: float = 0.5  # exponent exp(±0.5), on half of the crops: camera curves differ
    side_light: float = 0.25  # share lit from one side: shop windows
    far: float = 0.30  # share shrunk to 45-90 % and blown up again: 48 px is the nearest that a far face comes
    blur: float = 0.25  # share blurred, by focus or by motion
    noise: float = 0.35  # share made flat and noisy, as an aisle in the evening is
    jpeg: float = 0.20  # share through JPEG, as MJPEG cameras do
    erase: float = 0.30  # share with a rectangle missing: hands, masks, glasses


@dataclass(frozen=True)
class Recipe:
    """One training run. `sides_px` are (share of the epochs, side of the crops) in order."""

    widths: tuple[int, ...]
    blocks: int
    epochs: int
    batch: int  # of each process
    processes: int
    lr: float
    momentum: float
    weight_decay: float
    warm_up_epochs: float
    ema: float
    mixup: float
    sides_px: tuple[tuple[float, int], ...]
    check_every: int
    rows: int | None = None  # None: all
    jitter: Jitter = Jitter()


EXPRESSION = Recipe(
    widths=(32, 64, 160),  # 0.97 M parameters, 68 M multiply-adds: a quarter of one detector call
    blocks=2,
    epochs=44,  # 20 epochs stay 2 points below 50
    batch=64,
    processes=2,  # one thread each: two threads of one process collapse as soon as anything else runs
    lr=0.1,  # for 2 x 64 rows a step
    momentum=0.9,
    weight_decay=5e-4,
    warm_up_epochs=1.0,
    ema=0.998,  # the mean of about the last 500 steps
    mixup=0.2,  # the parameter of the beta distribution
    # Small crops first: an epoch at 32 px costs 0.44 of one at 48 px, and coarse features come first anyway.
    sides_px=((0.4, 32), (0.3, 40), (0.3, 48)),
    check_every=4,
)

GENTLE = Jitter(
    roll_deg=5.0, scale=0.1, shift=0.06, gamma=0.2, side_light=0.1, far=0.15, blur=0.1, noise=0.1, jpeg=0.0, erase=0.0
)
"""For runs too short to learn from spoilt pictures."""

QUICK = Recipe(
    widths=(16, 32, 64),
    blocks=1,
    epochs=6,
    batch=32,
    processes=1,
    lr=0.05,
    momentum=0.9,
    weight_decay=5e-4,
    warm_up_epochs=0.2,
    ema=0.99,  # a short run cannot wait for a long mean
    mixup=0.0,
    sides_px=((0.6, 32), (0.4, 48)),
    check_every=6,
    rows=9000,
    jitter=GENTLE,
)
