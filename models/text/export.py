"""Exports the averaged model of a run as ONNX files with their model settings. The temperature is part of the files.

Temperature and the threshold for "unclear" are fitted here, on comments by authors who were excluded from training.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models import onnx_file
from models.calibration import cross_fitted_probabilities, fit_temperature
from models.data import file_hashes, read_licence
from models.loop import parameter_count
from models.metrics import calibration_error, risk_and_coverage
from models.serving.features.text import PIECES, CommentTokenizer
from models.serving.spec import OPSET, ModelSpec, spec_path
from models.text.data import (
    AUTHORS_FOLDER,
    COMMENTS,
    FILMS,
    OWN,
    PHRASES_FOLDER,
    TABLE,
    Comment,
    is_kept_out,
    load_author_comments,
    load_comments,
    load_own_comments,
    text_folder,
)
from models.text.net import TextNet
from models.text.net import load_run as load_run
from models.text.recipe import CLASSES
from models.text.scores import predict_scores
from models.text.start import blend_start

COVERED = 0.85
"""Share of the judged authors' comments that get a class. The other comments are "unclear"."""

CALIBRATED = 256
"""Number of rows from which the ranges of int8 are computed."""

NOTE = (
    "Trained on Reddit comments under CC BY 4.0 (GoEmotions), their Russian translations under MIT over CC BY 4.0 and "
    "comments of the project under Apache-2.0 and CC0{films}. Taught by multilingual-e5-small (MIT)."
)
FILMS_NOTE = ", and on lines of film dialogue whose labels are under CC BY 4.0 (XED)"

ATTRIBUTIONS = (
    "GoEmotions: D. Demszky, D. Movshovitz-Attias, J. Ko, A. Cowen, G. Nemade, S. Ravi (ACL 2020), CC BY 4.0",
    "ru-goemotions: SL (2023), MIT",
    "multilingual-e5-small: L. Wang et al. (2024), MIT",
)
FILMS_ATTRIBUTION = "XED: E. Öhman, M. Pàmies, K. Kajava, J. Tiedemann (COLING 2020), CC BY 4.0"


class ExportableTextNet(nn.Module):
    """Model in the form that the kiosk runs: from token numbers (n, 96), as float32, to probabilities (n, 3)."""

    def __init__(self, net: TextNet, temperature: float) -> None:
        super().__init__()
        self.net, self.temperature = net, temperature

    def forward(self, pieces: Tensor) -> Tensor:
        return torch.softmax(self.net(pieces.to(torch.int64))[0] / self.temperature, dim=1)


@dataclass(frozen=True)
class FittedReading:
    """Temperature, threshold for "unclear", and metrics on the texts that were used for fitting."""

    temperature: float
    unclear: float
    held_out: dict[str, Any]


def held_out_comments(folder: Path) -> list[Comment]:
    """Held-out tenth of the shop comments and of the other texts. Film dialogue is excluded, because it has no neutral
    class.
    """
    rows = [comment for comment in load_comments(folder, "train") if comment.source != FILMS]
    return [comment for comment in (*rows, *load_own_comments()) if is_kept_out(comment)]


def fit_reading(net: TextNet, tokenizer: CommentTokenizer, comments: Sequence[Comment]) -> FittedReading:
    """Fit temperature and threshold on the judged authors, and measure them on the held-out `comments`.

    `authors_ece`: calibration error by folds. The temperature for each author is fitted on the comments of the other
    authors.
    """
    judged = load_author_comments("judged")
    scores, truth = score_comments(net, tokenizer, judged)
    temperature = fit_temperature(scores, torch.from_numpy(truth))
    curve = risk_and_coverage(truth, softmax_probabilities(scores / temperature), np.arange(0.34, 0.9, 0.01))
    unclear = max(threshold for threshold, covered, _ in curve if covered >= COVERED)
    by_folds = cross_fitted_probabilities(scores, torch.from_numpy(truth), [comment.author for comment in judged])
    return FittedReading(
        temperature, round(unclear, 2),
        {
            **held_out_scores(comments, *score_comments(net, tokenizer, comments), temperature),
            "authors_n": len(judged), "authors_ece": round(calibration_error(truth, by_folds), 4),
            "risk_coverage": [[round(value, 3) for value in row] for row in curve[::4]],
        },
    )  # fmt: skip


def score_comments(
    net: TextNet, tokenizer: CommentTokenizer, comments: Sequence[Comment]
) -> tuple[Tensor, NDArray[np.int64]]:
    """Scores (n, 3) and labels (n,) for comments."""
    scores = predict_scores(net, tokenizer, [comment.text for comment in comments])
    return scores, np.array([comment.label for comment in comments], np.int64)


def softmax_probabilities(scores: Tensor) -> NDArray[np.float64]:
    """Probabilities (n, 3) from scores."""
    return np.asarray(torch.softmax(scores, 1).numpy(), np.float64)


