"""Settings section with the kiosk's name and place."""

from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from edge.law.codes import check_country
from edge.opening_hours import check_opening_hours
from edge.settings.section import NAME, SettingsSection


class SiteSettings(SettingsSection):
    """Name and place of this kiosk. Its MQTT topic is vitrina/1/tenant/site/device: no two kiosks may share all three
    names. Each name has 1 to 64 characters: a-z, 0-9, _ and -."""

    tenant: str = Field("demo", pattern=NAME, description="owner of the kiosk, such as the company")
    site: str = Field("shop", pattern=NAME, description="the shop")
    device: str = Field("kiosk", pattern=NAME, description="the screen within the shop")
    timezone: str = Field(
        "UTC",
        description="the shop's time zone as an IANA name, such as Europe/Berlin. It determines where a day ends: no "
        "message about visits covers two local days",
    )
    country: str | None = Field(
        None,
        description="country of the shop, such as FR, with its part where the law differs, such as DE-MV (ISO 3166). "
        "It decides some defaults; vitrina law prints the known facts",
    )
    seen_from_street: Literal["yes", "no"] | None = Field(
        None,
        description='whether people in the street can see the screen, also through a shop window: "yes" or "no". Set '
        "it in France, which has a rule about this",
    )
    open: str | None = Field(
        None,
        description='opening hours in local time, such as "Mo-Fr 09:00-20:00; Sa 10:00-18:00"; outside them the kiosk '
        "is paused. Empty: always open",
    )

    @field_validator("country")
    @classmethod
    def _is_a_country(cls, code: str | None) -> str | None:
        return None if code is None else check_country(code)

    _are_hours = field_validator("open")(check_opening_hours)

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("must be an IANA time zone such as Europe/Berlin") from None
        return name
