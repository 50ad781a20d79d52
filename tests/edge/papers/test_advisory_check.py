"""The product file states when the pinned packages were last checked, once a release has a record of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from edge.papers.advisory_check import advisory_values
from edge.papers.build import build_paper
from edge.papers.paper import Fact, Language
from tests.edge.papers.made import SHOP, facts

TEXT = """version = "0.2.0"
checked_on = "2026-12-01"
newest = "2026-11-30"
advisories = 18204
affected = 2
excepted = 1
"""


def test_a_record_of_this_version_gives_the_values(tmp_path: Path) -> None:
    assert advisory_values("0.2.0", tmp_path / "advisories.toml") == {}
    (tmp_path / "advisories.toml").write_text(TEXT, encoding="utf-8")
    values = advisory_values("0.2.0", tmp_path / "advisories.toml")
    assert values["advisories_checked_on"] == "2026-12-01"
    assert (values["advisories_affected"], values["advisories_excepted"]) == ("2", "1")
    assert advisory_values("0.2.1", tmp_path / "advisories.toml") == {}


@pytest.mark.parametrize(("language", "word"), [("en", "last checked"), ("de", "zuletzt")])
def test_the_product_file_has_the_date_instead_of_the_question(language: Language, word: str, tmp_path: Path) -> None:
    (tmp_path / "advisories.toml").write_text(TEXT, encoding="utf-8")
    without = facts(SHOP, language=language)
    checked = replace(
        without,
        conditions=without.conditions | {"advisories_checked"},
        values={**without.values, **advisory_values("0.2.0", tmp_path / "advisories.toml")},
    )
    before, after = build_paper("product", without), build_paper("product", checked)
    assert len(before.questions) == len(after.questions) + 1
    said = [part.text for section in after.sections for part in section.parts if isinstance(part, Fact)]
    (line,) = [text for text in said if "2026-12-01" in text]
    assert word in line
    assert "18204" in line
    assert "2026-11-30" in line
