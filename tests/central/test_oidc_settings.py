"""Section [oidc] of the settings file."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from central.errors import UsageError
from central.oidc_settings import OidcSection, is_provider_address
from central.settings import load_settings
from central.store.database import open_store
from central.store.location import Location
from central.web.single_sign_on import build_single_sign_on

WHOLE: dict[str, Any] = {
    "issuer": "https://id.example.org/realms/shops",
    "client_id": "vitrina",
    "roles": {"vitrina-admins": "admin"},
    "sites": {"vitrina-admins": ["all"]},
}


def test_the_section_of_the_documents_is_valid(tmp_path: Path) -> None:
    text = Path("docs/central/access.md").read_text(encoding="utf-8")
    section = "\n".join(line.strip() for line in text[text.index("[oidc]\n") :].partition("```")[0].splitlines())
    file = tmp_path / "central.toml"
    file.write_text(f'[central]\ndata = "data"\n{section}', encoding="utf-8")
    settings = load_settings(file, None).oidc
    assert settings is not None
    assert settings.roles == {"vitrina-admins": "admin", "acme-staff": "viewer"}
    assert settings.clock_skew_s == 120
    assert not settings.only


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"issuer": ""}, "must be an address with https://"),
        ({"issuer": "http://id.example.org"}, "must be an address with https://"),
        ({"client_id": ""}, "client_id is missing"),
        ({"scopes": ["profile"]}, "with openid among them"),
        ({"scopes": ["openid", "a b"]}, "without spaces"),
        ({"scopes": ["openid", ""]}, "without spaces"),
        ({"roles": {}}, "nobody could sign in"),
        ({"sites": {}}, "nobody could sign in"),
        ({"roles": {"a": "owner"}}, "'viewer', 'editor' or 'admin'"),
        ({"sites": {"a": []}}, "list sites for 'a'"),
        ({"sites": {"a": ["all", "acme/*"]}}, "only"),
        ({"sites": {"a": ["acme"]}}, "'acme' is not of the form"),
        ({"sites": {"a": ["*/*"]}}, "is not of the form"),
        ({"clock_skew_s": 301}, "less than or equal to 300"),
    ],
)
def test_a_wrong_value_is_explained(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why.replace("*", r"\*")):
        OidcSection.model_validate({**WHOLE, **changes})


@pytest.mark.parametrize(
    ("address", "is_valid"),
    [
        ("https://id.example.org", True),
        ("https://id.example.org:8443/realms/a", True),
        ("http://127.0.0.1:3000", True),
        ("http://localhost", True),
        ("http://127.0.0.1.evil.example", False),
        ("http://id.example.org", False),
        ("https://a:b@id.example.org", False),
        ("https://id.example.org?x", False),
        ("https://id.example.org#x", False),
        ("https://id.example.org:x", False),
        ("https://", False),
        ("", False),
    ],
)
def test_a_provider_is_reached_encrypted(address: str, is_valid: bool) -> None:
    assert is_provider_address(address) is is_valid


def test_the_button_has_the_name_or_the_host() -> None:
    assert OidcSection.model_validate(WHOLE).shown_name == "id.example.org"
    assert OidcSection.model_validate({**WHOLE, "name": "Acme"}).shown_name == "Acme"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "client_secret_file is missing or empty"),
        ({"ca_file": "none.pem"}, "ca_file = none.pem cannot be used"),
    ],
)
def test_what_is_missing_stops_the_start(
    changes: dict[str, Any], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if changes:
        monkeypatch.setenv("VITRINA_CENTRAL_OIDC_PASSWORD", "a secret")
    settings = OidcSection.model_validate({**WHOLE, **changes})
    with open_store(Location(tmp_path)) as store, pytest.raises(UsageError, match=why):
        build_single_sign_on(store, settings)
