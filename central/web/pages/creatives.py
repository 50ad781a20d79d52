"""List of creatives: plays, visits that saw them, smiles with interval, reported share, and a small curve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import Route

from central.languages.language import Language
from central.reports.creative_values import CreativeSummary, Overview
from central.reports.creatives import ORDERS, Search, creative_summaries
from central.reports.kept_lists import ShownList, asked_tenants, kept_keys, read_list
from central.reports.overview import creative_overviews
from central.reports.rendering.change_words import change_short
from central.reports.rendering.seen_words import seen_short
from central.reports.rendering.text import percent_digits, percent_text, reason_text, span_text
from central.web import sparkline
from central.web.pages.links import add_query, creative_path
from central.web.pages.ranges import ALL_DAYS, days_path, find_ranges, kept_range_links
from central.web.queries import Filters, ListPageQuery, parse_query, report_request
from central.web.report_lane import BY_DAYS
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route

AT_ONCE = 25
LEAST_TOP = 0.1
"""Lowest value at which the axis of a small plot may end, so that noise around 0 does not fill the plot."""


@dataclass(frozen=True, slots=True)
class Row:
    """One creative as a row of the page."""

    summary: CreativeSummary
    seen: str
    reported_share: float | None
    smiles: str
    interval: str
    reason: str
    differs: str
    since: str
    curve_svg: str
    interval_svg: str

    @property
    def title(self) -> str:
        """Name of the creative, or its id if it has no name."""
        return self.summary.name or self.summary.creative


@dataclass(frozen=True, slots=True)
class _Listing:
    """Creatives in the chosen order, and what the rows of the shown ones have. `night`: the list that was computed at
    night.
    """

    found: list[CreativeSummary]
    overviews: dict[tuple[str, str], Overview]
    night: ShownList | None = None


def show(context: RequestContext) -> Response:
    """Page with the creatives, searched and sorted as in the query."""
    query = parse_query(ListPageQuery, context.query)
    kept = _kept_keys(context, query)
    if query.last is None or query.from_ or query.to:
        return _render(context, query.model_copy(update={"last": None}), _compute(context, query), kept)
    night = _read_kept(context, query, kept.get(query.last))
    if night is None:
        return redirect(_path_of_days(context, query))
    return _render(context, query, _Listing(night.found, night.overviews, night), kept)


def _compute(context: RequestContext, query: ListPageQuery) -> _Listing:
    """The list of the chosen days and shops, computed now."""
    with context.read_view() as connection:
        found = creative_summaries(connection, context.scope, _search(query), report_request(query))
        shown = found[query.offset : query.offset + AT_ONCE]
        return _Listing(found, creative_overviews(connection, context.scope, shown, report_request(query)))


def _read_kept(context: RequestContext, query: ListPageQuery, key: str | None) -> ShownList | None:
    if key is None:
        return None
    with context.read_view() as connection:
        tenants = asked_tenants(connection, context.scope, query.tenant)
        return read_list(connection, context.scope, tenants, key, _search(query))


def _kept_keys(context: RequestContext, query: ListPageQuery) -> dict[str, str]:
    """Keys of the lists that were computed at night, by the name of their range. None for chosen shops."""
    if query.site:
        return {}
    with context.read_view() as connection:
        tenants = asked_tenants(connection, context.scope, query.tenant)
        keys = kept_keys(connection, context.scope, tenants, context.now_ms)
    return {each.name: each.key for each in find_ranges(context, query) if each.key in keys}


def _path_of_days(context: RequestContext, query: ListPageQuery) -> str:
    """Path of the list of the same range, computed when it is opened."""
    found = next((each for each in find_ranges(context, query) if each.name == query.last), ALL_DAYS)
    return days_path("/creatives", query, found)


def _search(query: ListPageQuery) -> Search:
    return Search(query.search, query.tag, query.sort)


def _render(context: RequestContext, query: ListPageQuery, listing: _Listing, kept: Mapping[str, str]) -> Response:
    shown, night = listing.found[query.offset : query.offset + AT_ONCE], listing.night
    filters = Filters(from_=query.from_, to=query.to, site=query.site)
    if night is not None:
        filters = Filters(from_=night.from_day, to=night.to_day)
    return context.render_page(
        "creatives.html.j2",
        rows=_rows(shown, listing.overviews, context.t),
        total=len(listing.found),
        is_marked=any(_difference_words(one, context.t) for one in listing.found),
        first=query.offset + 1,
        query=query,
        night=night,
        filters=filters,
        ranges=kept_range_links(context, "/creatives", query, kept),
        orders=list(ORDERS),
        link=lambda **changed: add_query("/creatives", query, **changed),
        of=lambda row: add_query(creative_path(row.summary.tenant, row.summary.creative), filters),
        at_once=AT_ONCE,
    )


def _rows(shown: Sequence[CreativeSummary], details: dict[tuple[str, str], Overview], t: Language) -> list[Row]:
    means = [one.smile.high or one.smile.mean or 0.0 for one in shown]
    seconds = [cell.value or 0.0 for one in shown for cell in details[one.tenant, one.creative].curve]
    tops = max([LEAST_TOP, *means]), max([LEAST_TOP, *seconds])
    return [_creative_row(one, details[one.tenant, one.creative], tops, t) for one in shown]


def _creative_row(one: CreativeSummary, overview: Overview, tops: tuple[float, float], t: Language) -> Row:
    found, (top, curve_top) = one.smile, tops
    digits = percent_digits(found.low, found.high)
    return Row(
        summary=one,
        seen=seen_short(overview.seen, t),
        reported_share=overview.reported_share,
        smiles=percent_text(found.mean, digits, t),
        interval=span_text("smile", found.low, found.high, digits, t) if found.low is not None else "",
        reason="" if found.low is not None else reason_text(found.reason, overview.unit, t),
        differs=_difference_words(one, t),
        since=change_short(one.change, t, is_shown=one.is_change_shown),
        curve_svg=sparkline.curve_svg(overview.curve, curve_top, sparkline.curve_label(overview.curve, t)),
        interval_svg=sparkline.interval_svg(found, top),
    )


def _difference_words(one: CreativeSummary, t: Language) -> str:
    """Difference from the other ads of the list; empty if it is not more than chance."""
    if one.differs is None or not one.differs.is_shown or one.differs.mean is None:
        return ""
    mean = one.differs.mean
    points = t("size.points", points=t.fixed_quantity(abs(100 * mean), 1))
    return t("creatives.differs_more" if mean > 0 else "creatives.differs_less", points=points)


ROUTES: list[Route] = [page_route("/creatives", show, weight=BY_DAYS)]
