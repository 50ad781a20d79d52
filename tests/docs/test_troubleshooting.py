"""Whoever reads an error on a terminal, in the log or in an alert finds what to do: in the text itself, or in
docs/reference/errors.md."""

import ast
import re
from collections import Counter

from tests.docs.texts import GAP, ROOT, findings, is_composed, texts

DOCUMENT = (ROOT / "docs" / "reference/errors.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^### ([^`].*)$", DOCUMENT, re.MULTILINE)
ENTRIES = [entry for line in HEADINGS for entry in re.split(rf", (?={GAP}|[a-z]+(?: {GAP})?:)", line)]
ENTRIES += re.findall(r"^\| `([^`]+)` \|", DOCUMENT, re.MULTILINE)

CURES = frozenset(
    re.findall(
        r"\w+",
        "Add Ask Check Choose Close Convert Correct Create Define Delete Draft Enter Evaluate Export Fetch Free "
        "Give Install Keep Leave Let Make Measure Move Name Omit Pack Play Remove Rename Replace Restart Restore "
        "Run Save Say Send Set Shorten Start Stop Take Try Use Write If Is Are Does Do",
    )
)
"""First words of a sentence that says what to do, or asks what to look at."""
RULE = re.compile(r"\b(must|wanted|has it|there are|lists)\b", re.IGNORECASE)
"""Words of a text that names the rule, or what may be chosen."""


def says_what_to_do(text: str) -> bool:
    """True if a sentence after the first begins with a cure or names a rule, or a text of another place follows."""
    _, *sentences = re.split(r"(?<=[.;:?…])\s+", text.replace(" Nothing was started.", ""))
    words = {sentence.split()[0].strip("':") for sentence in sentences if sentence.split()}
    return text.endswith((f". {GAP}", GAP * 2)) or bool(words & CURES) or RULE.search(text) is not None


def entry_of(text: str) -> str | None:
    """The entry of the document that begins as a line of the text does. A gap of either side stands for anything."""
    for entry in ENTRIES:
        pattern = ".*?".join(re.escape(part) for part in entry.rstrip(GAP).split(GAP))
        if any(re.match(pattern, line) for line in text.replace("%s", GAP).replace("%d", GAP).splitlines()):
            return entry
    return None


def test_the_collection_finds_the_texts() -> None:
    """Of each folder, with all kinds that have texts of their own; and the rule tells good texts from bad ones."""
    assert len(texts()) > 180
    assert {text.where.split("/")[0] for text in texts()} == {"edge", "firmware_bridge", "models"}
    assert says_what_to_do("camera: … is busy. Close the other program.")
    assert says_what_to_do("plays: line 1 must name the columns: ….")
    assert not says_what_to_do("outbox: … was lost. That is all.")
    assert not says_what_to_do("settings: … is wrong. Nothing was started.")
    assert entry_of("camera: /dev/video0 could not be opened: it is busy") == "camera: … could not be opened"
    assert entry_of("camera: the sky is blue") is None


def test_each_foreseen_error_says_what_to_do_or_has_an_entry() -> None:
    """Whoever looks up the begin of a line that has no cure in it finds the entry."""
    for text in texts():
        assert is_composed(text.text) or says_what_to_do(text.text) or entry_of(text.text), f"{text.where}: {text.text}"


def test_every_finding_of_the_doctor_has_a_cure() -> None:
    """Third argument of each fault and warning."""
    found = list(findings("edge/tools/doctor"))
    assert len(found) > 60
    for where, arguments in found:
        assert len(arguments) == 3, where
        assert not (isinstance(arguments[2], ast.Constant) and not arguments[2].value), where


def test_no_code_and_no_line_has_two_entries() -> None:
    """Two rows for one alert say two things about it."""
    assert [entry for entry, count in Counter(ENTRIES).items() if count > 1] == []
