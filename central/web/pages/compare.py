"""Page on which adverts are chosen and compared: their difference, and their curves over each other."""

from dataclasses import dataclass

from starlette.responses import Response

from central.languages.language import Language
from central.measures import MEASURES
from central.reports import answers
from central.reports.creatives import Search, creative_summaries
from central.reports.rendering.method import label
from central.reports.rendering.page import view as page_of
from central.reports.rendering.page_creative import Creative, creative_part
from central.reports.rendering.page_verdicts import comparison_verdict
from central.reports.rendering.table import comparison_csv
from central.reports.rendering.verdicts import comparison_headline
from central.reports.values import Report
from central.web.pages.exports import contents, export_links, export_routes, exported, strips_of
from central.web.pages.links import creative_path, with_query
from central.web.queries import ComparePageQuery, Filters, parsed, request_of
from central.web.report_lane import DAYS, Weight
from central.web.request_context import RequestContext
from central.web.routes import page

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Compared:
    """One advert of a comparison, and its own page."""

    part: Creative
    path: str


def labels(t: Language) -> dict[str, str]:
    """Names of the numbers to choose from."""
    return {name: label(name, t) for name in MEASURES}


def show(context: RequestContext) -> Response:
    """The comparison, or the choice of adverts where fewer than two are named."""
    query = parsed(ComparePageQuery, context.query)
    if len(set(query.creative)) < 2:
        return _choice(context, query)
    names, request = list(query.creative), request_of(query)
    with context.reading() as connection:
        found = answers.answer_comparison(connection, context.scope, names, query.measure, request, context.now_ms)
    filters = Filters(from_=query.from_, to=query.to, site=query.site)
    return context.page(
        "compare.html.j2",
        headline=comparison_headline(found, context.t),
        verdict=comparison_verdict(found, context.t),
        parts=[_compared(each, index, filters, context.t) for index, each in enumerate(found.reports, 1)],
        query=query,
        measures=labels(context.t),
        exports=export_links("/compare", query),
        other=with_query("/compare", query, creative=names[:1]),
    )


def _compared(report: Report, index: int, filters: Filters, t: Language) -> Compared:
    path = with_query(creative_path(report.tenant, report.creative), filters)
    return Compared(creative_part(report, (), index, t=t), path)


def export(context: RequestContext, kind: str) -> Response:
    """The comparison as a file."""
    query = parsed(ComparePageQuery, context.query)
    names, request = list(query.creative), request_of(query)
    with context.reading() as connection:
        found = answers.answer_comparison(connection, context.scope, names, query.measure, request, context.now_ms)
    content = contents(
        context,
        found,
        lambda: comparison_csv(found),
        lambda: page_of(found.reports, strips_of(context, found.reports), found, t=context.t),
    )
    return exported(context, kind, "comparison", f"comparison {' '.join(names)}", content)


def _choice(context: RequestContext, query: ComparePageQuery) -> Response:
    with context.reading() as connection:
        found = creative_summaries(connection, context.scope, Search(order="name"), request_of(query))[:AT_ONCE]
    return context.page("compare_choice.html.j2", creatives=found, chosen=set(query.creative), query=query)


ROUTES = [page("/compare", show, weight=Weight(("creative", *DAYS))), *export_routes("/compare", export)]
