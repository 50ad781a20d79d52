"""Output files of a command: checked before the work starts, and never the same file as an input."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class OutputFileError(Exception):
    """An output cannot be written. The text says where, why and what to do."""


def check(wanted: Mapping[str, Path | None], inputs: Sequence[str | None]) -> None:
    """Raises OutputFileError if a file in `wanted` (option to file) cannot be written, or is already in use."""
    in_use = {Path(path).resolve() for path in inputs if path}
    for option, path in wanted.items():
        if path is None or path.is_char_device():
            continue
        if path.resolve() in in_use:
            raise OutputFileError(f"{option}: {path} is read or written already by this command. Name another file.")
        if why := _why_not(path):
            raise OutputFileError(
                f"{option}: {path} cannot be written ({why}). Name another file. Nothing was started."
            )
        in_use.add(path.resolve())


@contextmanager
def open_output(path: Path | None) -> Iterator[TextIO]:
    """Opens `path` for writing, or standard output if None. Line ends are kept as written. Raises OutputFileError."""
    try:
        if path is None:
            yield sys.stdout
            sys.stdout.flush()
        else:
            with path.open("w", encoding="utf-8", newline="") as file:
                yield file
    except BrokenPipeError:
        raise  # the reader of the pipe has closed it
    except OSError as error:
        where = "standard output" if path is None else path
        raise OutputFileError(
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
