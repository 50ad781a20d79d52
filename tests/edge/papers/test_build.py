"""Papers say only what the settings, cards, tables and tests hold, and ask a person for the rest."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from edge.documents import markdown_files
from edge.law.table import load_law_table
from edge.messages.schema import KINDS
from edge.papers import build
from edge.papers.build import PaperFacts, build_paper, read_figures, read_paper_text
from edge.papers.paper import KIOSK_PAPERS, Fact, Language, Question, Row, Table
from edge.papers.sources import KINDS as SOURCE_KINDS
from edge.settings.settings import section_classes
from edge.toml_text import read_toml
from tests.edge.papers.made import LONG, SHOP, facts, paper, text_of

ROOT = Path(__file__).parents[3]
RESEARCH: dict[str, Any] = {**LONG, "models": {"use": "research"}}
UNREAD: dict[str, Any] = {**SHOP, "models": {"expression": "none"}}
EMPTY: dict[str, Any] = {}


def parts_of(name: str) -> Iterator[Mapping[str, Any]]:
    """Every part and row of a paper's file."""
    text = read_paper_text(name)
    for section in text["sections"]:
        yield from section.get("parts", ())
    for table in text.get("tables", {}).values():
        yield from table.get("rows", ())


def sources_of(name: str) -> Iterator[str]:
    for part in parts_of(name):
        given = part.get("source", ())
        yield from [given] if isinstance(given, str) else given


@pytest.mark.parametrize("name", [*KIOSK_PAPERS, "server"])
def test_each_sentence_is_a_fact_with_a_source_or_a_question_in_both_languages(name: str) -> None:
    for part in parts_of(name):
        if "table" in part:
            assert part["table"] in read_paper_text(name)["tables"]
            continue
        assert ("source" in part) != bool(part.get("ask"))
        assert type(part["en"]) is type(part["de"])
        if part.get("ask"):
            assert part["en"].count("?") + part["en"].count("ignature") + part["en"].count(".") >= 1


@pytest.mark.parametrize("name", [*KIOSK_PAPERS, "server"])
def test_every_source_exists(name: str) -> None:
    """A key of the settings, a message, a page of the documents, a file of tests and a test in it."""
    keys = {(header.strip("[]"), key) for header, kind in section_classes() for key in kind.model_fields}
    pages = set(markdown_files())
    figures = {f"{table}_{key}": text for table, row in read_figures().items() for key, text in row.items()}
    for source in sources_of(name):
        kind, _, what = source.partition(" ")
        assert kind in SOURCE_KINDS
        if kind == "setting" and name != "server":
            assert tuple(what.split(".")) in keys, source
        elif kind == "schema":
            assert what in KINDS, source
        elif kind == "table":
            assert what in pages, source
        elif kind == "test":
            assert _is_test(what.format_map({**figures, "version": ""})), source


def _is_test(name: str) -> bool:
    path, _, test = name.partition("::")
    if not test:
        return (ROOT / path).exists()
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == test for node in tree.body)


