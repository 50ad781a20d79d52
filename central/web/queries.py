"""Query strings of pages and API. Each is a type that checks every value before the store is queried."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from starlette.datastructures import QueryParams

from central.errors import UsageError
from central.measures import MeasureName
from central.reports.fleet_values import Kiosk
from central.reports.selection import Request
from central.store.shops import Shop
from central.web.days import NOT_A_DAY, Day
from edge.messages.wire import NAME

Tenant = Annotated[str, Field(pattern=f"^{NAME}$", description="tenant, if you may see several")]
Site = Annotated[str, Field(pattern=f"^({NAME}/)?{NAME}$")]
CREATIVE = "[a-z0-9_.-]{1,64}"
CreativeName = Annotated[str, Field(pattern=f"^({NAME}/)?{CREATIVE}$")]
Creative = Annotated[str, Field(pattern=f"^{CREATIVE}$", description="id of the creative, as in the kiosks' playlists")]
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
Title = Annotated[str, Field(max_length=200, pattern=ONE_LINE)]
MEASURE: MeasureName = Field("smile", description="number to compare")
Q = TypeVar("Q", bound="Query")


def require_a_day(first: Day | None, last: Day | None) -> None:
    """Raise ValueError if the last day comes before the first one."""
    if first is not None and last is not None and first > last:
        raise ValueError(f"the period from {first} to {last} contains no day")


class Query(BaseModel):
    """Base class of the queries. An unknown name is an error, because a filter with a wrong name would have no
    effect.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Filters(Query):
    """Query values for days and sites. Each filter selects whole messages."""

    tenant: Tenant | None = None
    from_: Day | None = Field(None, alias="from", description="first local day, such as 2026-11-01")
    to: Day | None = Field(None, description="last local day, included")
    site: list[Site] = Field([], max_length=500, description="one site; can be repeated")

    @model_validator(mode="after")
    def _has_a_day(self) -> "Filters":
        require_a_day(self.from_, self.to)
        return self


class Paged(Query):
    """Query values for one page of a list."""

    limit: int = Field(100, ge=1, le=500, description="most entries in an answer")
    offset: int = Field(0, ge=0, le=1_000_000, description="number of entries to skip")


class ListQuery(Filters, Paged):
    """Query for a list of creatives."""

    search: Title = Field("", description="words in the name, the id or the tag")
    tag: Title | None = Field(None, description="brand or campaign")
    sort: Literal["plays", "name", "smiles", "differs", "people"] = Field("plays", description="order of the list")


class ListPageQuery(ListQuery):
    """Query of the page with the list of creatives. `last`: a range that has a list from the night; `from` and `to`
    come before it.
    """

    last: Literal["7", "28", "90", "playlist"] | None = None


class ReportQuery(Filters):
    """Query for a report about one creative."""

    creative: Creative


class CompareQuery(Filters):
    """Query for a comparison of creatives."""

    creative: list[CreativeName] = Field(min_length=2, max_length=20, description="a creative; give two or more")
    measure: MeasureName = MEASURE


class ExperimentQuery(Filters):
    """Query for an experiment, as of the end of a day."""

    id: Annotated[str, Field(min_length=1, max_length=64, pattern=ONE_LINE, description="name of the experiment")]
    measure: MeasureName = MEASURE
    at: Day | None = Field(None, description="state at the end of this day; default: the last one")


class TrendQuery(Filters):
    """Query for weekly results of creatives, or of all creatives with a tag."""

    creative: list[CreativeName] = Field([], max_length=100, description="a creative; can be repeated")
    tag: Title | None = Field(None, description="all creatives with this tag")
    measure: MeasureName = MEASURE

    @model_validator(mode="after")
    def _is_about_something(self) -> "TrendQuery":
        if not self.creative and self.tag is None:
            raise ValueError("name a creative or a tag")
        return self


class ComparePageQuery(Filters):
    """Query of the page on which users choose and compare creatives."""

    creative: list[CreativeName] = Field([], max_length=20, description="a creative; give two or more")
    measure: MeasureName = MEASURE


class TrendPageQuery(Filters):
    """Query of the page on which users choose a tag and see its trend."""

    tag: Title | None = Field(None, description="all creatives with this tag")
    measure: MeasureName = MEASURE


class CommentsQuery(Filters):
    """Query for weekly comments of all shops, of a tag, or of an ad."""

    tag: Title | None = Field(None, description="ads with this tag, and the reviews that were imported for it")
    creative: CreativeName | None = Field(None, description="only this ad")


class OverviewQuery(Query):
    """Query for the overview of one tenant."""

    tenant: Tenant | None = None