def held_out_scores(
    comments: Sequence[Comment], scores: Tensor, truth: NDArray[np.int64], temperature: float
) -> dict[str, Any]:
    """Metrics on the held-out tenth: over all rows, over shop rows, and for each tone."""
    probabilities = softmax_probabilities(scores / temperature)
    right = probabilities.argmax(1) == truth
    is_shop = np.array([comment.source == OWN for comment in comments])
    return {
        "n": len(comments), "accuracy": round(float(right.mean()), 4),
        "shop_accuracy": round(float(right[is_shop].mean()), 4), "shop_n": int(is_shop.sum()),
        "ece": round(calibration_error(truth, probabilities), 4),
        "tones": tone_scores(comments, right),
    }  # fmt: skip


def training_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 hashes of the table, the shop comments, the comments of training authors, and the phrases."""
    own = [path for part in (COMMENTS, AUTHORS_FOLDER / "training", PHRASES_FOLDER) for path in part.glob("*.csv")]
    return {**file_hashes([folder / TABLE]), **file_hashes(own, Path(__file__).parent)}


def round_to_two_digits(value: float) -> float:
    """The difference rounded to two significant digits."""
    return float(f"{value:.1e}")


def tone_scores(comments: Sequence[Comment], right: NDArray[np.bool_]) -> dict[str, dict[str, float]]:
    """For each tone, the share of the held-out shop comments that are classified correctly, and their number."""
    tone = np.array([comment.tone for comment in comments])
    return {
        name: {"n": int((tone == name).sum()), "accuracy": round(float(right[tone == name].mean()), 3)}
        for name in sorted(set(tone.tolist()) - {""})
    }


def licence_of_texts(folder: Path, recipe: Mapping[str, Any]) -> tuple[str, str]:
    """Licence tier and note: those of the table, or narrower ones of the model from which the run started. Raises
    ModelFileError.
    """
    licence, note = "commercial", NOTE.format(films=FILMS_NOTE if recipe["films"] else "")
    if own := read_licence(folder):
        licence, note = own[0], f"{own[1]} Texts of this project are in the training too, and allow commercial use."
    if not (started_from := recipe.get("started_from")):
        return licence, note
    start = ModelSpec.load(spec_path(started_from["model"]))
    if start.may_be_used(licence):
        return licence, note
    return start.licence, f"{note} Trained from {start.name} ({start.licence}): {start.licence_note}"


def export_network(run: Path, data: Path, zoo: Path, name: str | None = None) -> ModelSpec:
    """Write NAME.onnx, its int8 variant and NAME.json into `zoo` from the saved state of `run`.

    There is no float16 file, because float16 cannot represent token numbers above 2,048 exactly.
    """
    net, tokenizer, saved = load_run(run)
    blend_start(net, saved["recipe"])
    folder, recipe = text_folder(data), dict(saved["recipe"])
    fitted = fit_reading(net, CommentTokenizer(tokenizer), held_out_comments(folder))
    parameters = parameter_count(net)
    name = name or f"text-{parameters / 1e6:.1f}m"
    zoo.mkdir(parents=True, exist_ok=True)
    path = zoo / f"{name}.onnx"
    exported = ExportableTextNet(net, fitted.temperature).eval()
    trained = [comment.text for comment in load_comments(folder, "train") if not is_kept_out(comment)]
    rows = CommentTokenizer(tokenizer).input_rows(trained[:: max(1, len(trained) // CALIBRATED)][:CALIBRATED])
    onnx_file.write_onnx(exported, {"pieces": torch.from_numpy(rows[:2])}, ["probabilities"], path)
    parity = onnx_file.check_parity(exported, {"pieces": torch.from_numpy(rows[:64])}, path)
    small = path.with_suffix(".int8.onnx")
    onnx_file.write_int8(path, small, {"pieces": rows}, ("MatMul", "Gemm", "Gather"))
    variants = {"int8": {"file": small.name, "sha256": onnx_file.file_sha256(small)}}
    difference = onnx_file.largest_output_difference(path, small, {"pieces": rows})
    progress = {"seed": saved["seed"], "epochs_done": saved["epoch"], "seconds": round(float(saved["seconds"]))}
    del recipe["tokenizer"]
    films = recipe["films"]
    licence, note = licence_of_texts(folder, recipe)
    own, started = read_licence(folder) is not None, "started_from" in recipe
    named = [] if own and not started else [*ATTRIBUTIONS, *([FILMS_ATTRIBUTION] if films else [])]
    sources = {"attributions": named, **({"own_data": True} if own else {})}
    spec = ModelSpec(
        name=name, file=path.name, sha256=onnx_file.file_sha256(path), opset=OPSET, task="text",
        inputs={"pieces": (PIECES,)}, outputs={"probabilities": (len(CLASSES),)},
        normalisation="numbers of the tokens of a cleaned text (models.serving.features.text)",
        classes=CLASSES, temperature=fitted.temperature, thresholds={"unclear": fitted.unclear}, parameters=parameters,
        licence=licence, licence_note=note,
        trained_on=training_hashes(folder),
        recipe={**recipe, **progress, **sources},
        metrics={"held_out": fitted.held_out, "parity": {"fp32": round_to_two_digits(parity),
                                                         "int8": round_to_two_digits(difference)}},
        variants=variants, folder=zoo, tokenizer=tokenizer,
    )  # fmt: skip
    spec.save()
    return spec
