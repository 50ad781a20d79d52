"""Declaration of staff at enrolment: by options, or by a person at the terminal. Without one no face is read."""

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
    "Who of the staff works in view of the camera? nobody, masked (their place is below a mask) or badges (they wear"
    " printed ones). Look first. An empty line leaves it for later; no face is read until then.\n"
)


@dataclass(frozen=True)
class StaffOptions:
    """Options of the command: who of the staff works in view, and the person who checked it."""

    in_view: str | None = None
    declared_by: str | None = None


def staff_declaration_values(options: StaffOptions, present: Settings | None, today: date) -> Values:
    """Settings that declare the staff; none for a kiosk that has them, or whose person leaves it for later.

    Raises EnrolError for one option without the other.
    """
    if (options.in_view is None) != (options.declared_by is None):
        raise EnrolError("enrol: --staff and --declared-by go together. Give both, or none. Nothing was sent.")
    if options.in_view is None:
        if not sys.stdin.isatty() or not missing_keys(present or Settings()):
            return {}
        options = _ask_staff_options()
    if options.in_view is None:
        return {}
    given = {"in_view": options.in_view, "declared_on": today, "declared_by": options.declared_by}
    return {("staff", key): value for key, value in given.items()}


def missing_keys(settings: Settings) -> list[str]:
    """The keys that are missing before faces are read; none where `expression = "none"` wants none to be read."""
    return [] if settings.models.expression == "none" else settings.staff.missing_declaration_keys()


def _ask_staff_options() -> StaffOptions:
    """Answers of a person, asked until they are some."""
    _say(_QUESTION)
    while in_view := _read("Staff in view: "):
        if in_view in CHOICES:
            name = _read("Your name, as the one who checked it: ")
            return StaffOptions(in_view, name) if name else StaffOptions()
        _say(f"{in_view!r} is not one of {', '.join(CHOICES)}.\n")
    return StaffOptions()


def _read(prompt: str) -> str:
    _say(prompt)
    return sys.stdin.readline().strip()


def _say(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)
