"""page.py: one file that loads nothing, with the verdict, the figures, and what to do next."""

import dataclasses
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from models.make.page import MadeModel, model_page
from models.make.scores import misread_images
from models.make.verdict import judge_model
from tests.models.make.made import judged_images, own_spec

UNUSED = [("neutral/p1_<b>.jpg", "no face was found"), ("neutral/p2_1.jpg", "the face is 30 px wide, but must be 48")]


def made_model(folder: Path, **changed: Any) -> MadeModel:
    """A judged model; `changed`: as of `own_spec`."""
    spec = own_spec(folder, **changed)
    misread = misread_images(judged_images((1, 7)), 20)
    return MadeModel(spec, judge_model(spec), 242, UNUSED, misread, "vitrina models make pictures", "2026-12-01", 90.0)


def elements(page: str) -> ElementTree.Element:
    """The page, parsed: it is well-formed."""
    closed = re.sub(r"(<meta [^>]*[^/])>", r"\1/>", page.removeprefix("<!DOCTYPE html>\n"))
    return ElementTree.fromstring(closed)


def test_page_loads_nothing_and_escapes_names_of_files(tmp_path: Path) -> None:
    """No address, no script, and no markup from a file name."""
    page = model_page(made_model(tmp_path))
    assert not re.search(r"(src|href)=|url\(|<script|@import", page)
    assert "default-src 'none'" in page
    assert "p1_&lt;b&gt;.jpg" in page
    elements(page)


@pytest.mark.parametrize(("licence", "kind"), [("commercial", "shop"), ("evaluation", "research")])
def test_verdict_stands_first(licence: str, kind: str, tmp_path: Path) -> None:
    """In the colour of its kind, with the setting that uses the model."""
    made = made_model(tmp_path, licence=licence)
    (banner,) = (each for each in elements(model_page(made)).iter("div") if "verdict" in each.get("class", ""))
    assert banner.get("class") == f"verdict {kind}"
    assert ('use = "research"' in model_page(made)) == (kind == "research")


def test_everything_that_is_missing_has_a_step(tmp_path: Path) -> None:
    """Each sentence of the verdict, and what to do about it."""
    made = made_model(tmp_path, licence="evaluation", audit=None)
    page = "".join(elements(model_page(made)).itertext())
    for missing in made.verdict.missing:
        assert missing.what in page
        assert missing.todo in page
    assert "Not audited" in page


def test_plots_say_in_words_what_they_show(tmp_path: Path) -> None:
    """Folds, calibration and groups, each with a name and a description for a screen reader."""
    page = elements(model_page(made_model(tmp_path)))
    spoken = {plot.get("aria-label"): plot.findtext("desc") or "" for plot in page.iter("svg")}
    assert set(spoken) == {
        "Right class", "Smile or not, of the faces that were read", "Calibration", "Smile or not, by age"
    }  # fmt: skip
    assert "fold 1" in spoken["Right class"]
    assert "40 or more (20 people, n = 120)" in spoken["Smile or not, by age"]
    assert sum("worst" in text for text in spoken.values()) == 2


def test_a_model_no_better_than_the_most_frequent_class_is_called_that(tmp_path: Path) -> None:
    """An accuracy whose interval reaches down to it proves no skill."""
    made = made_model(tmp_path)
    assert "better than that" not in model_page(made)
    scores = {**made.spec.metrics["cross_validation"], "always": 0.95}
    spec = dataclasses.replace(made.spec, metrics={**made.spec.metrics, "cross_validation": scores})
    assert "Nobody can say yet whether this model is better than that" in model_page(
        dataclasses.replace(made, spec=spec)
    )


def test_a_calibration_that_was_not_fitted_is_called_that(tmp_path: Path) -> None:
    """With fewer than 100 images."""
    page = model_page(made_model(tmp_path, held_out={"n": 40, "fitted": False, "offsets": []}))
    assert "too few images to fit a temperature" in page


def test_unused_images_are_counted_by_reason(tmp_path: Path) -> None:
    """Small faces are one reason, whatever their width."""
    assert "2 images could not be used: no face was found (1), the face is too small (1)." in model_page(
        made_model(tmp_path)
    ).replace(", but must be 48", "")
