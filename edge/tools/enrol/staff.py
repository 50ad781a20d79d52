"""Declaration about staff at enrolment, from options or a person at the terminal. Without it, expressions stay off."""

import sys
from dataclasses import dataclass
from datetime import date
from typing import get_args

from edge.settings.settings import Settings
from edge.settings.staff import InView
from edge.tools.enrol.errors import EnrolError

CHOICES: tuple[str, ...] = get_args(InView)
Values = dict[tuple[str, str], object]
_QUESTION = (
    "Do staff work in view of the camera? nobody, masked (a mask covers their place) or badges (they wear printed "
    "badges). Check first. Leave the line empty to answer later; until then, expressions are off.\n"
)


@dataclass(frozen=True)
class StaffOptions:
    """Command options for the declaration: which staff work in view, and who checked this."""

    in_view: str | None = None
    declared_by: str | None = None


def staff_declaration_values(options: StaffOptions, present: Settings | None, today: date) -> Values:
    """Settings that declare the staff. Empty if the kiosk has them already, or if the person answers later.

    Raises EnrolError if only one of the two options is given.
    """
    if (options.in_view is None) != (options.declared_by is None):
        raise EnrolError("enrol: --staff and --declared-by must be given together. Nothing was sent.")
    if options.in_view is None:
        if not sys.stdin.isatty() or not missing_keys(present or Settings()):
            return {}
        options = _ask_staff_options()
    if options.in_view is None:
        return {}
    given = {"in_view": options.in_view, "declared_on": today, "declared_by": options.declared_by}
    return {("staff", key): value for key, value in given.items()}


def missing_keys(settings: Settings) -> list[str]:
    """Keys that must be set before expressions can be on. Empty if `expression = "none"` keeps them off anyway."""
    return [] if settings.models.expression == "none" else settings.staff.missing_declaration_keys()


def _ask_staff_options() -> StaffOptions:
    """Ask for the declaration at the terminal, until the answers are valid."""
    _say(_QUESTION)
    while in_view := _read("Staff in view: "):
        if in_view in CHOICES:
            name = _read("Your name (you confirm that you checked): ")
            return StaffOptions(in_view, name) if name else StaffOptions()
        _say(f"{in_view!r} is not one of {', '.join(CHOICES)}.\n")
    return StaffOptions()


def _read(prompt: str) -> str:
    _say(prompt)
    return sys.stdin.readline().strip()


def _say(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)
