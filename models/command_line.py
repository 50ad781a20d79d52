"""Option, expected errors and exit codes that the programs of the models share."""

import argparse
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from models.data import DATA, DataMissingError
from models.serving.spec import ModelFileError
from models.tasks import LibraryMissingError

_Arguments = ParamSpec("_Arguments")

EXIT_CODES = {LibraryMissingError: 2, DataMissingError: 3, ModelFileError: 4}
"""Exit codes of expected errors. Bad usage has 2, too."""


def report_errors(main: Callable[_Arguments, int]) -> Callable[_Arguments, int]:
    """Decorator of a program: prints an expected error as one line, and returns its exit code."""

    @wraps(main)
    def run(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> int:
        try:
            return main(*args, **kwargs)
        except tuple(EXIT_CODES) as error:
            print(error, file=sys.stderr)
            return EXIT_CODES[type(error)]

    return run


def add_data_option(parser: argparse.ArgumentParser, content: str = "training data") -> None:
    """Add --data, the folder with the `content`."""
    parser.add_argument(
        "--data",
        type=Path,
        default=DATA,
        metavar="DIR",
        help=f"folder with the {content} (default: this project's data folder)",
    )
