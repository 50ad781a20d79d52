"""Reads the rows of `vitrina bench` in docs/evidence/bench.md, and writes the sentences that quote them."""

import re
import textwrap
from dataclasses import dataclass

WIDTH = 100
USES = ("shop", "research")
SENTENCE = re.compile(r"The whole kiosk costs .*?\(\[bench\]\(docs/evidence/bench\.md\)\)\.")
"""What README.md says of the cost, in one line."""


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row as it is printed, with the lowest and the highest ratio where it has a spread."""

    cost: str
    to_floor: str
    low: str = ""
    high: str = ""

    @property
    def spread(self) -> str:
        return f"{self.low} to {self.high}"


def printed_rows(tables: str, group: str, name: str) -> list[PrintedRow]:
    """Rows of this name, in the groups whose titles match the pattern `group`."""
    row = rf"^ +{re.escape(name)} +(\S+ (?:ms|s|MB)) +(\d+\.\d\d)(?: +(\d+\.\d\d)-(\d+\.\d\d))?"
    groups = re.findall(rf"^ {group}\n((?:  .*\n)*)", tables, re.MULTILINE)
    return [
        PrintedRow(*(value or "" for value in found))
        for rows in groups
        for found in re.findall(row, rows, re.MULTILINE)
    ]


def whole_kiosk(tables: str) -> dict[str, PrintedRow]:
    """Use to its row of the whole kiosk; a use without one is missing."""
    found = {use: printed_rows(tables, r"whole kiosk, \d+ faces, \d+ turns", use) for use in USES}
    return {use: rows[0] for use, rows in found.items() if rows}


def sentence(tables: str) -> str:
    """What README and the first lines of the page say of the whole kiosk, without its full stop."""
    rows = whole_kiosk(tables)
    shop, research = rows["shop"], rows["research"]
    return (
        f"The whole kiosk costs {shop.to_floor} times its two models in a shop ({shop.spread}), and "
        f"{research.to_floor} times in research ({research.spread})"
    )


def first_lines(tables: str) -> str:
    """The points at the top of the page, as a list."""
    rows, turns = whole_kiosk(tables), re.findall(r"whole kiosk, \d+ faces, (\d+) turns", tables)[0]
    start, memory = (
        printed_rows(tables, "shop: start", name)[0].cost
        for name in ("start to first observation", "memory, processes added")
    )
    points = [
        f"**{sentence(tables)}**: median, lowest and highest of {turns} turns.",
        f"**A frame with six faces** takes {rows['shop'].cost} of processor time in a shop, {rows['research'].cost} "
        "in research.",
        f"**In a shop** the kiosk takes {memory} of memory, and {start} from its start to the first observation.",
    ]
    return "".join(f"{wrapped(point, first='- ', later='  ')}\n" for point in points)


def with_sentence(readme: str, tables: str) -> str:
    """README with the sentence of these tables; its paragraph is wrapped again."""
    new = f"{sentence(tables)} ([bench](docs/evidence/bench.md))."
    paragraphs = readme.split("\n\n")
    for number, paragraph in enumerate(paragraphs):
        changed, times = SENTENCE.subn(lambda _: new, " ".join(paragraph.split()))
        if times:
            paragraphs[number] = wrapped(changed)
    return "\n\n".join(paragraphs)


def wrapped(text: str, first: str = "", later: str = "") -> str:
    """The text in lines of at most WIDTH characters."""
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=later, break_on_hyphens=False, break_long_words=False
    )
