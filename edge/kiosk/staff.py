"""The declaration about staff in view of the camera, and the answer about a crowded place. Without the declaration,
no faces are analysed.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from edge.audience.staff import CrowdedPlace, CustomerPlaceAnswer, StaffRules, unanswered_places
from edge.kiosk import networks
from edge.messages.payloads.state import STAFF_NOT_DECLARED
from edge.place_cells import cell_centre
from edge.settings.settings import Settings

ANSWER_DAYS = 90
"""Number of days for which an answer about a place is valid."""


def is_staff_undeclared(settings: Settings) -> bool:
    """True if the settings enable face analysis, but nobody has declared whether staff work in view. Raises
    ModelFileError.
    """
    return (
        bool(settings.staff.missing_declaration_keys()) and networks.choose_expression_reader(settings).spec is not None
    )


def apply_staff_declaration(settings: Settings) -> tuple[Settings, networks.NetworksInUse]:
    """The settings that the kiosk uses, and its models. Without a declaration, there is no model that analyses faces.

    Raises ModelFileError.
    """
    in_use = networks.networks_in_use(settings)
    if not is_staff_undeclared(settings):
        return settings, in_use
    models = settings.models.model_copy(update={"expression": networks.NONE})
    none = networks.NetworkChoice(None, f"{missing_declaration_text(settings)} Visits and attention are counted.")
    return settings.model_copy(update={"models": models}), replace(
        in_use, choices={**in_use.choices, "expression": none}
    )


def missing_declaration_text(settings: Settings) -> str:
    """Sentences that say which declaration about staff is missing, and what to do."""
    keys = ", ".join(settings.staff.missing_declaration_keys())
    return (
        f"{STAFF_NOT_DECLARED}, so no faces are analysed. Check whether staff work in view, then set {keys} in [staff]."
    )


def staff_rules(settings: Settings, places: tuple[CrowdedPlace, ...] = ()) -> StaffRules:
    """The audience's rules for staff. `places` are the crowded places of earlier days."""
    staff, zone = settings.staff, ZoneInfo(settings.site.timezone)
    customers = None
    if staff.at_place == "customers" and staff.at_place_on is not None:
        until = staff.at_place_on + timedelta(days=ANSWER_DAYS)
        customers = CustomerPlaceAnswer(local_midnight_s(staff.at_place_on, zone), local_midnight_s(until, zone))
    are_kept_out = staff.in_view in ("masked", "badges") and not staff.missing_declaration_keys()
    return StaffRules(are_kept_out=are_kept_out, places=places, customers=customers)


def staff_place_question(settings: Settings, places: tuple[CrowdedPlace, ...], now_s: float) -> str | None:
    """The open question about a crowded place, and what to do. None if there is none."""
    asked = unanswered_places(staff_rules(settings, places), now_s)
    if not asked:
        return None
    zone = ZoneInfo(settings.site.timezone)
    where = " and ".join(_where(place, zone) for place in asked)
    if settings.staff.at_place == "staff":
        what = 'Mask the staff\'s place and set [staff] in_view = "masked", or give them badges and set "badges".'
    else:
        what = (
            'Check who stands there. Then set [staff] at_place = "customers" or "staff", and at_place_on to a '
            "later day."
        )
    return f"staff: many of the watchers stood at one place: {where}. Each place contributes only a few smiles. {what}"


def local_midnight_s(day: date, zone: ZoneInfo) -> float:
    """Start of a local day, in seconds since 1970 UTC."""
    return datetime.combine(day, time_of_day(), zone).timestamp()


def _where(place: CrowdedPlace, zone: ZoneInfo) -> str:
    if place.cell is None:
        return "the file that describes it cannot be read"
    day = datetime.fromtimestamp(place.day_end_s - 1.0, zone).date()
    x, y = cell_centre(place.cell)
    return f"{x:.0%} of the image width from the left edge, {y:.0%} of the width from the top, on {day}"
