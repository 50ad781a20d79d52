"""Figures of a smile detector that a shop takes, at the limits."""

from typing import Any


def smile_figures(**changed: Any) -> dict[str, Any]:
    """`metrics` of a spec that fulfils every rule for smiles. `changed`: other figures, or None for a missing one."""
    folds = {"worst": {"coverage": 0.5, "smile_accuracy": 0.8}, "folds": []}
    found = {"smiles_found": 0.5, "others_found": 0.5}
    figures = {"n": 100, "smile_accuracy": 0.85, **found, "coverage": 0.5, "folds": folds, **changed}
    return {"smile": {name: value for name, value in figures.items() if value is not None}}
