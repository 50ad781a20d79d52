"""calibration.py: a temperature for each group that is fitted on the other groups."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import calibration  # noqa: E402


def test_each_group_has_the_temperature_of_the_others() -> None:
    """A group whose labels are drawn at random has no part in its own temperature, and spoils that of the others."""
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 3, 400)
    logits = np.eye(3)[labels] * 4
    is_odd = np.arange(400) < 200
    logits[is_odd] = np.eye(3)[rng.integers(0, 3, 200)] * 4
    groups = ["odd" if odd else "even" for odd in is_odd]
    fitted = calibration.cross_fitted_probabilities(torch.from_numpy(logits), torch.from_numpy(labels), groups)
    assert np.allclose(fitted.sum(1), 1)
    assert fitted[is_odd].max(1).min() > 0.95  # fitted on the even rows, which are all right
    assert fitted[~is_odd].max(1).max() < 0.6  # fitted on rows that are right by chance
