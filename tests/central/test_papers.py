"""The server's paper states its own retention, and nothing of a kiosk."""

import re
from datetime import date
from pathlib import Path

import pytest

from central.papers import server_paper_facts, server_settings
from central.settings import Settings
from central.store import audit, quarantine
from edge.papers.build import build_paper
from edge.papers.paper import Language
from tests.edge.papers.made import text_of


def settings(**central: object) -> Settings:
    return Settings.model_validate({"central": {"data": Path("/var/lib/x"), "play_days": 60, **central}})


@pytest.mark.parametrize("language", ["en", "de"])
def test_retention_and_roles_are_those_of_the_code(language: Language) -> None:
    made = text_of(build_paper("server", server_paper_facts(settings(), language, date(2026, 11, 30))))
    assert not re.search(r"\{[a-z_]+\}", made)
    days = "days" if language == "en" else "Tage"
    for count in (60, audit.KEEP_DAYS, quarantine.KEEP_DAYS):
        assert f"{count} {days}" in made
    assert "SQLite in /var/lib/x" in made
    for role in ("viewer", "editor", "admin"):
        assert f"\n{role}\n" in made


def test_a_database_is_named_without_its_address() -> None:
    address = "postgresql://vitrina@db.example/vitrina"
    facts = server_paper_facts(settings(database=address), "en", date(2026, 11, 30))
    assert facts.values["store"] == "PostgreSQL"
    assert address not in str(facts)


def test_the_settings_of_the_mark_are_those_that_the_paper_states() -> None:
    assert server_settings(settings()) == {
        "central.data": "/var/lib/x", "central.play_days": "60", "broker.host": "127.0.0.1", "broker.tls": "false",
    }  # fmt: skip
