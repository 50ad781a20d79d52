"""export.py: the file of a run, its tokenizer, its smaller files, its fitted numbers."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models.data import write_licence
from models.onnx_file import run_onnx
from models.serving.features.text import CommentTokenizer
from models.serving.spec import ModelSpec
from models.text.data import OWN, is_kept_out, load_author_comments
from models.text.export import held_out_comments, licence_of_texts
from tests.models.text.quick_network import quick_network

TEXTS = ["lovely friendly shop", "awful rude queue", "where is parking on monday", ""]


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    return quick_network(tmp_path_factory)


def test_the_spec_reads_back_as_it_was_written(spec: ModelSpec) -> None:
    loaded = ModelSpec.load(spec.path.with_suffix(".json"))
    assert loaded == spec
    assert loaded.tokenizer
    assert loaded.checked_bytes()


def test_the_recipe_of_the_card_holds_no_tokenizer(spec: ModelSpec) -> None:
    assert "tokenizer" not in spec.recipe
    assert spec.recipe["taught"] is False


def test_smaller_files_read_as_the_full_one(spec: ModelSpec) -> None:
    """The int8 file may differ by a few hundredths. There is no fp16: it cannot hold the numbers of all pieces."""
    assert set(spec.variants) == {"int8"}
    rows = CommentTokenizer(spec.tokenizer).input_rows(TEXTS)
    full = run_onnx(spec.path, {"pieces": rows})["probabilities"]
    assert np.allclose(full.sum(1), 1, atol=1e-5)
    smaller = run_onnx(spec.folder / spec.variants["int8"]["file"], {"pieces": rows})["probabilities"]
    assert np.abs(smaller - full).max() < 0.15


def test_the_held_out_tenth_is_measured(spec: ModelSpec) -> None:
    comments = held_out_comments(spec.folder.parent / "data" / "text")
    held_out = spec.metrics["held_out"]
    assert held_out["n"] == len(comments)
    assert all(is_kept_out(comment) for comment in comments)
    assert held_out["shop_n"] == sum(comment.source == OWN for comment in comments)
    assert sum(tone["n"] for tone in held_out["tones"].values()) == held_out["shop_n"]


def test_temperature_and_threshold_are_fitted_on_authors_who_were_not_read(spec: ModelSpec) -> None:
    """The error is that of authors whose own comments had no part in their temperature."""
    held_out = spec.metrics["held_out"]
    assert held_out["authors_n"] == len(load_author_comments("judged"))
    assert 0 < held_out["authors_ece"] < 0.2


def test_unclear_leaves_most_comments_of_the_judged_authors_told(spec: ModelSpec) -> None:
    curve = {row[0]: row[1] for row in spec.metrics["held_out"]["risk_coverage"]}
    below = max(threshold for threshold in curve if threshold <= spec.thresholds["unclear"])
    assert curve[below] >= 0.85


def test_the_note_names_every_source(spec: ModelSpec) -> None:
    assert "GoEmotions" in spec.licence_note
    assert ("XED" in spec.licence_note) is bool(spec.recipe["films"])
    assert set(spec.trained_on) >= {"comments.csv", "comments/de.csv", "authors/training/ru.csv", "phrases/es.csv"}
    assert not [name for name in spec.trained_on if "judged" in name]


def test_a_run_can_be_exported_anew(spec: ModelSpec, tmp_path: Path) -> None:
    """Nothing is drawn in the export: the same bytes again."""
    from models.text.export import export_network

    again = export_network(spec.folder.parent / "run", spec.folder.parent / "data", tmp_path, name=spec.name)
    assert again.sha256 == spec.sha256
    assert again.thresholds == spec.thresholds


def test_own_comments_keep_the_tier_that_was_declared_for_them(tmp_path: Path) -> None:
    """Or that of the start model, if it is narrower."""
    recipe = {"films": False}
    assert licence_of_texts(tmp_path, recipe)[0] == "commercial"
    write_licence(tmp_path, "non-commercial", "For a thesis.")
    assert licence_of_texts(tmp_path, recipe)[0] == "non-commercial"
    shipped = {**recipe, "started_from": {"model": "text-3.4m"}}
    licence, note = licence_of_texts(tmp_path, shipped)
    assert licence == "non-commercial"
    assert note.startswith("For a thesis. ")
    assert "GoEmotions" not in note
    write_licence(tmp_path, "commercial", "All agreed.")
    licence, note = licence_of_texts(tmp_path, {**recipe, "started_from": {"model": "fer-1.4m"}})
    assert licence == "evaluation"
    assert "Trained from fer-1.4m (evaluation)" in note
