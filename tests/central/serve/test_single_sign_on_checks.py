"""What `vitrina-central doctor` finds out about the single sign-on, with a provider that runs."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from central.serve.checks import run_checks
from central.serve.single_sign_on_checks import check_single_sign_on
from central.settings import Settings
from tests.doubles.provider import CLIENT, SECRET, Provider, running_provider
from tests.doubles.ready_store import ready

WEB = {"hosts": ("vitrina.example.org",), "behind_proxy": True, "proxy_port": 8443}
REDIRECT = "https://vitrina.example.org:8443/oidc/callback"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with running_provider() as made:
        yield made


@pytest.fixture
def provider(running: Provider) -> Iterator[Provider]:
    yield running
    running.reset()


def settings(folder: Path, issuer: str, **changes: Any) -> Settings:
    file = folder / "secret"
    file.write_text(SECRET)
    access = {"roles": {"staff": "viewer"}, "sites": {"staff": ["all"]}}
    oidc = {"issuer": issuer, "client_id": CLIENT, "client_secret_file": file, **access, **changes}
    return Settings.model_validate({"central": {"data": folder / "data"}, "web": WEB, "oidc": oidc})


def found(folder: Path, issuer: str, **changes: Any) -> dict[str, tuple[bool, str]]:
    """Findings by part."""
    return {each.part: (each.is_good, each.text) for each in check_single_sign_on(settings(folder, issuer, **changes))}


def fault(folder: Path, issuer: str, **changes: Any) -> tuple[str, str]:
    """Part and text of the one finding that is not good."""
    ((part, text),) = [
        (part, text) for part, (is_good, text) in found(folder, issuer, **changes).items() if not is_good
    ]
    assert text.endswith((".", ")"))
    return part, text


def test_a_provider_that_works_has_no_fault(provider: Provider, tmp_path: Path) -> None:
    assert found(tmp_path, provider.issuer) == {
        "single sign-on": (True, f"{provider.issuer} answers, with 1 key for signatures"),
        "single sign-on clock": (True, "the provider's clock differs by 0 s"),
        "single sign-on redirect": (True, f"the provider returns to {REDIRECT}"),
    }
    assert [each.partition("?")[0] for each in provider.requests] == [
        *("/.well-known/openid-configuration", "/keys", "/authorize")
    ]
    assert "prompt=none" in provider.requests[2]


def test_without_the_section_nothing_is_connected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert list(check_single_sign_on(settings(tmp_path, "http://127.0.0.1:1").model_copy(update={"oidc": None}))) == []


def test_doctor_has_the_findings(provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("central.serve.checks.CONNECT_S", 0.1)  # no broker runs
    ready(tmp_path / "data")
    parts = [each.part for each in run_checks(settings(tmp_path, provider.issuer))]
    assert [part for part in parts if part.startswith("single")] == [
        *("single sign-on", "single sign-on clock", "single sign-on redirect")
    ]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"client_secret_file": Path("/none")}, ("/none cannot be read", "Let this user read it")),
        ({"client_secret_file": Path("/dev/null")}, ("client_secret_file is missing or empty", "Write the client")),
        ({"ca_file": Path("/dev/null")}, ("ca_file = /dev/null cannot be used", "Name a PEM file")),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, changes: dict[str, Path], wanted: tuple[str, str]) -> None:
    """Without a connection to the provider."""
    part, text = fault(tmp_path, "http://127.0.0.1:1", **changes)
    assert part == "single sign-on"
    assert all(each in text for each in wanted)
    assert "Nothing was started" not in text


def test_a_provider_that_does_not_answer_is_named_with_its_address(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    text = fault(tmp_path, f"http://127.0.0.1:{port}/realms/shops")[1]
    assert "the provider does not answer (Connection refused)" in text
    assert f"http://127.0.0.1:{port}/realms/shops/.well-known/openid-configuration" in text
    assert "Check [oidc] issuer and ca_file" in text


@pytest.mark.parametrize(
    ("discovery", "wanted"),
    [
        ({"issuer": "https://other.example.org"}, "states another issuer than [oidc] issuer"),
        ({"token_endpoint": "ftp://x"}, "has no valid token_endpoint"),
        ({"jwks_uri": None}, "has no valid jwks_uri"),
    ],
)
def test_a_wrong_discovery_document_is_named(
    provider: Provider, tmp_path: Path, discovery: dict[str, Any], wanted: str
) -> None:
    provider.discovery = discovery
    part, text = fault(tmp_path, provider.issuer)
    assert part == "single sign-on"
    assert wanted in text
    assert f"Compare [oidc] issuer with {provider.issuer}/.well-known/openid-configuration" in text


def test_keys_that_sign_nothing_are_named(provider: Provider, tmp_path: Path) -> None:
    provider.key_set = [{"kty": "oct", "k": "AAAA"}, {"kty": "RSA"}, "x"]
    text = fault(tmp_path, provider.issuer)[1]
    assert f"{provider.issuer}/keys has no RSA or EC key for signatures" in text
    assert "Let the provider sign ID tokens with RS256" in text


@pytest.mark.parametrize("ahead_s", [-200.0, 200.0])
def test_a_clock_that_differs_too_much_is_named(provider: Provider, tmp_path: Path, ahead_s: float) -> None:
    provider.ahead_s = ahead_s
    part, text = fault(tmp_path, provider.issuer)
    assert part == "single sign-on clock"
    assert "more than [oidc] clock_skew_s = 120" in text
    assert "timedatectl" in text
    assert found(tmp_path, provider.issuer, clock_skew_s=300)["single sign-on clock"][0]


@pytest.mark.parametrize(
    ("status", "place", "wanted"),
    [
        (400, "", "refuses client_id or the redirect address (status 400)"),
        (302, "https://evil.example.org/?error=login_required", "does not return here (status 302)"),
        (302, f"{REDIRECT}?error=invalid_scope", "refuses the request (invalid_scope)"),
        (302, f"{REDIRECT}.evil.example.org?error=login_required", "does not return here (status 302)"),
        (503, "", "does not return here (status 503)"),
    ],
)
def test_a_provider_that_does_not_return_is_named(
    provider: Provider, tmp_path: Path, status: int, place: str, wanted: str
) -> None:
    provider.returns = lambda _: (status, place)
    part, text = fault(tmp_path, provider.issuer)
    assert part == "single sign-on redirect"
    assert wanted in text
    assert f"Register {REDIRECT}" in text
    assert "evil" not in text


def test_an_answer_that_shows_a_page_is_no_fault(provider: Provider, tmp_path: Path) -> None:
    """Some providers show their error as a page; the person who set them up compares the address."""
    provider.returns = lambda _: (200, "")
    is_good, text = found(tmp_path, provider.issuer)["single sign-on redirect"]
    assert is_good
    assert f"shows a page. Compare the redirect address that you registered there: {REDIRECT}" in text
