"""Checks that the kiosk's country is set, and what its law asks of the settings. It never says that it is allowed."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from edge.law.bases import ARTICLES, LEGITIMATE_INTERESTS
from edge.law.table import PlaceLaw
from edge.settings.place_defaults import find_place_law
from edge.settings.settings import Settings
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, good_finding, warning_finding


def law_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the country, the legal basis, and the questions that a country asks."""
    settings = context.require_settings()
    law = find_place_law(settings, context.path)
    if law is None:
        text = "the country is not set, so its defaults do not apply, and the notice names no authority."
        yield warning_finding("law", text, "Set [site] country, such as FR, DE-MV or US-IL. See vitrina law.")
    else:
        yield from _place_findings(context, settings, law)
        yield from _smile_findings(settings, law)
    yield from _basis_findings(context, settings, asks=law is None or law.asks_legal_basis)


def _place_findings(context: DoctorContext, settings: Settings, law: PlaceLaw) -> Iterator[DoctorFinding]:
    today = _today(context, settings)
    rows = [row for _, row in law.rows()]
    old = sum(row.is_old(today) for row in rows)
    if law.lacks_part:
        text = f"{law.code} has no part, but the law differs between the parts of {law.name}."
        yield warning_finding("law", text, f"Set [site] country with the part, such as {law.example_part}.")
    elif not law.is_known:
        yield warning_finding("law", f"nothing is known of {law.name}.", "Ask your data-protection officer.")
    else:
        text = f"{law.code}: {len(rows)} entries, {old} of them older than a year. Read them with vitrina law."
        yield good_finding("law", text)
    if law.asks_about_street and settings.site.seen_from_street is None:
        text = f"{law.name} asks whether people in the street can see the screen."
        yield warning_finding("law", text, 'Set [site] seen_from_street to "yes" or "no". See vitrina law.')
    elif law.asks_about_street and settings.site.seen_from_street == "yes":
        text = "the screen can be seen from the street, for which this country has a rule of its own."
        yield warning_finding("law", text, "Ask the authority before you start. See vitrina law.")


def _smile_findings(settings: Settings, law: PlaceLaw) -> Iterator[DoctorFinding]:
    if not law.starts_without_smiles:
        return
    if settings.notice.reason is None:
        text = f"{law.name} starts without smile detection; visits and attention are counted."
        yield good_finding("law", f"{text} To detect smiles, write why into [notice] reason.")
    else:
        yield good_finding("law", f"smiles may be detected in {law.name} for the reason in [notice] reason.")


def _basis_findings(context: DoctorContext, settings: Settings, *, asks: bool) -> Iterator[DoctorFinding]:
    """Findings about a legal basis that is set. The check of the notice reports one that is missing."""
    notice = settings.notice
    if notice.balancing_test_on and notice.balancing_test_on > _today(context, settings):
        text = f"the balancing test is dated {notice.balancing_test_on}, which is in the future."
        yield warning_finding("law", text, "Correct [notice] balancing_test_on, or this kiosk's clock.")
    if notice.lacks_balancing_test and not settings.needs_balancing_test:
        text = f'[notice] legal_basis = "{LEGITIMATE_INTERESTS}" asks for a balancing test, and none is dated.'
        yield warning_finding("law", text, "Make the test, then set [notice] balancing_test_on to its date.")
    if asks and notice.legal_basis is not None and not _is_basis(notice.legal_basis):
        choices = ", ".join(f'"{basis}"' for basis in ARTICLES)
        text = "[notice] legal_basis is in your own words, so nobody checks what it asks for."
        yield warning_finding("law", text, f"Choose one of {choices}: vitrina law.")


def _is_basis(basis: object) -> bool:
    return isinstance(basis, str) and basis in ARTICLES


def _today(context: DoctorContext, settings: Settings) -> date:
    return datetime.fromtimestamp(context.now(), ZoneInfo(settings.site.timezone)).date()