@pytest.mark.parametrize("country", ["DE", "NL", "US-IL", "JP", None])
@pytest.mark.parametrize(
    "values", [EMPTY, SHOP, UNREAD, LONG, RESEARCH], ids=["empty", "shop", "unread", "long", "research"]
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_paper_can_be_made_of_any_settings(
    values: dict[str, Any], country: str | None, language: Language
) -> None:
    """No placeholder is left, no cell is missing, and the assessment has fewer than 25 boxes."""
    made_of = facts(values, country, language)
    for name in KIOSK_PAPERS:
        made = build_paper(name, made_of)
        assert not re.search(r"\{[a-z_]+\}", text_of(made))
        assert all(fact.sources for fact in made.facts)
        for part in (part for section in made.sections for part in section.parts):
            if isinstance(part, Table):
                assert {len(row.cells) for row in part.rows} == {len(part.head)} == {len(part.widths)}
    assert len(build_paper("dpia", made_of).questions) < 25


def test_the_assessment_has_the_sections_of_the_template() -> None:
    titles = [section.title.partition(". ")[0] for section in paper("dpia").sections]
    assert titles == ["0", "1", "2", "3", "4", "5", "6"]


def test_figures_of_attacks_are_those_of_the_table_of_the_documents() -> None:
    """As they are: also a clerk who is guessed with certainty."""
    table = (ROOT / "docs/evidence/attacks.md").read_text(encoding="utf-8")
    english, german = text_of(paper("dpia")), text_of(paper("dpia", language="de"))
    for name, row in read_figures().items():
        if name.startswith("guesses_"):
            assert f"| {row['now']} | {row['limit']} | `{row['test']}` |" in table or row["now"] in table
            assert row["now"] in english
    assert "1.00, 1.00" in english
    assert "1,00; 1,00" in german
    assert "three clerks (not covered)" in english


def test_who_is_not_covered_is_in_the_assessment() -> None:
    made = text_of(paper("dpia"))
    for who in ("a regular customer at known times", "staff in view of the camera", "three or more people"):
        assert who in made


def test_everybody_whom_the_documents_list_as_not_covered_is_in_the_assessment() -> None:
    """As many rows as the table of the promise has, with the same advice for those whom noise does not protect."""
    page = (ROOT / "docs/privacy/promise.md").read_text(encoding="utf-8")
    listed = page.partition("## Who is not covered")[2].partition("##")[0].count("\n| ") - 1
    assert len(read_paper_text("dpia")["tables"]["not_covered"]["rows"]) == listed > 8
    assert "nothing protects counts" in text_of(paper("dpia"))
    assert "one_place" in text_of(paper("dpia"))
    for part in ("comments again and again", "badges that are not read"):
        assert part not in text_of(paper("dpia"))
    assert "comments again and again" in text_of(paper("dpia", LONG))


def test_a_balancing_test_that_was_made_is_named() -> None:
    values = {**SHOP, "notice": {**SHOP["notice"], "balancing_test_on": date(2026, 11, 20)}}
    assert "Balancing test: made on 2026-11-20." in text_of(paper("dpia", values))
    assert "Balancing test: made" not in text_of(paper("dpia"))


def test_a_value_in_force_stands_in_the_text_and_in_the_margin() -> None:
    values = {**SHOP, "audience": {"k": 7}}
    made = paper("dpia", values)
    (fact,) = [fact for fact in made.facts if fact.text.startswith("Data minimisation")]
    assert "at least 7 people" in fact.text
    assert fact.sources[0] == "Setting: [audience] k = 7"


def test_what_a_person_must_answer_is_a_question_and_never_a_sentence() -> None:
    """Without an operator the paper asks for it; with one it names it."""
    asked = paper("dpia", EMPTY).questions
    assert any(question.startswith("Who is the controller") for question in asked)
    assert not any(question.startswith("Who is the controller") for question in paper("dpia").questions)
    assert "Acme GmbH, Berlin" in text_of(paper("dpia"))


def test_papers_of_a_kiosk_that_reads_no_face_do_not_report_smiles() -> None:
    made = text_of(paper("dpia", UNREAD))
    assert "No expression model is loaded" in made
    assert "smile detector" not in made
    assert "Attack" not in "".join(cell for cell in made)
    assert "publishes no number from expressions" in made


def test_only_a_kiosk_with_a_microphone_or_comments_mentions_their_data() -> None:
    assert "speech is recorded" not in text_of(paper("dpia"))
    made = text_of(paper("dpia", LONG))
    assert "no speech is recorded" in made
    assert "comment" in made


def test_all_that_is_kept_of_one_visit_is_in_the_assessment_and_in_the_record() -> None:
    """Also what can be of one person: times and places until the end of the day, and grids of what seems a poster."""
    made = text_of(paper("dpia", LONG))
    for kept in ("start and end of each visit", "coarse grey grids", "somebody who keeps still", "at most 14 days"):
        assert kept in made
    assert "place, size, head direction" in text_of(paper("record"))
    badges = {**SHOP, "staff": {"in_view": "badges", "declared_on": date(2026, 11, 24), "declared_by": "Ada"}}
    assert "measured like a visitor" in text_of(paper("dpia", badges))
    assert "measured like a visitor" not in made


def test_nobody_confirms_a_notice_that_is_on_the_screen_only() -> None:
    for name in ("dpia", "instructions"):
        assert "confirmed" in text_of(paper(name, SHOP))
        assert "confirmed" not in text_of(paper(name, LONG))
        assert "while its page reports that the notice is visible" in text_of(paper(name, LONG))


def test_the_assessment_asks_why_it_is_due_and_names_purpose_transfers_and_children() -> None:
    made = paper("dpia", SHOP)
    assert any("Why is an impact assessment due" in question for question in made.questions)
    assert any("third country" in question for question in made.questions)
    assert "To find out which ads are watched" in text_of(made)
    assert "cannot distinguish children from adults" in text_of(made)
    assert "Transfers to third countries: none" in text_of(paper("dpia", LONG))


@pytest.mark.parametrize("name", KIOSK_PAPERS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_paper_of_a_shop_says_what_somebody_feels(name: str, language: Language) -> None:
    """The words of the shop's list, in English and in German. The law's own sentences are quoted as they are."""
    listed = read_toml((ROOT / "docs/words.toml").read_text(encoding="utf-8"))["shop"]["words"]
    pattern = re.compile(rf"(?i)\b({listed['every']}|{listed.get(language, '(?!)')})\b")
    made = text_of(paper(name, LONG, language=language))
    for _, row in load_law_table().place_law("DE").rows():
        made = made.replace(row.texts(language).says, "")
    assert pattern.findall(made) == []


@pytest.mark.parametrize("word", ["mood", "Stimmung"])
def test_the_list_would_find_a_planted_word(word: str) -> None:
    listed = read_toml((ROOT / "docs/words.toml").read_text(encoding="utf-8"))["shop"]["words"]
    assert re.search(rf"(?i)\b({listed['every']}|{listed['de']})\b", f"x {word} y")


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_paper_says_lawful(language: Language) -> None:
    """The program does not judge: it says what it does."""
    made_of = facts(LONG, language=language)
    for name in KIOSK_PAPERS:
        made = build_paper(name, made_of)
        told = " ".join(fact.text for fact in made.facts)
        assert not re.search(r"(?i)\b(is|are) lawful\b|\bist rechtmäßig\b|\bGDPR.compliant\b|DSGVO-konform", told)


def test_conditions_may_be_negated_and_joined() -> None:
    made_of = PaperFacts(
        language="en", conditions=frozenset({"a"}), values={}, settings={}, cards={}, rows={"made": [Row(("x",), ())]}
    )  # fmt: skip
    assert [build._one_holds(one, made_of.conditions) for one in ("a", "!a", "b|a", "b", "!b")] == [
        True, False, True, False, True,
    ]  # fmt: skip


def test_german_figures_have_a_comma_and_names_of_tests_keep_their_points() -> None:
    assert facts(language="de").values["guesses_four_now"] == "0,93"
    assert facts(language="de").values["guesses_four_test"].startswith("test_guessing.py::")


def test_figures_are_in_an_installed_wheel() -> None:
    """setup.py lists them as data of the package."""
    text = (ROOT / "setup.py").read_text(encoding="utf-8")
    for pattern in ("papers/*.toml", "papers/*.typ", "papers/texts/*.toml"):
        assert json.dumps(pattern) in text
    assert files("edge.papers").joinpath("figures.toml").is_file()


def test_questions_and_facts_come_in_the_order_of_the_paper() -> None:
    made = paper("record")
    parts = [part for section in made.sections for part in section.parts]
    assert made.questions == [part.text for part in parts if isinstance(part, Question)]
    assert made.facts == [part for part in parts if isinstance(part, Fact)]