class FleetQuery(Paged):
    """Kiosks."""

    tenant: Tenant | None = None
    state: Literal["sensing", "paused", "degraded", "offline", "silent", "unknown"] | None = Field(
        None, description="only kiosks in this state"
    )
    staff: Literal["undeclared"] | None = Field(
        None, description="only kiosks where nobody has said whether staff work in view"
    )

    def matches(self, kiosk: Kiosk) -> bool:
        """True if the kiosk matches the filters."""
        return (
            self.tenant in (None, kiosk.tenant)
            and self.state in (None, kiosk.state)
            and (self.staff is None or kiosk.is_staff_undeclared)
        )


class AlertsQuery(Paged):
    """Open alerts."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,64}$")] | None = Field(
        None, description="only alerts with this code"
    )


class FleetPageQuery(FleetQuery):
    """Query of the page of kiosks."""

    @property
    def is_first_page(self) -> bool:
        """True for the first page of all kiosks."""
        return (self.tenant, self.state, self.staff, self.offset) == (None, None, None, 0)

    reload: Literal[60] | None = Field(None, description="seconds after which the page reloads")

    @field_validator("reload", mode="before")
    @classmethod
    def _as_number(cls, value: object) -> object:
        return int(value) if isinstance(value, str) and value.isdecimal() else value


class ShopsQuery(Paged):
    """Query of the page of shops."""

    tenant: Tenant | None = None
    search: Title = Field("", description="words in the name, the id, the city, the region or the group")
    group: Title | None = Field(None, description="only shops of this group")

    def matches(self, shop: Shop) -> bool:
        """True if the shop matches the filters."""
        texts = " ".join(filter(None, [shop.key, *shop.details.values()])).casefold()
        return (
            self.tenant in (None, shop.tenant)
            and self.group in (None, shop.group)
            and all(word in texts for word in self.search.casefold().split())
        )


class SitesQuery(Paged):
    """Sites."""


class AuditQuery(Query):
    """Query for entries of the audit log, newest first."""

    before: int = Field(2**31 - 1, ge=1, le=2**31 - 1, description="only entries with a smaller `id`")
    limit: int = Field(100, ge=1, le=500, description="most entries in an answer")


class ShopQuery(Query):
    """A shop, and the days of its numbers."""

    tenant: Annotated[str, Field(pattern=f"^{NAME}$", description="tenant of the shop")]
    site: Annotated[str, Field(pattern=f"^{NAME}$", description="site of the shop")]
    from_: Day | None = Field(None, alias="from", description="first local day; default: 27 days before the last one")
    to: Day | None = Field(None, description="last local day, included; default: the newest day with numbers")

    @model_validator(mode="after")
    def _has_a_day(self) -> "ShopQuery":
        require_a_day(self.from_, self.to)
        return self


class CreativeQuery(Query):
    """A creative."""

    tenant: Annotated[str, Field(pattern=f"^{NAME}$", description="tenant of the creative")]
    creative: Creative


def report_request(filters: Filters) -> Request:
    """The filters of a query, as the request type that reports use."""
    return Request(filters.tenant, filters.from_, filters.to, tuple(filters.site))


def parse_query(kind: type[Q], params: QueryParams, path: Mapping[str, str] = MappingProxyType({})) -> Q:
    """Parse the query and the values in the path as their type. An empty value counts as missing, because forms send
    empty values.

    Raises UsageError.
    """
    lists = {field.alias or name for name, field in kind.model_fields.items() if "list[" in str(field.annotation)}
    values: dict[str, object] = {}
    for name in params:
        given = [value for value in params.getlist(name) if value != ""]
        if name in lists:
            values[name] = given
        elif len(given) > 1:
            raise UsageError(f"query: {_short(name)} was given {len(given)} times. Give it once.")
        elif given:
            values[name] = given[0]
    if doubled := sorted(values.keys() & path.keys()):
        raise UsageError(f"query: {doubled[0]} is already in the path.")
    try:
        return kind.model_validate(values | dict(path))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        if not fault["loc"]:  # of the whole query, in words of ours
            raise UsageError(f"query: {fault['msg'].removeprefix('Value error, ')}.") from None
        place = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == NOT_A_DAY:
            typed = _short(str(values.get(place)))
            write = "Write it as year-month-day, such as 2026-11-24."
            raise UsageError(f"query: {place} is wrong: '{typed}' is not a day. {write}") from None
        known = ", ".join(field.alias or name for name, field in kind.model_fields.items())
        why = (
            f"is not a parameter. Known parameters: {known}"
            if fault["type"] == "extra_forbidden"
            else f"is wrong: {fault['msg']}"
        )
        raise UsageError(f"query: {_short(place)} {why}.") from None


def parse_form(kind: type[Q], form: Mapping[str, str]) -> Q:
    """Parse the fields of a form that belong to the type; other fields are ignored. Raises UsageError."""
    return parse_query(kind, QueryParams({name: form[name] for name in kind.model_fields if name in form}))


def _short(name: str) -> str:
    return "".join(letter for letter in name[:40] if letter.isprintable())
