"""Passages of sources, files and commands, the words in them, and the draw of some."""

import argparse
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wording import __main__ as command
from tests.wording import sample
from tests.wording.commands import help_passages
from tests.wording.files import file_passages
from tests.wording.passage import Passage
from tests.wording.strings import string_passages
from tests.wording.terms import Term, count_uses, remaining

SOURCE = '''"""Reads what a kiosk sends."""

import logging

log = logging.getLogger(__name__)

LIMIT = 3
"""Most files that one call opens."""


class Reader:
    """Opens files by their names."""

    def open_all(self, count):
        """All files, in order."""
        if count > LIMIT:
            raise ValueError(f"files: {count} are too many. Give at most " + "three of them.", 1)
        log.info("opened %d of the files", count)
        self.parser.add_argument("--all", help="open all the files")
        return "this is a value, not a text"
'''


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_strings_are_docstrings_errors_and_log_messages(tmp_path: Path) -> None:
    assert list(string_passages(write(tmp_path, {"edge/reader.py": SOURCE}))) == [
        Passage("docstrings", "edge/reader.py:1", "Reads what a kiosk sends."),
        Passage("docstrings", "edge/reader.py:8", "Most files that one call opens."),
        Passage("docstrings", "edge/reader.py:12 Reader", "Opens files by their names."),
        Passage("docstrings", "edge/reader.py:15 Reader.open_all", "All files, in order."),
        Passage("errors", "edge/reader.py:17 Reader.open_all", "files: {…} are too many. Give at most "),
        Passage("errors", "edge/reader.py:17 Reader.open_all", "three of them."),
        Passage("logs", "edge/reader.py:18 Reader.open_all", "opened %d of the files"),
    ]


def test_help_of_parsers_that_are_not_built_is_read_from_the_source(tmp_path: Path) -> None:
    found = [p.text for p in string_passages(write(tmp_path, {"models/train.py": SOURCE})) if p.kind == "help"]
    assert found == ["open all the files"]


def test_help_is_that_of_each_command_and_option() -> None:
    parser = argparse.ArgumentParser(description="Opens a shop.", add_help=False)
    parser.add_argument("--hidden", help=argparse.SUPPRESS)
    child = parser.add_subparsers().add_parser("open", description="Open it.", epilog="example: open", add_help=False)
    child.add_argument("door", help="door to open")
    child.add_argument("-k", "--key", help="key of the door")
    assert [(p.place, p.text) for p in help_passages("shop", parser)] == [
        ("shop", "Opens a shop."),
        ("shop open", "Open it."),
        ("shop open", "example: open"),
        ("shop open door", "door to open"),
        ("shop open --key", "key of the door"),
    ]


def test_files_are_documents_cards_catalogues_and_pages(tmp_path: Path) -> None:
    files = {
        "README.md": "# Shop\n\nRun this:\n\n```\nrun --all\n```\n\n- one\n- two\n",
        "docs/a/b.md": "| a | b |\n",
        "models/card.md": "A card.\n",
        "edge/screen/notice/texts/en.toml": 'title = "A sign"\n',
        "edge/promise/texts/en.toml": 'least = "At least {k}"\n',
        "edge/console/texts/en.toml": 'state = "State"\n',
        "central/languages/en.ftl": "nav =\n    .ads = { $count } ads\n",
        "central/page.html.j2": '<p title="A tip">{% if x %}\nShown{% endif %}<script>let hidden</script>\n{{ word }}',
    }
    found = [(p.kind, p.place, p.text) for p in file_passages(write(tmp_path, files))]
    assert found == [
        ("readme", "README.md:1", "# Shop"),
        ("readme", "README.md:3", "Run this:"),
        ("readme", "README.md:9", "- one"),
        ("readme", "README.md:10", "- two"),
        ("docs", "docs/a/b.md:1", "| a | b |"),
        ("cards", "models/card.md:1", "A card."),
        ("notices", "edge/screen/notice/texts/en.toml title", "A sign"),
        ("notices", "edge/promise/texts/en.toml least", "At least {k}"),
        ("pages", "edge/console/texts/en.toml state", "State"),
        ("pages", "central/languages/en.ftl nav.ads", "{ $count } ads"),
        ("pages", "central/page.html.j2:1", "A tip"),
        ("pages", "central/page.html.j2:1", "Shown"),
    ]


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("The kiosk told it. Told twice, untold.", ["told", "Told"]),
        ("Tell them apart; tell the two shops apart.", []),
        ("`told` and ``` tell ``` and { $told } and { $told -> [one] x } [a](told.md)", []),
        ("{{ told }} and <told> and https://x.org/told", []),
        ("they tell\n  nobody apart from us", []),
        ("they tell nobody", ["tell"]),
    ],
)
def test_a_word_is_found_outside_code_and_phrases(text: str, uses: list[str]) -> None:
    assert Term("tell|told", "report", 0, (r"tell (\w+ ){1,3}apart",)).uses(Passage("docs", "x", text)) == uses


def test_what_may_be_left_is_counted_without_the_texts_that_have_none() -> None:
    passages = [Passage(kind, "x", "an advert, adverts") for kind in ("help", "docs", "errors")]
    counts = count_uses([Term("adverts?", "ad", 4), Term("film", "video", 0)], passages)
    assert counts == {"adverts?": Counter(help=2, docs=2, errors=2), "film": Counter()}
    assert remaining(counts["adverts?"]) == 4


PASSAGES = [
    Passage(kind, f"{number:03}", f"text number {number} is here") for kind in sample.DRAWN for number in range(99)
]


@given(st.text(max_size=8))
def test_a_seed_draws_the_same_passages_in_any_order(seed: str) -> None:
    drawn = sample.draw(PASSAGES, seed)
    assert drawn == sample.draw(PASSAGES[::-1], seed)
    assert Counter(passage.kind for passage in drawn) == sample.DRAWN
    assert len(set(drawn)) == 60


def test_short_texts_are_not_drawn() -> None:
    short = [Passage("help", "x", "three words only"), Passage("help", "y", "these are four words")]
    assert sample.draw(short, "0") == [Passage("help", "y", "these are four words")]


def test_the_command_prints_each_word_by_kind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    passages = [Passage("docs", "docs/a.md:1", "An advert."), Passage("pages", "en.ftl x", "Two adverts: one advert")]
    monkeypatch.setattr(command, "all_passages", lambda: iter(passages))
    monkeypatch.setattr(command, "load_terms", lambda: [Term("adverts?", "ad", 2), Term("film", "video", 0)])
    assert command.main([]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["adverts?", "2", "1", "2", "1"],
        ["film", "0"],
    ]
    assert command.main(["--where", "advert", "--kind", "docs"]) == 0
    assert capsys.readouterr().out == "docs/a.md:1: advert (write: ad): An advert.\n"


def test_the_draw_prints_kind_place_and_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        sample, "all_passages", lambda: iter([Passage("help", "vitrina run", "Start\nthe kiosk right now.")])
    )
    assert sample.main(["0123abcd"]) == 0
    assert capsys.readouterr().out == " 1. help, vitrina run\n    Start\n    the kiosk right now.\n\n"
