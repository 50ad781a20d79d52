"""Origin of an expression model: the images of this project, or other images. Uses only the standard library."""

from models.serving.spec import ModelSpec

PROJECT_SHEETS = "ferplus_train"
"""Start of the names of the sheets with the training images of this project."""


def is_own_model(spec: ModelSpec) -> bool:
    """True for an expression model that was trained on other images than those of this project, here or elsewhere."""
    return spec.task == "expression" and not any(name.startswith(PROJECT_SHEETS) for name in spec.trained_on)
