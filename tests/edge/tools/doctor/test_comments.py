"""Doctor: the network that reads comments."""

import json
from pathlib import Path

import pytest

from edge.kiosk import build
from edge.tools.doctor.comments import comments_findings
from tests.doubles.text_network import text_network
from tests.edge.tools.doctor.contexts import make_context

PAGE = '[player]\nmedia = "/media"\n[comments]\npage = true\n[models]\ntext = "{}"\n'


def test_where_no_comments_are_taken_nothing_is_said(tmp_path: Path) -> None:
    assert list(comments_findings(make_context(tmp_path))) == []


def test_a_network_that_reads_is_named_with_its_people_and_its_licence(tmp_path: Path) -> None:
    good, licence = comments_findings(make_context(tmp_path, PAGE.format(text_network(tmp_path))))
    assert (good.part, good.level) == ("comments", "ok")
    assert "text-words@sha256:" in good.text
    assert "fill 10 slots of ten minutes" in good.text
    assert licence.level == "ok"


def test_what_is_missing_is_named_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not there, one that was altered, a package, a threshold."""
    (missing,) = comments_findings(make_context(tmp_path, PAGE.format(tmp_path / "none.json")))
    assert missing.level == "error"
    assert "none.json does not exist" in missing.text
    network = text_network(tmp_path)
    context = make_context(tmp_path, PAGE.format(network))
    monkeypatch.setattr(build, "TEXT_PACKAGE", "no_such_package")
    (lacking,) = comments_findings(context)
    assert (lacking.level, lacking.text) == (
        "error",
        "the package no_such_package is not installed, so comments cannot be read.",
    )
    assert "pip install --require-hashes -r requirements-comments.lock" in lacking.cure
    monkeypatch.undo()
    facts = json.loads(network.read_text(encoding="utf-8"))
    network.write_text(json.dumps({**facts, "thresholds": {}}), encoding="utf-8")
    (unsure,) = comments_findings(context)
    assert (unsure.level, unsure.text) == ("error", "text-words has no value `unclear` in its thresholds.")
    assert unsure.cure.startswith("Fetch its .json again.")
    network.write_text(json.dumps(facts), encoding="utf-8")
    with (tmp_path / "text-words.onnx").open("ab") as file:
        file.write(b"x")
    (altered,) = comments_findings(context)
    assert "is not the file that its model settings describe" in altered.text
