"""All passages of the project."""

import sys
from collections.abc import Iterator

from edge.cli.main import make_parser
from tests.wording.commands import help_passages
from tests.wording.files import file_passages
from tests.wording.passage import Passage
from tests.wording.strings import string_passages


def all_passages() -> Iterator[Passage]:
    """Texts of sources, files and commands. `vitrina-central` needs Python 3.11; without it, its help is missing."""
    yield from string_passages()
    yield from file_passages()
    yield from help_passages("vitrina", make_parser())
    if sys.version_info >= (3, 11):
        from central.cli.commands import build_parser

        yield from help_passages("vitrina-central", build_parser(""))
