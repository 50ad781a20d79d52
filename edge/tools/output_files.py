"""Files that a command is asked to write: checked before the work, written as asked, and never over what is read."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class OutputError(Exception):
    """What was asked for cannot be written; the text says where, why and what to do."""


def check(wanted: Mapping[str, Path | None], inputs: Sequence[str | None]) -> None:
    """Raises OutputError where one of `wanted` (option to file) cannot be written, or is a file in use already."""
    taken = {Path(path).resolve() for path in inputs if path}
    for option, path in wanted.items():
        if path is None or path.is_char_device():
            continue
        if path.resolve() in taken:
            raise OutputError(f"{option}: {path} is read or written already by this command. Name another file.")
        if why := _why_not(path):
            raise OutputError(f"{option}: {path} cannot be written ({why}). Name another file. Nothing was started.")
        taken.add(path.resolve())


@contextmanager
def opened(path: Path | None) -> Iterator[TextIO]:
    """The file, written anew, or standard output; its lines end as they are written. Raises OutputError."""
    try:
        if path is None:
            yield sys.stdout
            sys.stdout.flush()
        else:
            with path.open("w", encoding="utf-8", newline="") as file:
                yield file
    except BrokenPipeError:
        raise  # whoever read it has enough
    except OSError as error:
        where = "standard output" if path is None else path
        raise OutputError(
            f"{where} cannot be written ({error.strerror}). Free some space, or name another file."
        ) from error


def _why_not(path: Path) -> str | None:
    if path.is_dir():
        return "it is a folder"
    if not path.parent.is_dir():
        return "its folder is not there"
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        return "permission denied"
    return None
