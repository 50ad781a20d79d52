"""Start page: what happened in the shops, what changed since the week before, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from central.languages.language import Language
from central.reasons import MIN_SITES
from central.reports.kept_values import AdDifferences, ListedExperiment
from central.reports.rendering.lift_words import listed_headline
from central.reports.rendering.overview_words import (
    comparison_sentences,
    day_plots,
    days_table,
    headline_sentences,
    since_text,
    value_of,
)
from central.reports.rendering.text import day_text
from central.reports.rendering.verdicts import difference_sentence, experiment_headline
from central.reports.tenant_overview import can_be_called, days_left
from central.reports.tenant_overview_values import Attention
from central.store.users import Role
from central.web.experiment_looks import note_listed_looks
from central.web.overview import read_overview
from central.web.pages.lift import lift_path
from central.web.pages.links import add_query
from central.web.queries import ExperimentQuery, OverviewQuery, parse_query
from central.web.request_context import RequestContext
from central.web.routes import page_route

MOST_EXPERIMENTS, MOST_PAIRS = 5, 3
FIRST_COMMAND = "vitrina-central kiosk enrol --site acme/berlin-7 --device door --tz Europe/Berlin"


@dataclass(frozen=True, slots=True)
class ExperimentRow:
    """An experiment as an entry of a list. `note`: how long it still takes, or that it has a result."""

    listed: ListedExperiment
    headline: str
    note: str
    is_done: bool
    path: str


def show(context: RequestContext) -> Response:
    """Start page of one owner."""
    query = parse_query(OverviewQuery, context.query)
    overview = read_overview(context, query.tenant)
    t = context.t
    if overview.to is None:
        may_enrol = context.identity.role >= Role.ADMIN
        return context.render_page("start_empty.html.j2", overview=overview, command=FIRST_COMMAND, may_enrol=may_enrol)
    plots, experiments = day_plots(overview, t), overview.experiments[:MOST_EXPERIMENTS]
    note_listed_looks(context, experiments)
    return context.render_page(
        "start.html.j2",
        research=has_research(experiments),
        overview=overview,
        headlines=headline_sentences(overview, t),
        compared=comparison_sentences(overview, t),
        numbers=[
            (each.measure, value_of(each, t), since_text(each, t), plots[each.measure]) for each in overview.measures
        ],
        days=days_table(overview.days, t),
        ads=[] if overview.ads is None else _ad_sentences(overview.ads, t),
        experiments=[experiment_row(each, context) for each in experiments],
        lifts=[(each, listed_headline(each, t), lift_path(each)) for each in overview.lifts],
        attention=_attention_lines(overview.attention, t),
        others=[tenant for tenant in overview.tenants if tenant != overview.tenant],
    )


def has_research(listed: Sequence[ListedExperiment]) -> bool:
    """True if a listed result comes from research."""
    return any(each.experiment is not None and each.experiment.research for each in listed)


def experiment_row(listed: ListedExperiment, context: RequestContext) -> ExperimentRow:
    """An experiment with its verdict in one sentence, or where to see it."""
    found, t = listed.experiment, context.t
    headline = (
        t(f"start.result_{listed.state}")
        if found is None
        else experiment_headline(found, t, may_plan=context.may_edit(listed.tenant))
    )
    path = add_query("/experiments/show", ExperimentQuery(tenant=listed.tenant, id=listed.id))
    return ExperimentRow(listed, headline, _time_note(listed, t), can_be_called(found), path)


def _time_note(listed: ListedExperiment, t: Language) -> str:
    found = listed.experiment
    if found is None or found.placebo:
        return ""
    if can_be_called(found):
        return t("start.callable")
    left = days_left(found)
    if left is None:
        return ""
    return t("start.days_wanted" if found.planned_end is None else "start.days_left", days=left)


def _ad_sentences(ads: AdDifferences, t: Language) -> list[str]:
    span = {"first": day_text(ads.from_day, t), "last": day_text(ads.to_day, t)}
    if not ads.pairs:
        return [t("start.ads_few", least=MIN_SITES)]
    if not ads.different:
        return [t("start.ads_chance", **span)]
    counts = t("start.ads_some", different=ads.different, pairs=ads.pairs, **span)
    return [counts, *(difference_sentence(ads.measure, pair, ads.names, "sites", t) for pair in ads.shown[:MOST_PAIRS])]


def _attention_lines(found: Attention, t: Language) -> list[tuple[str, str]]:
    """Text and link of each thing that needs a person."""
    counts = (
        ("unreachable", found.unreachable - found.unknown, "/fleet"),
        ("unknown", found.unknown, "/fleet?state=unknown"),
        ("degraded", found.degraded, "/fleet?state=degraded"),
        ("alerts", found.alerts, "/alerts"),
        ("waiting", found.waiting_playlists, "/playlists"),
        ("quarantined", found.quarantined or 0, "/fleet"),
    )
    return [(t(f"start.{name}", count=count), path) for name, count, path in counts if count]


ROUTES = [page_route("/", show)]
