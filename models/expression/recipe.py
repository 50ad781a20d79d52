"""Training recipes of the expression model, with a reason for each number. Uses only the standard library."""

from dataclasses import dataclass

from models.schedule import TrainingSchedule


@dataclass(frozen=True)
class AugmentationRanges:
    """Ranges for the augmentation of training crops. A share is the share of the crops to which a step is applied."""

    roll_deg: float = 9.0  # standard deviation; cut at 2.5 of them. FER2013 tiles are not aligned, heads tilt
    scale: float = 0.16  # factor exp(±0.16): what keypoint noise and hair styles do to a crop
    aspect: float = 0.05  # factor exp(±0.05): heads turned a little
    shift: float = 0.08  # of the side
    gamma: float = 0.5  # exponent exp(±0.5), on half of the crops: camera curves differ
    side_light: float = 0.25  # share lit from one side: shop windows
    far: float = 0.30  # share shrunk to 45-90 % and enlarged again: far faces have less detail than 48 px
    blur: float = 0.25  # share blurred, by focus or by motion
    noise: float = 0.35  # share with low contrast and noise, as in an aisle in the evening
    tone: float = 0.15  # share with local contrast equalised, as cameras do against the light
    sharpen: float = 0.15  # share oversharpened, as by cheap cameras
    jpeg: float = 0.20  # share through JPEG, as MJPEG cameras do
    erase: float = 0.30  # share with a rectangle missing: hands, masks, glasses


@dataclass(frozen=True)
class ExpressionRecipe:
    """Settings of one training run. `sides_px`: pairs of a share of the epochs and the side of the crops in pixels, in
    order.
    """

    widths: tuple[int, ...]
    blocks: tuple[int, ...]
    schedule: TrainingSchedule
    mixup: float  # the parameter of the beta distribution; 0: none
    sides_px: tuple[tuple[float, int], ...]
    squeeze: int = 0  # channel weights in each block, with 1 / `squeeze` hidden channels; 0: none
    places: bool = False  # True: the last mean over positions is weighted; all `sides_px` are then 48
    taught: float = 0.0  # share of the teachers' predictions in the target; the rest are the votes
    rows: int | None = None  # number of rows used; None: all
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
    mixup=0.0,  # in 48 epochs the network underfits the pictures; it does not overfit
    # Small crops first: an epoch at 32 px costs 0.44 of one at 48 px, and coarse features come first anyway.
    sides_px=((0.4, 32), (0.3, 40), (0.3, 48)),
    taught=0.5,
    jitter=AugmentationRanges(far=0.25, blur=0.2, noise=0.25, tone=0.1, sharpen=0.1, jpeg=0.15, erase=0.2),
)

AGAIN = ExpressionRecipe(
    # One block fewer in the first stage, which has the largest maps: saves a tenth of the cost, and a second run
    # regains the lost accuracy. Channel and position weights add 8 % to the remaining cost.
    widths=EXPRESSION.widths,
    blocks=(1, 2, 3),
    schedule=TrainingSchedule(
        epochs=24,
        batch=128,
        processes=1,  # two seeds side by side
        optimiser="sgd",
        lr=0.06,  # high enough to end at other weights than the run before
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
"""Second run over the same images. It starts from the weights of the first run, and is trained on the predictions of
the first run (Furlanello et al. 2018, "born-again networks").
"""

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
"""Model that is wider than a kiosk can run. The predictions of several such models with different seeds are
averaged.
"""

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
"""Mild augmentation, for runs too short to learn from degraded images."""

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
    # Replaced by those of the network that the run starts from.
    widths=EXPRESSION.widths,
    blocks=EXPRESSION.blocks,
    schedule=TrainingSchedule(
        epochs=15,  # some hundred steps for a few hundred pictures; more steps overfit
        batch=32,
        processes=1,
        optimiser="sgd",
        lr=0.01,  # a tenth of the first training's, to adapt the weights and not replace them
        weight_decay=5e-4,
        warm_up_epochs=1.0,
        ema=0.99,  # a short run cannot wait for a long mean
        check_every=3,
    ),
    mixup=0.2,
    sides_px=((1.0, 48),),  # coarse features are there already
    # Half of each target is the network's own earlier prediction: a few hundred pictures of three classes would make it
    # forget the other five (Li and Hoiem 2016, "learning without forgetting").
    taught=0.5,
)
"""Fine-tuning of an existing model on a shop's own images. It was tried once, on 681 generated faces, from a wide
model. The accuracy on 225 other such faces was 73 % (61 % before), and on the public part of FER+ 80 % (84 % before).
"""
