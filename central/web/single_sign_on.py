"""Builds the client of the single sign-on. Its package is loaded only if the settings have a section [oidc]."""

import ssl
from typing import TYPE_CHECKING

from central.errors import UsageError
from central.oidc_settings import OidcSection
from central.packages import missing_package_text
from central.settings import read_secret
from central.store.database import translate_database_errors
from central.store.external_identities import suspend_other_issuers
from central.store.store import Store

if TYPE_CHECKING:
    from central.oidc.provider import Provider


def build_single_sign_on(store: Store, settings: OidcSection | None) -> "Provider | None":
    """Build the client of the provider; None without a section [oidc]. End all sessions of users of another provider.
    Raises UsageError.
    """
    provider = None if settings is None else build_provider(settings)
    with translate_database_errors(), store.engine.begin() as connection:
        suspend_other_issuers(connection, "" if settings is None else settings.issuer)
    return provider


def build_provider(settings: OidcSection) -> "Provider":
    """Build the client of the provider. Connects to nothing. Raises UsageError."""
    try:
        from central.oidc.provider import Provider
    except ModuleNotFoundError as error:
        raise UsageError(
            f"settings: [oidc]: {missing_package_text(error.name, 'oidc')}. Nothing was started."
        ) from None
    secret = read_secret("oidc", settings.client_secret_file)
    if not secret:
        raise UsageError(
            "settings: [oidc] client_secret_file is missing or empty. Write the client secret of your provider into a"
            " file, and set client_secret_file to it. Nothing was started."
        )
    try:
        return Provider(settings, secret)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            f"settings: [oidc] ca_file = {settings.ca_file} cannot be used ({error.strerror or error}). Name a PEM file"
            " with the certificate of a CA. Nothing was started."
        ) from None
