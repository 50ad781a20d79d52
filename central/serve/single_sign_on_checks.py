"""Checks of the single sign-on for `doctor`: secret, provider, keys, clocks, and the redirect address."""

from collections.abc import Generator, Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

from central.clock import now_ms
from central.errors import UsageError
from central.oidc.authorization import add_to_address, authorization_address
from central.oidc.exchange import Answer, JsonExchange, read_object
from central.oidc.metadata import Metadata, discovery_address, read_metadata
from central.oidc.refusal import SignInRefusedError
from central.oidc.transaction import start_transaction
from central.oidc_settings import OidcSection
from central.serve.finding import Finding
from central.settings import Settings

PART, CLOCK, REDIRECT = "single sign-on", "single sign-on clock", "single sign-on redirect"
NO_SESSION = ("login_required", "interaction_required", "consent_required", "account_selection_required")
"""Errors of a provider that accepts the request while nobody is signed in (OpenID Connect Core 3.1.2.6)."""


def check_single_sign_on(settings: Settings) -> Iterator[Finding]:
    """Findings about section [oidc]. Without it, yields nothing and connects to nothing."""
    if settings.oidc is None:
        return
    from central.web.build import public_address
    from central.web.pages.oidc import CALLBACK
    from central.web.single_sign_on import build_provider

    try:
        build_provider(settings.oidc)
    except UsageError as error:
        yield Finding(PART, False, str(error).removeprefix("settings: ").removesuffix(" Nothing was started."))
        return
    exchange = JsonExchange(settings.oidc.ca_file)
    metadata = yield from _provider_findings(exchange, settings.oidc)
    if metadata is not None:
        redirect = f"{public_address(settings.web, settings.web.port)}{CALLBACK}"
        yield _redirect_finding(exchange, settings.oidc, metadata, redirect)


def _provider_findings(exchange: JsonExchange, settings: OidcSection) -> Generator[Finding, None, Metadata | None]:
    """Findings about discovery document, keys and clock. Returns the metadata if all of them can be read."""
    from central.oidc.id_token import ALGORITHMS, read_keys

    address = discovery_address(settings.issuer)
    fix = f"Check [oidc] issuer and ca_file, and whether this machine reaches {address}."
    try:
        answer = exchange.fetch(address)
        document = read_object(answer, f"GET of {urlsplit(address).path}")
        fix = f"Compare [oidc] issuer with {address}."
        metadata = read_metadata(document, settings.issuer)
        fix = f"Check whether this machine reaches {metadata.jwks_uri}."
        keys = read_keys(exchange.get(metadata.jwks_uri))
    except SignInRefusedError as error:
        yield Finding(PART, False, f"{error}. {fix}")
        return None
    if not keys:
        fix = f"Let the provider sign ID tokens with {', '.join(ALGORITHMS[:-1])} or {ALGORITHMS[-1]}."
        yield Finding(PART, False, f"{metadata.jwks_uri} has no RSA or EC key for signatures. {fix}")
        return None
    count = f"{len(keys)} key{'' if len(keys) == 1 else 's'} for signatures"
    yield Finding(PART, True, f"{settings.issuer} answers, with {count}")
    yield from _clock_findings(answer, settings.clock_skew_s)
    return metadata


def _clock_findings(answer: Answer, most_s: int) -> Iterator[Finding]:
    """Finding about the clocks of provider and server; none if the response has no valid time."""
    try:
        at_s = parsedate_to_datetime(answer.date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return
    seconds = abs(now_ms() / 1000 - at_s)
    text = f"the provider's clock differs by {max(0, seconds - 1):.0f} s"  # the header has whole seconds
    if seconds > most_s:
        text += f", more than [oidc] clock_skew_s = {most_s}. Set the clock of this machine: timedatectl set-ntp true."
    yield Finding(CLOCK, seconds <= most_s, text)


def _redirect_finding(exchange: JsonExchange, settings: OidcSection, metadata: Metadata, redirect: str) -> Finding:
    """Finding about a sign-in that shows no page. A provider returns its error to a redirect address that it knows, and
    must not return to another one.
    """
    transaction = start_transaction("", redirect, now_ms() // 1000)
    address = add_to_address(authorization_address(metadata, settings, transaction), {"prompt": "none"})
    fix = f"Register {redirect} for the client {settings.client_id} there, and check [web] hosts and proxy_port."
    try:
        answer = exchange.fetch(address)
    except SignInRefusedError as error:
        return Finding(REDIRECT, False, f"{error}. {fix}")
    code = _returned_error(answer, redirect)
    if code in ("", *NO_SESSION):
        return Finding(REDIRECT, True, f"the provider returns to {redirect}")
    if code is not None:
        return Finding(REDIRECT, False, f"the provider refuses the request ({code}). {fix} Compare also scopes.")
    if answer.status == 200:
        text = f"the provider shows a page. Compare the redirect address that you registered there: {redirect}"
        return Finding(REDIRECT, True, text)
    refuses = "refuses client_id or the redirect address" if 400 <= answer.status < 500 else "does not return here"
    return Finding(REDIRECT, False, f"the provider {refuses} (status {answer.status}). {fix}")


def _returned_error(answer: Answer, redirect: str) -> str | None:
    """Error code in a redirect to this address; "" without one, None for any other response."""
    place, _, query = answer.location.partition("?")
    if not 300 <= answer.status < 400 or place != redirect:
        return None
    return "".join(letter for letter in parse_qs(query).get("error", [""])[0][:64] if letter.isprintable())
