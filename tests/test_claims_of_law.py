"""The product never says that a use is lawful: it prints known facts, with sources, and who to ask."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLAIMS = re.compile(
    r"\blawful(ly)?\b|\blegally (compliant|safe)\b|\b(law|GDPR|BIPA|AI[ -]Act)[- ]compliant\b"
    r"|\bcompl(y|ies|iant) with (the )?(law|GDPR|BIPA|AI Act)\b"
    r"|\brechtm(ä|ae)(ß|ss)ig(e[rnms]?)?\b|\b(rechts|gesetzes|DSGVO-?)konform"
    r"|\blicites?\b|\blícit[oa]s?\b|\bзаконно\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S+")
TEXTS = {".md", ".ftl", ".html", ".j2", ".js", ".txt", ".toml", ".jsonl", ".py", ".json", ".svg", ".service"}


def claims(text: str) -> list[str]:
    """Claims in a text, outside the addresses of pages."""
    return [match[0] for match in CLAIMS.finditer(_ADDRESS.sub("", text))]


def test_no_text_says_that_a_use_is_lawful() -> None:
    """Not even in a docstring, from which a text may be made."""
    files = [ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md"]
    for folder in ("docs", "edge", "central", "examples", "systemd", "models/zoo"):
        files += [path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in TEXTS]
    assert len(files) > 1_000
    found = [f"{path.relative_to(ROOT)}: {claim}" for path in files for claim in claims(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "This is lawful in Germany.", "a GDPR-compliant screen", "complies with the AI Act", "ist dort rechtmäßig",
        "DSGVO-konform gemessen", "un traitement licite", "un uso lícito", "это законно",
    ],
)  # fmt: skip
def test_a_planted_claim_is_found(text: str) -> None:
    assert claims(text)


def test_the_names_of_the_rules_are_no_claim() -> None:
    assert claims("lawfulness of processing; unlawful; legitimate interests; законный интерес; Rechtmäßigkeit") == []
