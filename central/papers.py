"""Facts of the central server for its paper: retention, roles, audit log, and where it stores data."""

from collections.abc import Mapping
from datetime import date

from central import VERSION
from central.settings import Settings
from central.store.audit import KEEP_DAYS as AUDIT_DAYS
from central.store.quarantine import KEEP_DAYS as QUARANTINE_DAYS
from edge.papers.build import PaperFacts
from edge.papers.mark import settings_mark
from edge.papers.paper import Language

PAPER = "server"
_WORDS: Mapping[Language, tuple[str, str, str]] = {
    "en": ("Central server", "SQLite in", "PostgreSQL, with"),
    "de": ("Zentraler Server", "SQLite in", "PostgreSQL, mit"),
}


def server_settings(settings: Settings) -> Mapping[str, str]:
    """Values of the settings on which a sentence of the paper depends, by section and key."""
    central, broker = settings.central, settings.broker
    found = {
        "central.data": str(central.data or ""),
        "central.play_days": str(central.play_days),
        "broker.host": broker.host,
        "broker.tls": "true" if broker.tls else "false",
    }
    return {name: text for name, text in found.items() if text}


def server_paper_facts(settings: Settings, language: Language, today: date) -> PaperFacts:
    """Facts of this server in one language."""
    in_force = server_settings(settings)
    central, broker = settings.central, settings.broker
    name, files, database = _WORDS[language]
    encrypted = f"{database} TLS" if central.database_ca_file else database.partition(",")[0]
    return PaperFacts(
        language=language,
        conditions=frozenset(),
        values={
            "operator": name,
            "place": broker.host,
            "version": f"Vitrina {VERSION}",
            "mark": settings_mark(in_force),
            "date": today.isoformat(),
            "store": encrypted if central.database else f"{files} {central.data}",
            "broker": f"{broker.host}:{broker.port}{' (TLS)' if broker.tls else ''}",
            "play_days": str(central.play_days),
            "audit_days": str(AUDIT_DAYS),
            "quarantine_days": str(QUARANTINE_DAYS),
        },
        settings=in_force,
        cards={},
        rows={},
    )
