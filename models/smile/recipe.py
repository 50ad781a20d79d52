"""Training recipes of the smile detector, with a reason for each number. Uses only the standard library."""

from dataclasses import dataclass, field

from models.schedule import TrainingSchedule


@dataclass(frozen=True)
class CropRanges:
    """Degradations that training adds to camera images and crops. Errors of crops are standard deviations.

    Rotation, scale and shift are as large as the differences between the crop from the detector's keypoints and the
    crop from the mesh itself.
    """

    turn_deg: float = 4.6
    scale: float = 0.07
    shift_px: float = 6.0
    least_px: float = 18.0  # smallest width of a face that is enlarged to the crop
    far: float = 0.6  # share of the crops that come from a smaller face
    blur: float = 0.4
    moved: float = 0.3  # share blurred along a line, as of a head that moves
    gamma: float = 0.3
    light: float = 0.35
    side_light: float = 0.4
    grey: float = 0.3  # share without colour, as from a camera at night
    noise: float = 10.0


@dataclass(frozen=True)
class SmileRecipe:
    """Settings of one training run."""

    hidden: int
    dropout: float
    members: int  # small networks whose logits are averaged
    copies: int  # crops of each picture with defects, beside the plain one and its mirror image
    mixed: float  # meshes between the pictures, over the number of all crops
    taught: float  # share of a target that is the teacher's; the rest is the label. Mixed meshes have no label
    smoothing: float  # of the labels: two annotators would not agree on all
    folds: int  # of people, for the scores and the calibration
    schedule: TrainingSchedule
    crops: CropRanges = field(default_factory=CropRanges)
    pictures: int | None = None  # number of pictures used, from the first; None: all


def _schedule(epochs: int) -> TrainingSchedule:
    return TrainingSchedule(
        epochs=epochs,
        batch=512,
        processes=1,
        optimiser="adamw",
        lr=3e-3,
        weight_decay=0.01,
        warm_up_epochs=1.0,
        ema=0.98,
        check_every=epochs,
        half=False,
    )


SMILE = SmileRecipe(
    hidden=16, dropout=0.2, members=5, copies=8, mixed=1.0, taught=2 / 3, smoothing=0.02, folds=5,
    schedule=_schedule(20),
)  # fmt: skip

QUICK = SmileRecipe(
    hidden=8, dropout=0.2, members=2, copies=2, mixed=1.0, taught=2 / 3, smoothing=0.02, folds=2,
    schedule=_schedule(4), pictures=120,
)  # fmt: skip
