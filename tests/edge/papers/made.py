"""Facts of a made-up kiosk, for tests of papers."""

from datetime import date
from typing import Any

from edge.law.table import load_law_table
from edge.papers.build import PaperFacts, build_paper
from edge.papers.paper import Language, Paper
from edge.settings.settings import Settings
from edge.tools.papers.case import PaperCase, paper_facts

PACKAGES = [("pydantic", "2.12", "MIT")]
SHOP: dict[str, Any] = {
    "site": {"tenant": "acme", "site": "berlin-7", "device": "till", "timezone": "Europe/Berlin"},
    "notice": {
        "version": "1",
        "operator": "Acme GmbH, Berlin",
        "contact": "privacy@acme.example",
        "legal_basis": "legitimate interests",
    },
}
LONG: dict[str, Any] = {
    **SHOP,
    "notice": {
        **SHOP["notice"],
        "shown": "screen",
        "purpose": {"de": "Spots vergleichen", "en": "compare ads"},
        "data_protection_officer": "Ada",
        "recipients": "our agency",
        "transfers": "none",
        "server_months": 24,
    },
    "player": {"media": "/tmp/media"},
    "comments": {"page": True},
    "microphone": {"device": "default"},
    "staff": {"in_view": "nobody", "declared_on": date(2026, 11, 24), "declared_by": "Ada"},
}
"""Settings that use every part that a shop may have."""


def facts(values: dict[str, Any] = SHOP, country: str | None = "DE", language: Language = "en") -> PaperFacts:
    law = load_law_table().place_law(country) if country else None
    return paper_facts(PaperCase(Settings.model_validate(values), law, language, date(2026, 11, 30), PACKAGES))


def paper(name: str, values: dict[str, Any] = SHOP, country: str | None = "DE", language: Language = "en") -> Paper:
    return build_paper(name, facts(values, country, language))


def text_of(paper: Paper) -> str:
    """Every text of a paper, without its sources."""
    parts = [part for section in paper.sections for part in section.parts]
    tables = [cell for part in parts if hasattr(part, "rows") for row in part.rows for cell in row.cells]
    texts = [part.text for part in parts if hasattr(part, "text")]
    return "\n".join([paper.title, *(section.title for section in paper.sections), *texts, *tables])
