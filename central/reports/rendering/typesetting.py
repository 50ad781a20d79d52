"""Typst as a limited child process. It keeps what it has set, so within a server it would take memory for ever."""

import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from central.errors import UsageError

_CHILD = Path(__file__).with_name("typst_child.py")
_FEWER = "Choose fewer adverts, or take the report as HTML, which prints as well."


class PdfError(UsageError):
    """The report cannot be set as PDF. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a child. `memory`: bytes beside the libraries that it loads."""

    memory: int
    seconds: float


def typeset(folder: Path, bounds: Bounds | None = None) -> bytes:
    """PDF of `main.typ` in a folder, which is all that Typst may read. Raises PdfError."""
    if find_spec("typst") is None:
        raise PdfError("pdf: the package typst is missing. Install it: pip install 'vitrina[central,pdf]'")
    command = [sys.executable, "-I", str(_CHILD), str(folder), str(bounds.memory if bounds else 0)]
    seconds = bounds.seconds if bounds else None
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise PdfError(f"pdf: it takes longer than {seconds:g} s to set this report. {_FEWER}") from None
    if done.returncode < 0:  # Typst aborts where it gets no memory
        raise PdfError(f"pdf: there is too little memory to set this report. {_FEWER}")
    if done.returncode > 0:
        why = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]
        raise PdfError(f"pdf: this report cannot be set ({why}). {_FEWER}")
    return done.stdout
