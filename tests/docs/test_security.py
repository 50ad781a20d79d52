"""SECURITY.md: addresses, supported versions, published advisories, and how fixes arrive."""

import json
import re
from pathlib import Path

from edge import __version__
from tests.docs.test_docs import generator

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def part(name: str) -> str:
    """A generated part, in one line."""
    (found,) = re.findall(rf"<!-- {name}: made by docs/generate.py -->\n(.*?)<!-- /{name} -->", TEXT, re.DOTALL)
    return " ".join(found.split())


def test_the_address_for_reports_is_that_of_the_release() -> None:
    made = generator().security
    assert made.contact_text("security@acme.example", "") == "Write to security@acme.example.\n"
    both = " ".join(made.contact_text("security@acme.example", "https://git.example/acme/vitrina.git").split())
    assert "Write to security@acme.example." in both
    assert "(https://git.example/acme/vitrina/security/advisories/new)" in both
    assert "those who gave you Vitrina" in made.contact_text("", "")


def test_the_support_period_is_that_of_the_release() -> None:
    made = generator().security
    assert made.support_text("1.2.0", "2031-12-31").endswith("Version 1.2.0 gets them until 2031-12-31.\n")
    assert "no end date" in made.support_text("1.2.0", "")
    assert __version__ in part("support")


def test_published_advisories_are_listed_and_there_is_none_yet(tmp_path: Path) -> None:
    assert part("advisories") == "No advisory has been published yet."
    for number in (1, 2):
        entry = {"id": f"VITRINA-2027-000{number}", "published": "2027-01-02T00:00:00Z", "summary": "Bad."}
        (tmp_path / f"{entry['id']}.json").write_text(json.dumps(entry), encoding="utf-8")
    (tmp_path / "template.json").write_text("{}", encoding="utf-8")
    listed = generator().security.advisories_text(tmp_path).splitlines()
    assert listed == [
        f"- [VITRINA-2027-000{number}](security/VITRINA-2027-000{number}.json), 2027-01-02: Bad." for number in (2, 1)
    ]


def test_it_says_what_is_reported_when_and_how_fixes_reach_a_kiosk() -> None:
    for heading in ("Report a weakness", "Supported versions", "What is reported when", "How fixes reach a kiosk"):
        assert f"\n## {heading}\n" in TEXT
    assert "make advisories ADVISORIES=PATH" in TEXT
