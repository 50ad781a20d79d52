"""The section [fleet]: an address with TLS, and keys that stay as set by hand."""

from typing import Any

import pytest
from pydantic import ValidationError

from edge.remote_keys import ADDRESS_KEYS, SETTINGS_KEYS
from edge.settings.fleet import FleetSettings
from edge.settings.remote_rules import ADDRESS_RULES, SETTINGS_RULES
from edge.settings.settings import Settings

URL = "https://central.example.org/media/fleet/"


def test_without_the_section_nothing_comes_from_afar() -> None:
    assert Settings().fleet is None


@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:8470/media/fleet/", "http://localhost/fleet/"])
def test_an_address_with_tls_or_of_this_kiosk_is_accepted(url: str) -> None:
    assert FleetSettings(url=url).url == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://central.example.org/fleet/", "must start with https://"),
        ("https://central.example.org/media/", "must end in /fleet/"),
        ("https://central.example.org/fleet", "must end in /fleet/"),
        ("ftp://central.example.org/fleet/", "must be an address"),
        ("https://u:p@central.example.org/fleet/", "must be an address"),
    ],
)
def test_another_address_is_refused_with_its_reason(url: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        FleetSettings(url=url)


def test_only_keys_that_could_come_from_afar_are_kept() -> None:
    values: dict[str, Any] = {"url": URL, "keep": ["site.open", "broker.host", "kits"]}
    assert FleetSettings(**values).keep == ["site.open", "broker.host", "kits"]
    with pytest.raises(ValidationError, match=r"staff\.in_view cannot be set from afar in any case\. Remove it"):
        FleetSettings(url=URL, keep=["site.open", "staff.in_view"])


def test_each_listed_key_has_its_rule() -> None:
    assert tuple(SETTINGS_RULES) == SETTINGS_KEYS
    assert tuple(ADDRESS_RULES) == ADDRESS_KEYS
