"""`vitrina doctor`: every part tried for real, a line each, and the cure. Nothing is changed, told or left running."""

import json
import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from rich.console import Console

from edge.clock import Clock
from edge.tools.doctor.finding import CheckContext, Finding
from edge.tools.doctor.parts import PARTS, missing, tried
from edge.tools.doctor.table import as_json, show, verdict


def doctor(path: Path, as_a_list: bool) -> int:
    """Try all parts of the kiosk that the settings at `path` describe. 0 where nothing must be mended, else 1."""
    known = CheckContext(path, Clock().now)
    out = Console(highlight=False)
    findings = []
    with _what_kiosks_log_left_out():
        for finding in examined(known, Console(stderr=True)):
            findings.append(finding)
            if not as_a_list:
                show(out, finding)
    if as_a_list:
        print(json.dumps(as_json(findings), indent=1, ensure_ascii=False))
    else:
        out.print(verdict(findings))
    return 1 if any(finding.ok is False for finding in findings) else 0


def examined(known: CheckContext, progress: Console) -> Iterator[Finding]:
    """All findings, each as soon as it is known; on `progress`, what takes a moment."""
    for part in PARTS:
        with _said("" if missing(part, known) else part.doing, progress):
            findings = tried(part, known)
        yield from findings


@contextmanager
def _what_kiosks_log_left_out() -> Iterator[None]:
    """What the parts would log of their faults is in the findings; a bug of ours is logged all the same."""
    house = logging.getLogger("edge")
    before = house.level
    house.setLevel(logging.ERROR)
    try:
        yield
    finally:
        house.setLevel(before)


def _said(doing: str, progress: Console) -> AbstractContextManager[object]:
    """In a terminal it is gone when it is done."""
    if not doing:
        return nullcontext()
    if progress.is_terminal:
        return progress.status(f"doctor: {doing} …")
    progress.print(f"doctor: {doing} …")
    return nullcontext()
