"""Page on which users choose and compare ads. It shows the difference and the curves of the ads in one plot."""

from dataclasses import dataclass

from starlette.responses import Response

from central.languages.language import Language
from central.measures import MEASURES
from central.reports import answers
from central.reports.creatives import Search, creative_summaries
from central.reports.rendering.limits import comparison_limitation_sentences
from central.reports.rendering.method import short_label
from central.reports.rendering.page import build_page as page_of
from central.reports.rendering.page_creative import Creative, creative_part
from central.reports.rendering.page_verdicts import comparison_verdict
from central.reports.rendering.table import comparison_csv
from central.reports.rendering.verdicts import comparison_headline
from central.reports.values import Report
from central.web.pages.exports import export_contents, export_links, export_routes, file_response, film_strips
from central.web.pages.links import add_query, creative_path
from central.web.pages.ranges import range_links
from central.web.queries import ComparePageQuery, ExperimentQuery, Filters, parse_query, report_request
from central.web.report_lane import DAYS, Weight
from central.web.request_context import RequestContext
from central.web.routes import page_route

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Compared:
    """One ad of a comparison, with the address of its own page."""

    part: Creative
    path: str


def measure_labels(t: Language) -> dict[str, str]:
    """Names of the measures to choose from."""
    return {name: short_label(name, t) for name in MEASURES}


def show(context: RequestContext) -> Response:
    """Page with the comparison, or with the choice of ads if fewer than two are named."""
    query = parse_query(ComparePageQuery, context.query)
    if len(set(query.creative)) < 2:
        return _choice(context, query)
    names, request = list(query.creative), report_request(query)
    with context.read_view() as connection:
        found = answers.answer_comparison(connection, context.scope, names, query.measure, request, context.now_ms)
    filters = Filters(from_=query.from_, to=query.to, site=query.site)
    return context.render_page(
        "compare.html.j2",
        research=any(report.research for report in found.reports),
        headline=comparison_headline(found, context.t),
        verdict=comparison_verdict(found, context.t),
        limits=comparison_limitation_sentences(found.reports, context.t),
        parts=[_compared(each, index, filters, context.t) for index, each in enumerate(found.reports, 1)],
        experiments=[
            (name, add_query("/experiments/show", ExperimentQuery(tenant=found.tenant, id=name, measure=query.measure)))
            for name in found.experiments
        ],
        query=query,
        ranges=range_links(context, "/compare", query),
        measures=measure_labels(context.t),
        exports=export_links("/compare", query),
        other=add_query("/compare", query, creative=names[:1]),
    )


def _compared(report: Report, index: int, filters: Filters, t: Language) -> Compared:
    path = add_query(creative_path(report.tenant, report.creative), filters)
    return Compared(creative_part(report, (), index, t=t), path)


def export(context: RequestContext, kind: str) -> Response:
    """The comparison as a file."""
    query = parse_query(ComparePageQuery, context.query)
    names, request = list(query.creative), report_request(query)
    with context.read_view() as connection:
        found = answers.answer_comparison(connection, context.scope, names, query.measure, request, context.now_ms)
    content = export_contents(
        context,
        found,
        lambda: comparison_csv(found),
        lambda: page_of(found.reports, film_strips(context, found.reports), found, t=context.t),
    )
    return file_response(context, kind, "comparison", f"comparison {' '.join(names)}", content)


def _choice(context: RequestContext, query: ComparePageQuery) -> Response:
    with context.read_view() as connection:
        found = creative_summaries(connection, context.scope, Search(order="name"), report_request(query))[:AT_ONCE]
    return context.render_page("compare_choice.html.j2", creatives=found, chosen=set(query.creative), query=query)


ROUTES = [page_route("/compare", show, weight=Weight(("creative", *DAYS))), *export_routes("/compare", export)]
