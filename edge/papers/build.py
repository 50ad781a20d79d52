"""Builds the papers from their texts and from the facts of one installation.

The texts are TOML files, one per paper, with both languages side by side. A part with `source` is a fact, one with
`ask` a question, one with `table` a table of the same file. `when` lists conditions: a part appears if all hold.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from edge.papers.paper import Fact, Language, Paper, PaperWords, Part, Question, Row, Section, Table
from edge.papers.sources import source_text
from edge.toml_text import read_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """Facts of one installation, in one language. `conditions` are the names that `when` may list; `values` fill the
    placeholders of texts; `settings` are the values in force by dotted key; `cards` are the models by task;
    `rows` are rows of tables that the installation has, by the table's name.
    """

    language: Language
    conditions: frozenset[str]
    values: Mapping[str, str]
    settings: Mapping[str, str]
    cards: Mapping[str, str]
    rows: Mapping[str, Sequence[Row]]


def build_paper(name: str, facts: PaperFacts) -> Paper:
    """A paper with all parts that apply. Raises KeyError for a placeholder without a value."""
    text, words = read_paper_text(name), read_paper_text("words")
    sections = (
        Section(_fill(section, facts), tuple(_parts(section.get("parts", ()), text, facts)))
        for section in text["sections"]
        if _holds(section, facts)
    )
    return Paper(
        name=name,
        language=facts.language,
        title=_fill(text["title"], facts),
        subtitle=_fill(words["subtitle"], facts),
        words=PaperWords(**{key: _fill(words[key], facts) for key in ("note", "source", "answer", "footer")}),
        sections=tuple(section for section in sections if section.parts),
    )


@cache
def read_paper_text(name: str) -> Mapping[str, Any]:
    """Parsed text of a paper, in both languages."""
    return read_toml(files("edge.papers").joinpath("texts").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def read_figures() -> Mapping[str, Mapping[str, str]]:
    """Measured figures by table and row, which `docs/generate.py` copies from the tables of the documents."""
    return read_toml(files("edge.papers").joinpath("figures.toml").read_text(encoding="utf-8"))


def figure_values(language: Language) -> Mapping[str, str]:
    """Figures as values of placeholders, such as `guesses_leaves_now`, with the language's decimal separator."""
    return {
        f"{table}_{name}": text if "test" in name else _numbers_text(text, language)
        for table, row in read_figures().items()
        for name, text in row.items()
    }


def _numbers_text(text: str, language: Language) -> str:
    return text.replace(", ", "; ").replace(".", ",") if language == "de" else text


def _parts(parts: Sequence[Mapping[str, Any]], text: Mapping[str, Any], facts: PaperFacts) -> Iterator[Part]:
    for part in parts:
        if not _holds(part, facts):
            continue
        if part.get("ask"):
            yield Question(_fill(part, facts))
        elif "table" in part:
            table = _table(part["table"], text, facts)
            if table.rows:
                yield table
        else:
            yield Fact(_fill(part, facts), _sources(part, facts))


def _table(name: str, text: Mapping[str, Any], facts: PaperFacts) -> Table:
    made = text["tables"][name]
    rows = [
        Row(tuple(_format(cell, facts) for cell in row[facts.language]), _sources(row, facts))
        for row in made.get("rows", ())
        if _holds(row, facts)
    ]
    head = tuple(made[f"head_{facts.language}"])
    return Table(head, (*rows, *facts.rows.get(name, ())), tuple(made.get("widths", [1.0] * len(head))))


def _sources(part: Mapping[str, Any], facts: PaperFacts) -> tuple[str, ...]:
    given = part["source"]
    named = [given] if isinstance(given, str) else given
    return tuple(source_text(_format(one, facts), facts.language, facts.settings, facts.cards) for one in named)


def _holds(part: Mapping[str, Any], facts: PaperFacts) -> bool:
    """True if every condition of a part holds. "!x" means that x does not hold; "x|y" that one of them does."""
    return all(_one_holds(condition, facts.conditions) for condition in part.get("when", ()))


def _one_holds(condition: str, conditions: frozenset[str]) -> bool:
    if condition.startswith("!"):
        return condition[1:] not in conditions
    return any(one in conditions for one in condition.split("|"))


def _fill(part: Mapping[str, Any], facts: PaperFacts) -> str:
    return _format(part[facts.language], facts)


def _format(text: str, facts: PaperFacts) -> str:
    return text.format_map(facts.values)
