"""The numbers of each training run, with their reasons. Standard library only."""

from dataclasses import dataclass

from models.schedule import TrainingSchedule


@dataclass(frozen=True)
class AugmentationRanges:
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
    tone: float = 0.15  # share with local contrast evened out, as cameras do against the light
    sharpen: float = 0.15  # share sharpened beyond what is there, as cheap cameras do
    jpeg: float = 0.20  # share through JPEG, as MJPEG cameras do
    erase: float = 0.30  # share with a rectangle missing: hands, masks, glasses


@dataclass(frozen=True)
class ExpressionRecipe:
    """One training run. `sides_px` are (share of the epochs, side of the crops) in order."""

    widths: tuple[int, ...]
    blocks: tuple[int, ...]
    schedule: TrainingSchedule
    mixup: float  # the parameter of the beta distribution; 0: none
    sides_px: tuple[tuple[float, int], ...]
    squeeze: int = 0  # each block weighs its channels by way of so small a share of them; 0: it does not
    places: bool = False  # whether the last mean over places is a weighted one; all `sides_px` are then 48
    taught: float = 0.0  # how much of the target is what the teachers say, the rest being the votes
    rows: int | None = None  # None: all
    jitter: AugmentationRanges = AugmentationRanges()


EXPRESSION = ExpressionRecipe(
    # 1.4 M parameters, 85 M multiply-adds. Widths are multiples of 16, as ONNX Runtime's blocks of channels are.
    widths=(32, 64, 160),
    blocks=(2, 2, 3),
    schedule=TrainingSchedule(
        epochs=48,
        batch=64,
        processes=2,
        optimiser="sgd",
        lr=0.1,  # for 2 x 64 rows a step
        weight_decay=5e-4,
        warm_up_epochs=1.0,
        ema=0.998,
        check_every=4,
    ),
    mixup=0.0,  # in so few epochs the network is still too simple for the pictures, not too sure of them
    # Small crops first: an epoch at 32 px costs 0.44 of one at 48 px, and coarse features come first anyway.
    sides_px=((0.4, 32), (0.3, 40), (0.3, 48)),
    taught=0.5,
    jitter=AugmentationRanges(far=0.25, blur=0.2, noise=0.25, tone=0.1, sharpen=0.1, jpeg=0.15, erase=0.2),
)

AGAIN = ExpressionRecipe(
    # One block fewer in the first stage, whose pictures are the largest: a tenth of the cost, and another run makes
    # good what it loses. Weighing channels and places costs 8 % of what is left.
    widths=EXPRESSION.widths,
    blocks=(1, 2, 3),
    schedule=TrainingSchedule(
        epochs=24,
        batch=128,
        processes=1,  # two seeds side by side
        optimiser="sgd",
        lr=0.06,  # far enough from where the run before ended to end elsewhere
        weight_decay=5e-4,
        warm_up_epochs=1.0,
        ema=0.998,
        check_every=4,
    ),
    mixup=0.0,
    sides_px=((1.0, 48),),  # coarse features are there already
    squeeze=8,
    places=True,
    taught=0.5,
    jitter=EXPRESSION.jitter,
)
"""Another run over the same pictures, from the weights of the one before and taught by it (Furlanello et al. 2018,
"born-again networks")."""

TEACHER = ExpressionRecipe(
    widths=(48, 96, 192),
    blocks=(2, 2, 2),
    schedule=TrainingSchedule(
        epochs=30,
        batch=64,
        processes=1,
        optimiser="sgd",
        lr=0.07,
        weight_decay=5e-4,
        warm_up_epochs=1.0,
        ema=0.999,
        check_every=5,
    ),
    mixup=0.2,
    sides_px=((0.5, 32), (0.3, 40), (0.2, 48)),
    jitter=AugmentationRanges(tone=0.0, sharpen=0.0),
)
"""Twice as wide as what may run on a kiosk. Several of them, of different seeds, are asked together."""

GENTLE = AugmentationRanges(
    roll_deg=5.0,
    scale=0.1,
    shift=0.06,
    gamma=0.2,
    side_light=0.1,
    far=0.15,
    blur=0.1,
    noise=0.1,
    tone=0.0,
    sharpen=0.0,
    jpeg=0.0,
    erase=0.0,
)
"""For runs too short to learn from spoilt pictures."""

QUICK = ExpressionRecipe(
    widths=(16, 32, 64),
    blocks=(1, 1, 1),
    schedule=TrainingSchedule(
        epochs=6,
        batch=32,
        processes=1,
        optimiser="sgd",
        lr=0.05,
        weight_decay=5e-4,
        warm_up_epochs=0.2,
        ema=0.99,  # a short run cannot wait for a long mean
        check_every=6,
    ),
    mixup=0.0,
    sides_px=((0.6, 32), (0.4, 48)),
    rows=9000,
    jitter=GENTLE,
)

FINE_TUNE = ExpressionRecipe(
    # Those of the network that it begins from are put in their place.
    widths=EXPRESSION.widths,
    blocks=EXPRESSION.blocks,
    schedule=TrainingSchedule(
        epochs=15,  # a few hundred pictures are some hundred steps; more of them learns the faces by heart
        batch=32,
        processes=1,
        optimiser="sgd",
        lr=0.01,  # a tenth of the first training's: what is known shall be bent, not written anew
        weight_decay=5e-4,
        warm_up_epochs=1.0,
        ema=0.99,  # a short run cannot wait for a long mean
        check_every=3,
    ),
    mixup=0.2,
    sides_px=((1.0, 48),),  # coarse features are there already
    # Half of each target is what the network said before: a few hundred pictures of three classes would make it forget
    # the other five (Li and Hoiem 2016, "learning without forgetting").
    taught=0.5,
)
"""For a shop's own pictures, from the weights of a network that is there. Tried once, on 681 generated faces, from a
wide network: of 225 others it read 73 % as they are labelled, 61 % before; of FER+'s public part 80 %, 84 % before."""
