"""Maps the output of an expression model to the kiosk's classes."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from edge.events import EXPRESSIONS
from models.serving.features.expression import unreadable_error
from models.serving.spec import ModelSpec


class ClassMapping:
    """Maps the output of a model to EXPRESSIONS, as its model card specifies."""

    def __init__(self, spec: ModelSpec) -> None:
        """Raises ModelFileError if the model card does not name the classes of the output."""
        self._output, self._temperature = spec.class_output, spec.temperature
        try:
            shape = spec.outputs[self._output.tensor]
            if shape != (len(spec.classes),):
                raise ValueError(
                    f"{self._output.tensor} has the shape {shape}, but `classes` lists {len(spec.classes)} classes"
                )
            mapped = self._output.expression_classes(spec.classes)
        except KeyError as missing:
            raise unreadable_error(spec, f"`outputs` has no {missing}, which `class_output.tensor` names") from missing
        except ValueError as wrong:
            raise unreadable_error(spec, str(wrong)) from wrong
        self._is_told = [name in mapped for name in EXPRESSIONS]
        self._table = np.array([[name == read_as for name in EXPRESSIONS] for read_as in mapped], np.float32)  # (k, 8)
        self._is_identity = mapped == EXPRESSIONS

    @property
    def has_all_expressions(self) -> bool:
        """True if the model has a class for each of EXPRESSIONS."""
        return all(self._is_told)

    def model_probabilities(self, outputs: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        """Probabilities (n, k) of the model's own classes."""
        scores = outputs[self._output.tensor]
        if self._output.scores == "probabilities":
            return scores
        powers = np.exp((scores - scores.max(axis=1, keepdims=True, initial=-np.inf)) / self._temperature)
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)

    def expression_probabilities(self, own: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities (n, 8) in the order of EXPRESSIONS; 0 for classes that the model does not have."""
        return own if self._is_identity else np.asarray(own @ self._table, np.float32)

    def probability_rows(self, probabilities: NDArray[np.float32]) -> list[tuple[float | None, ...]]:
        """Rows of probabilities (n, 8); None for classes that the model does not have."""
        rows = probabilities.tolist()
        if self.has_all_expressions:
            return [tuple(row) for row in rows]
        return [tuple(p if told else None for p, told in zip(row, self._is_told, strict=True)) for row in rows]
