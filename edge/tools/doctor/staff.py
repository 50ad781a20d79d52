"""Checks the declaration about staff, and the places about which the kiosk asks."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from edge.kiosk.staff import is_staff_undeclared, staff_place_question
from edge.kiosk.state.place_file import PlaceFile
from edge.settings.settings import Settings
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, fault_finding, good_finding, warning_finding


def staff_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that somebody has declared whether staff work in view, and who is at each place in question."""
    settings: Settings = context.require_settings()
    declared = settings.staff
    today = datetime.fromtimestamp(context.now(), ZoneInfo(settings.site.timezone)).date()
    if is_staff_undeclared(settings):
        cure = (
            f"Check whether staff work in view, then set {', '.join(declared.missing_declaration_keys())} in [staff]."
        )
        yield fault_finding("staff", "not declared, so expressions are off; flow and attention are counted.", cure)
    elif declared.missing_declaration_keys():
        yield good_finding("staff", "not declared; expressions are off, so no declaration is needed.")
    elif declared.declared_on and declared.declared_on > today:
        cure = "Correct [staff] declared_on, or this kiosk's clock."
        yield fault_finding("staff", f"declared on {declared.declared_on}, which is in the future.", cure)
    else:
        yield good_finding("staff", f"{declared.in_view}, checked by {declared.declared_by} on {declared.declared_on}.")
    places = PlaceFile(settings.outbox.path, settings.site.timezone).places
    if question := staff_place_question(settings, places, context.now()):
        text, _, cure = question.removeprefix("staff: ").partition(" Each place contributes only a few smiles. ")
        yield warning_finding("staff", text, cure)
