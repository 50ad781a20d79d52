"""Records which files this process opens, from Python: by the interpreter's own audit events."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_recording: list[set[Path]] = []


def _on_event(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _recording and isinstance(arguments[0], str | bytes | os.PathLike):
        for files in _recording:
            files.add(Path(os.fsdecode(arguments[0])))


sys.addaudithook(_on_event)  # a hook stays for ever, so there is one


@contextmanager
def opened_files() -> Iterator[set[Path]]:
    """The files that are opened within the `with`, by any thread."""
    files: set[Path] = set()
    _recording.append(files)
    try:
        yield files
    finally:
        _recording.remove(files)
