"""Meaning of every number of a report: one list, of which page, documents and tests are made."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from central.reports.rendering.difference_entries import DIFFERENCES
from central.reports.rendering.entry import Entry
from central.reports.rendering.measure_entries import MEASURES, SCORES
from central.reports.rendering.place_entries import PLACES


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries under one heading."""

    title: str
    entries: Sequence[Entry]


GROUPS = (
    Group(title="Measures", entries=MEASURES),
    Group(title="Scores of the curve", entries=SCORES),
    Group(title="People, places and times", entries=PLACES),
    Group(title="Differences and winners", entries=DIFFERENCES),
)

RULES = (
    (
        "Interval",
        "A 95 % interval over shops says where the mean of all shops of this kind lies: made again with other shops, "
        "95 of 100 such intervals hold it. It is made of one mean a shop, by Student's t, so that many visits to one "
        "shop do not pass for many shops. Below 4 shops there is none; an interval over days then speaks of these "
        "shops alone. In a panel participants stand in the place of shops.",
    ),
    (
        "Noise",
        "Each kiosk adds random noise to the sums behind its expressions and laughter, so that nobody learns from two "
        "numbers what one person did. The noise is 0 on average and is part of every interval. It may carry a number "
        "below 0 or above 100 %; plots and tables end there, exports do not.",
    ),
    (
        "At least k people",
        "A kiosk sends a number only when it is about at least k different people: 5 for counts, 10 for expressions, "
        "unless the operator chose others. What is about fewer is withheld. It is missing here, never 0.",
    ),
    (
        "Told share",
        "Quiet hours and small shops are withheld more often than busy ones, so the told visits are not a fair draw "
        "of all. The told share stands beside each number, and in words where it is below 80 %.",
    ),
    (
        "Ranking of shops",
        "No shop is ranked by its own number: among many shops the smallest come first and last by chance. Shops are "
        "ordered by the shrunk value, which moves each towards the mean of all by what chance and noise make of it.",
    ),
    (
        "Winner",
        "An advert is named the winner at the end that was planned, or before it when an interval that may be looked "
        "at every day leaves out 0; never below 4 shops. Otherwise no difference is shown. That is no proof that there "
        "is none.",
    ),
    (
        "Network",
        "A network reads smiles from faces. It was checked with pictures of other places, not in the light of these "
        "shops, and no number is corrected by its errors. A level depends on camera and light; a difference between "
        "two adverts in the same shops shrinks by its errors but keeps its sign. Compare adverts, not levels. Days "
        "that another network read are never averaged with these.",
    ),
)
"""Rules that hold for all numbers: title and text."""


@cache
def _by_key() -> dict[str, Entry]:
    return {entry.key: entry for group in GROUPS for entry in group.entries}


def label(key: str) -> str:
    """Short name of a number for tables; the key in words for one that has no entry."""
    entry = _by_key().get(key)
    return entry.label if entry else key.replace("_", " ")


def fields() -> set[str]:
    """Fields of the values that have an entry, as `Type.field`."""
    return {field for entry in _by_key().values() for field in entry.fields}


def markdown() -> str:
    """Section of docs/reports.md."""
    parts = [f"**{title}.** {text}\n" for title, text in RULES]
    for group in GROUPS:
        parts.append(f"### {group.title}\n")
        rows = ["| number | unit | is | formula | is not |", "|---|---|---|---|---|"]
        rows += [_row(entry) for entry in group.entries]
        parts.append("\n".join(rows) + "\n")
    return "\n" + "\n".join(parts) + "\n"


def _row(entry: Entry) -> str:
    cells = (f"{entry.label} (`{entry.key}`)", entry.unit, entry.definition, entry.formula, entry.is_not)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
