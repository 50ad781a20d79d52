"""Section [oidc] of the settings file."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from central.errors import UsageError
from central.section import File, Section
from central.smtp_settings import LOOPBACK
from central.store.scope import ALL, Scope

_EXAMPLE = "Use the address that your provider shows as issuer, such as https://id.example.org/realms/shops"


class OidcSection(Section):
    """Single sign-on by OpenID Connect. Without this section, users sign in only with a password."""

    issuer: str = Field("", description="address of the provider, exactly as its discovery document states it")
    client_id: str = Field("", description="identifier that the provider gave this server")
    client_secret_file: File | None = Field(
        None, description="file that contains only the client secret; or set VITRINA_CENTRAL_OIDC_PASSWORD"
    )
    ca_file: File | None = Field(None, description="PEM file of the CA that signed the provider's certificate")
    name: str = Field("", max_length=40, description="name of the provider on the sign-in page; default: its host name")
    scopes: tuple[str, ...] = Field(
        ("openid", "profile"),
        strict=False,
        description="scopes to request; some providers send the groups only for a scope such as groups",
    )
    groups_claim: str = Field("groups", min_length=1, description="claim that lists the groups of a person")
    roles: dict[str, Literal["viewer", "editor", "admin"]] = Field(
        {}, description='role for each group, such as { "vitrina-admins" = "admin" }; the highest one counts'
    )
    sites: dict[str, list[str]] = Field(
        {},
        description='shops for each group, such as { "acme-staff" = ["acme/*"] }, or ["all"] for every shop',
    )
    clock_skew_s: int = Field(
        120, ge=0, le=300, description="largest difference between the clocks of provider and server, in seconds"
    )
    only: bool = Field(
        False, description="set true to accept passwords only from this machine itself, such as through an SSH tunnel"
    )

    @model_validator(mode="after")
    def _is_whole(self) -> "OidcSection":
        if not is_provider_address(self.issuer):
            raise ValueError(f"issuer: {self.issuer[:80]!r} must be an address with https://. {_EXAMPLE}")
        if not self.client_id:
            raise ValueError("client_id is missing. Register this server with your provider, and set its client id")
        if "openid" not in self.scopes or not all(
            scope and scope.isascii() and " " not in scope for scope in self.scopes
        ):
            raise ValueError("scopes: list names without spaces, with openid among them")
        if not self.roles or not self.sites:
            raise ValueError(
                "roles and sites must both name a group, otherwise nobody could sign in. For example:"
                ' roles = { "vitrina-admins" = "admin" } and sites = { "vitrina-admins" = ["all"] }'
            )
        for group, names in self.sites.items():
            if not names or (ALL in names and len(names) > 1):
                raise ValueError(f'sites: list sites for {group!r}, such as ["acme/*"], or only ["all"]')
            try:
                Scope.parse(" ".join(names))
            except UsageError as error:
                raise ValueError(
                    f"sites: {str(error).removeprefix('site: ').removesuffix(' Nothing was changed.')}"
                ) from None
        return self

    @property
    def shown_name(self) -> str:
        """Name of the provider on the pages."""
        return self.name or urlsplit(self.issuer).hostname or ""


def is_provider_address(address: str) -> bool:
    """True for an address with https, or with http on this machine. It has no user, no query and no fragment."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 raises ValueError
    except ValueError:
        return False
    is_plain = address.isascii() and address.isprintable() and " " not in address and "@" not in parts.netloc
    if not is_plain or not parts.hostname or "#" in address or "?" in address:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
