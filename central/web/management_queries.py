"""Values that the pages and the API take to add shops, kiosks and tokens. Each is checked before the store is read."""

from typing import Annotated, Literal

from pydantic import Field

from central.store.tokens import MOST_DAYS
from central.web.queries import Paged, Query, Title
from edge.messages.wire import NAME

Name = Annotated[str, Field(pattern=f"^{NAME}$")]
SiteName = Annotated[str, Field(pattern=f"^{NAME}/{NAME}$", description="tenant/site, such as acme/berlin-7")]
DeviceName = Annotated[str, Field(pattern=f"^{NAME}/{NAME}/{NAME}$")]
ScopePattern = Annotated[str, Field(pattern=rf"^{NAME}/({NAME}|\*)$")]
TokenName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
USUAL_DAYS = 90


class NewShop(Query):
    """A shop to add. `timezone`: zone of its days and hours; null: UTC. `country`: a code such as FR or DE-BE."""

    tenant: Name
    site: Name = Field(description="short name of a-z, 0-9, '_' and '-', which is part of every message")
    name: Title = ""
    city: Title = ""
    timezone: Annotated[str, Field(max_length=64)] | None = None
    country: Annotated[str, Field(max_length=6)] | None = None


class NewKiosk(Query):
    """A kiosk to enrol. `replace`: the code is for another machine, which replaces an enrolled kiosk."""

    site: SiteName
    device: Annotated[str, Field(min_length=1, max_length=64)] = Field(description="name of the kiosk at its site")
    replace: bool = False


class NewKioskQuery(Query):
    """Query of the page that enrols a kiosk. `site`: the shop that is chosen at first."""

    site: SiteName | None = None


class NewShopQuery(Query):
    """Query of the page that adds a shop. `tenant`: chosen at first. `enrol`: enrol a kiosk afterwards."""

    tenant: Name | None = None
    enrol: bool = False


class EnrolmentsQuery(Paged):
    """Query for enrolled kiosks. `state`: only those in this state."""

    state: Literal["waiting", "enrolled", "expired", "withdrawn", "revoked"] | None = None


class EnrolmentsPageQuery(EnrolmentsQuery):
    """Query of the page of enrolled kiosks. `revoked`: the kiosk that was revoked just now."""

    revoked: DeviceName | None = None


class DeviceForm(Query):
    """Form value with a kiosk, as tenant/site/device."""

    device: DeviceName


class KioskQuery(Query):
    """A kiosk in the path."""

    tenant: Name
    site: Name
    device: Name


class NewToken(Query):
    """A token to make. `sites`: its sites, `tenant/*` for all of a tenant; null: all sites that the caller may see.
    `days`: days until it ends.
    """

    name: TokenName
    access: Literal["read", "write", "manage", "media"] = "read"
    sites: list[ScopePattern] | None = Field(None, min_length=1, max_length=500)
    days: int = Field(USUAL_DAYS, ge=1, le=MOST_DAYS)


class TokenQuery(Query):
    """A token by its number."""

    number: int = Field(ge=1, le=2**31 - 1, description="number of the token, as the list has it")


class TokensQuery(Paged):
    """Tokens."""
