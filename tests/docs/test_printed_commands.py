"""Commands that the pages for researchers print: the program takes each of them as it is printed."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.cli.main import make_parser

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("research/*.md", "models/*.md", "evidence/*.md", "start/first-study.md")
    for path in (ROOT / "docs").glob(pattern)
)
PARSED_ELSEWHERE = ("kit", "models")
"""Commands with a program of their own behind them."""


def printed_commands(text: str) -> Iterator[list[str]]:
    """Words of each `vitrina` command in the blocks of a page. In a block with prompts, other lines are output."""
    for block in re.findall(r"^ *```(?:sh)?\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
        lines = [line.strip() for line in block.replace("\\\n", " ").splitlines()]
        prompts = [line[2:] for line in lines if line.startswith("$ ")]
        for line in prompts or lines:
            command = re.match(r"(?:(?:sudo|@hourly) )?vitrina ([a-z-]+(?: .*?)?)(?: [|>] .*| \|\| .*)?$", line)
            if command and " cores, " not in line:  # the heading of a table that the bench prints
                yield shlex.split(command[1], comments=True)


@pytest.mark.parametrize("page", PAGES)
def test_the_program_takes_the_commands_of_the_page(page: str) -> None:
    """A name of a command or an option that changed is found here."""
    parser = make_parser()
    for words in printed_commands((ROOT / page).read_text(encoding="utf-8")):
        if words[0] not in PARSED_ELSEWHERE:
            try:
                parser.parse_args(words)
            except SystemExit:
                pytest.fail(f"{page}: vitrina {shlex.join(words)}")


def test_commands_are_found_in_blocks_with_and_without_prompts() -> None:
    text = "```\n$ vitrina study check x\nvitrina: said\n```\n\n"
    text += "```sh\nsudo vitrina aim  # look\nvitrina replay \\\n --k 1 > out\n```\n"
    assert list(printed_commands(text)) == [["study", "check", "x"], ["aim"], ["replay", "--k", "1"]]


def test_every_argument_of_a_command_has_a_meaning() -> None:
    """An empty cell hides a command behind the command, such as `vitrina kit simulate`."""
    for page in ("commands", "central-commands"):
        text = (ROOT / "docs" / "reference" / f"{page}.md").read_text(encoding="utf-8")
        assert re.findall(r"(?m)^\| (.*) \| +\|$", text) == []
