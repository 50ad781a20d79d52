"""Runs Typst as a child process with limits. Typst does not free the memory of a finished document, so it must not run
inside a server.
"""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from central.errors import UsageError
from central.packages import missing_package_text

_CHILD = Path(__file__).with_name("typst_child.py")
_FEWER = "Choose fewer ads, or use the HTML report, which also prints well."


class PdfError(UsageError):
    """The report cannot be made as PDF. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a child process. `memory`: bytes in addition to the libraries that it loads. `covering`: context in
    which another thread can end the child process with the given function.
    """

    memory: int
    seconds: float
    covering: Callable[[Callable[[], None]], AbstractContextManager[object]] = nullcontext


def typeset_pdf(folder: Path, bounds: Bounds | None = None) -> bytes:
    """PDF of `main.typ` in a folder. Typst may read only this folder. Raises PdfError."""
    return _typeset(folder, "pdf", bounds)


def typeset_png(folder: Path, bounds: Bounds | None = None) -> bytes:
    """Image of the only page of `main.typ` in a folder. Typst may read only this folder. Raises PdfError."""
    return _typeset(folder, "png", bounds)


def _typeset(folder: Path, kind: str, bounds: Bounds | None) -> bytes:
    if find_spec("typst") is None:
        raise PdfError(f"pdf: {missing_package_text('typst', 'pdf')}")
    command = [sys.executable, "-I", str(_CHILD), str(folder), str(bounds.memory if bounds else 0), kind]
    code, pdf, errors = _run_child(command, bounds)
    if code < 0:  # Typst aborts where it gets no memory
        raise PdfError(f"pdf: there is not enough memory to make a PDF of this report. {_FEWER}")
    if code > 0:
        why = errors.decode(errors="replace").strip().rpartition("\n")[2][:200]
        raise PdfError(f"pdf: the PDF of this report cannot be made ({why}). {_FEWER}")
    return pdf


def _run_child(command: list[str], bounds: Bounds | None) -> tuple[int, bytes, bytes]:
    """Exit code, output and error output of a child process. Raises PdfError."""
    seconds = bounds.seconds if bounds else None
    covering = bounds.covering if bounds else nullcontext
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe) as child:
        try:
            with covering(child.kill):
                pdf, errors = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise PdfError(f"pdf: making the PDF takes longer than {seconds:g} s. {_FEWER}") from None
        finally:
            child.kill()
    return child.returncode, pdf, errors
