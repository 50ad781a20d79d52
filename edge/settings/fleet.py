"""Settings section for a kiosk that takes signed settings and programs from a central server."""

from pydantic import Field, field_validator

from edge.remote_keys import ADDRESS_KEYS, SETTINGS_KEYS
from edge.settings.addresses import is_loopback_host, parse_http_address
from edge.settings.section import File, SettingsSection

_EXAMPLE = "https://central.example.org/media/fleet/"


class FleetSettings(SettingsSection):
    """Signed settings and programs from the central server. This header switches them on. Only a few keys can be set
    from there, and none towards less privacy (see vitrina docs remote).
    """

    url: str = Field(description="address of the signed files on the central server", examples=[_EXAMPLE])
    ca_file: File | None = Field(
        None,
        description="PEM file of the CA that signed the certificate of `url`, readable by everybody. Empty: the CAs of "
        "the system",
    )
    keep: list[str] = Field(
        [],
        description='keys that stay as they are set on this kiosk, such as ["site.open"]: '
        f"{', '.join((*SETTINGS_KEYS, *ADDRESS_KEYS))}",
    )

    @field_validator("url")
    @classmethod
    def _is_encrypted(cls, url: str) -> str:
        address = parse_http_address(url, _EXAMPLE)
        if address.scheme == "http" and not is_loopback_host(address.hostname or ""):
            raise ValueError("must start with https://; http:// is allowed only for a server on this kiosk")
        if not address.path.endswith("/fleet/"):
            raise ValueError(f"must end in /fleet/, as in {_EXAMPLE}")
        return url

    @field_validator("keep")
    @classmethod
    def _are_remote_keys(cls, keep: list[str]) -> list[str]:
        if unknown := [name for name in keep if name not in (*SETTINGS_KEYS, *ADDRESS_KEYS)]:
            raise ValueError(f"{', '.join(unknown)} cannot be set from afar in any case. Remove it")
        return keep
