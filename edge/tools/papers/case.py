"""Facts of a kiosk for its papers, from the settings in force, the models' cards and the measured figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from platform import python_version

from edge import __version__
from edge.intended_purpose import purpose
from edge.kiosk import networks
from edge.kiosk.networks import NetworkChoice
from edge.kiosk.screen.notice import notice_facts
from edge.law.bases import ARTICLES, LEGITIMATE_INTERESTS
from edge.law.table import PlaceLaw
from edge.papers.advisory_check import advisory_values
from edge.papers.build import PaperFacts, figure_values
from edge.papers.mark import settings_mark
from edge.papers.paper import Language, Row
from edge.papers.places import place_conditions, place_rows
from edge.papers.sources import source_text
from edge.promise.promise import full_promise_text
from edge.screen.notice.page import notice_strip_text, page_texts
from edge.screen.notice.texts import notice_texts
from edge.settings.notice import LocalText
from edge.settings.papers import paper_settings
from edge.settings.settings import Settings
from edge.tools.papers.words import decimal_text, paper_words, percent_text
from edge.uplink.outbox.outbox import OutboxLimits

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class PaperCase:
    """Subject of the papers: settings, language and day. `law`: known facts about the place, None if nobody named
    one. `packages`: name, version and licence of each package of the bill of materials.
    """

    settings: Settings
    law: PlaceLaw | None
    language: Language
    today: date
    packages: Sequence[tuple[str, str, str]] = ()


def paper_facts(case: PaperCase) -> PaperFacts:
    """Facts of this kiosk in one language. Raises ModelFileError if the settings name a model that cannot be used."""
    reader = networks.choose_expression_reader(case.settings)
    in_force = paper_settings(case.settings)
    facts = PaperFacts(
        language=case.language,
        conditions=frozenset(_conditions(case, reader)),
        values=_values(case, reader, settings_mark(in_force)),
        settings=in_force,
        cards={"expression": reader.label},
        rows={},
    )
    return replace(facts, rows=_rows(case, facts))


def _conditions(case: PaperCase, reader: NetworkChoice) -> Iterator[str]:
    settings = case.settings
    notice, use = settings.notice, settings.models.use
    yield use
    yield from place_conditions(case.law)
    yield _reads(reader)
    has = {
        "has_operator": notice.operator and notice.contact,
        "has_officer": notice.data_protection_officer,
        "has_basis": notice.legal_basis,
        "other_basis": notice.legal_basis not in (None, LEGITIMATE_INTERESTS),
        "has_balancing_test": notice.balancing_test_on,
        "has_purpose": notice.purpose,
        "has_recipients": notice.recipients,
        "has_transfers": notice.transfers,
        "notice_complete": not notice.missing_text_keys(),
        "confirmed": notice.confirmed_on and notice.confirmed_by,
        "button": notice.shown != "sign",
        "only_screen": notice.shown == "screen",
        "microphone": settings.microphone.device is not None,
        "comments": settings.comments.page,
        "kits": settings.kits,
        "advisories_checked": advisory_values(__version__),
        "smile_figures": reader.spec and "smile" in reader.spec.metrics and "smile-ood" in reader.spec.metrics,
    }
    yield from (name for name, holds in has.items() if holds)
    is_declared = not settings.staff.missing_declaration_keys()
    yield f"staff_{settings.staff.in_view}" if is_declared else "staff_undeclared"


def _reads(reader: NetworkChoice) -> str:
    if not reader.measures:
        return "attention_only"
    return "smiles" if reader.measures == ("smile",) else "expressions"


def _values(case: PaperCase, reader: NetworkChoice, mark: str) -> Mapping[str, str]:
    settings, language = case.settings, case.language
    words, reads = paper_words(language), _reads(reader)
    site, people = settings.site, settings.audience
    return {
        **figure_values(language),
        **_notice_values(case),
        **_machine_values(case),
        **_smile_values(reader, language),
        **advisory_values(__version__),
        "version": f"Vitrina {__version__}",
        "python": python_version(),
        "mark": mark,
        "date": case.today.isoformat(),
        "place": f"{site.tenant}/{site.site}/{site.device}",
        "use": settings.models.use,
        "intended": purpose(settings.models.use, language, reads_smiles=reads != "attention_only"),
        "promise": full_promise_text(language, (people.k, people.k_reaction), reads_smiles=reads != "attention_only"),
        "reader": reader.name if reader.spec else words["none"],
        "means": words[f"means_{reads}"],
        "mark_attention": words["in_force"] if reads == "attention_only" else "",
        "mark_smiles": words["in_force"] if reads == "smiles" else "",
        "children_smiles": words["children_smiles"] if reads != "attention_only" else "",
        "and_expression": words["and_expression"] if reads != "attention_only" else "",
        "people_more": words["wearers"] if settings.kits else "",
        "kits": str(len(settings.kits)),
        "k": str(people.k),
        "k_reaction": str(people.k_reaction),
        "window_s": str(people.window_s),
        "noise": decimal_text(settings.reaction.noise, language),
        "creatives": str(settings.reaction.creatives),
    }


def _notice_values(case: PaperCase) -> Mapping[str, str]:
    notice, language = case.settings.notice, case.language
    texts, words = notice_texts(language), paper_words(language)
    basis = notice.legal_basis
    if notice.version is None:
        hint = words["notice_missing"]
    else:
        hint = words["notice_version"].format(version=notice.version, shown=words[f"shown_{notice.shown}"])
    return {
        "operator": notice.operator or words["no_operator"],
        "contact": notice.contact or words["open"],
        "officer": _own(notice.data_protection_officer, language),
        "basis": texts[f"basis_{basis.replace(' ', '_')}"] if basis in ARTICLES else _own(basis, language),
        "purpose": _own(notice.purpose, language),
        "authority": _own(notice.authority, language) or (case.law and case.law.authority) or "",
        "notice_purpose": texts["purpose"],
        "recipients": _own(notice.recipients, language),
        "transfers": _own(notice.transfers, language),
        "objection": (_own(notice.how_to_object, language) or texts["object_ways"]).rstrip(". "),
        "optout_min": str(notice.optout_s // 60),
        "notice": hint,
        "notice_strip": notice_strip_text(language, "sensing"),
        "balancing_test_on": str(notice.balancing_test_on or ""),
        "confirmed_by": notice.confirmed_by or "",
        "confirmed_on": str(notice.confirmed_on or ""),
        "server_kept": words["server_open"]
        if notice.server_months is None
        else words["server_months"].format(months=notice.server_months),
    }


def _machine_values(case: PaperCase) -> Mapping[str, str]:
    settings, words = case.settings, paper_words(case.language)
    broker, staff, unsent_days = settings.broker, settings.staff, ceil(OutboxLimits().unsent_s / DAY_S)
    is_here = broker.host in ("127.0.0.1", "localhost", "::1")
    declared = staff.in_view if not staff.missing_declaration_keys() else None
    return {
        "hours": settings.site.open or words["always"],
        "masks": str(len(settings.faces.masks)),
        "broker": f"{broker.host}:{broker.port}{' (TLS)' if broker.tls else ''}",
        "transport": words["transport_tls"] if broker.tls else words["transport_here" if is_here else "transport_open"],
        "keep_days": decimal_text(settings.outbox.keep_days, case.language),
        "unsent_days": str(unsent_days),
        "device_days": str(ceil(unsent_days + settings.outbox.keep_days)),
        "staff": words[f"staff_{declared}"],
        "staff_sentence": words[f"staff_sentence_{declared}"],
        "staff_by": staff.declared_by or "",
        "staff_on": str(staff.declared_on or ""),
    }


def _smile_values(reader: NetworkChoice, language: Language) -> Mapping[str, str]:
    """Figures of the smile detector on its card; empty texts if the card has none."""
    metrics = reader.spec.metrics if reader.spec else {}
    usual, other = metrics.get("smile", {}), metrics.get("smile-ood", {})
    shares = {
        "smiles_found": usual.get("smiles_found"),
        "others_found": usual.get("others_found"),
        "smile_read": usual.get("coverage"),
        "ood_found": other.get("smiles_found"),
    }
    return {
        **{name: percent_text(share, language) for name, share in shares.items()},
        "smile_n": f"{usual.get('n', 0):,}".replace(",", "." if language == "de" else ","),
        "ood_n": str(other.get("n", 0)),
    }


def _rows(case: PaperCase, facts: PaperFacts) -> Mapping[str, Sequence[Row]]:
    """Rows that depend on the installation: the notice, the models, the packages."""

    def margin(*sources: str) -> tuple[str, ...]:
        return tuple(source_text(one, case.language, facts.settings, facts.cards) for one in sources)

    specs = networks.model_cards(case.settings)
    models = [
        Row((spec.task, spec.name, spec.licence, f"{spec.parameters:,}"), margin(f"card {spec.label}"))
        for spec in specs
    ]
    packages = [Row(cells, margin("program pip")) for cells in case.packages]
    places = place_rows(case.law, case.language, case.today)
    notice = _notice_rows(case, margin("setting notice.version"))
    return {"long": notice, "models": models, "packages": packages, "places": places}


def _notice_rows(case: PaperCase, sources: tuple[str, ...]) -> list[Row]:
    if case.settings.notice.missing_text_keys():
        return []
    page = page_texts(case.language, notice_facts(case.settings))
    fields = [(field.label, field.text) for field in (*page.fields, page.promise)]
    return [Row(cells, sources) for cells in [("", page.title), *(("", text) for text in page.statements), *fields]]


def _own(text: LocalText | None, language: Language) -> str:
    """The operator's own text in this language, or in the first language that it has. Empty if there is none."""
    if text is None or isinstance(text, str):
        return text or ""
    return text.get(language) or next(iter(text.values()))
