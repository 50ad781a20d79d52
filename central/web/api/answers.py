"""Functions of the API. They return the same values that the commands print."""

from datetime import datetime, timezone

from pydantic import BaseModel, ConfigDict

from central.alerts.codes import cure_text
from central.reports import answers
from central.reports.comment_answers import CreativeFilter, answer_comments
from central.reports.comment_values import CommentTrend
from central.reports.creative_values import CreativeList
from central.reports.creatives import Search, creative_summaries
from central.reports.experiment_values import Comparison, Experiment
from central.reports.fleet import read_fleet, read_sites
from central.reports.fleet_values import Fleet, SiteList
from central.reports.impression_values import Impressions
from central.reports.impressions import answer_impressions
from central.reports.lift import answer_lift
from central.reports.lift_list import list_lifts
from central.reports.lift_values import Lift, LiftForecast, LiftList
from central.reports.plan import plan_experiment
from central.reports.plan_figures import read_figures
from central.reports.plan_values import Plan
from central.reports.playlist_values import PlaylistList
from central.reports.playlists import read_playlists
from central.reports.recommendation import recommend
from central.reports.recommendation_values import Recommendation
from central.reports.rollout import read_rollouts
from central.reports.rollout_values import RolloutList
from central.reports.sales_days import SalesList, read_stored_sales
from central.reports.selection import Request, find_creatives
from central.reports.shop import answer_shop
from central.reports.shop_values import Shop
from central.reports.tenant_overview_values import TenantOverview
from central.reports.trend_values import Trend
from central.reports.values import Report
from central.store import audit
from central.store.creatives import check_title, set_creative
from central.store.lift_plans import list_plans
from central.store.open_alerts import OpenAlert, active_snoozes, raised_alerts
from central.store.users import Role
from central.web.api.values import AlertList, AuditEntry, AuditList, RaisedAlert
from central.web.experiment_looks import note_lift_looks, note_listed_looks, note_look
from central.web.lift_answers import answer_forecast, lift_request, viewer_of
from central.web.lift_queries import ForecastQuery, LiftQuery, LiftsQuery, SalesQuery
from central.web.overview import read_overview
from central.web.plan_query import PlanQuery, plan_request
from central.web.playlist_queries import PlaylistsQuery
from central.web.queries import (
    AlertsQuery,
    AuditQuery,
    CommentsQuery,
    CompareQuery,
    CreativeQuery,
    ExperimentQuery,
    FleetQuery,
    ListQuery,
    OverviewQuery,
    Paged,
    Query,
    ReportQuery,
    ShopQuery,
    SitesQuery,
    Title,
    TrendQuery,
    report_request,
)
from central.web.recommendation_query import RecommendationQuery, find_wanted_recommendation
from central.web.request_context import RequestContext
from central.web.routes import require_all_shops


def overview(context: RequestContext, query: OverviewQuery) -> TenantOverview:
    """Overview of one tenant."""
    found = read_overview(context, query.tenant)
    note_listed_looks(context, found.experiments)
    return found


def creative_list(context: RequestContext, query: ListQuery) -> CreativeList:
    """Creatives with their most important numbers."""
    with context.read_view() as connection:
        search = Search(query.search, query.tag, query.sort)
        found = creative_summaries(connection, context.scope, search, report_request(query))
    return CreativeList(creatives=found[part_slice(query)], total=len(found), next=next_offset(query, len(found)))


def report(context: RequestContext, query: ReportQuery) -> Report:
    """Report of one creative."""
    with context.read_view() as connection:
        (found,) = answers.answer_reports(
            connection, context.scope, [query.creative], report_request(query), context.now_ms
        )
    return found


def impressions(context: RequestContext, query: ReportQuery) -> Impressions:
    """Impressions of one creative."""
    with context.read_view() as connection:
        return answer_impressions(connection, context.scope, query.creative, report_request(query), context.now_ms)


def comparison(context: RequestContext, query: CompareQuery) -> Comparison:
    """Comparison of creatives."""
    names = list(query.creative)
    with context.read_view() as connection:
        return answers.answer_comparison(
            connection, context.scope, names, query.measure, report_request(query), context.now_ms
        )


def experiment(context: RequestContext, query: ExperimentQuery) -> Experiment:
    """One experiment."""
    request, at_ms = report_request(query), context.now_ms
    with context.read_view() as connection:
        found = answers.answer_experiment(connection, context.scope, query.id, query.measure, query.at, request, at_ms)
    note_look(context, found.tenant, found.id)
    return found


def lift(context: RequestContext, query: LiftQuery) -> Lift:
    """Lift of an experiment by day."""
    with context.read_view() as connection:
        found = answer_lift(connection, context.scope, lift_request(query), context.now_ms)
    note_look(context, found.tenant, found.experiment)
    return found


def lift_list(context: RequestContext, query: LiftsQuery) -> LiftList:
    """Experiments by day with their answers in brief."""
    with context.read_view() as connection:
        names = list_plans(connection, context.scope)
        found = list_lifts(connection, viewer_of(context), names[part_slice(query)])
    note_lift_looks(context, found)
    return LiftList(experiments=found, total=len(names), next=next_offset(query, len(names)))


def lift_forecast(context: RequestContext, query: ForecastQuery) -> LiftForecast:
    """Smallest lift that an experiment would find."""
    with context.read_view() as connection:
        return answer_forecast(connection, context, query)


def sales_list(context: RequestContext, query: SalesQuery) -> SalesList:
    """Stored days of sales, without amounts."""
    with context.read_view() as connection:
        stored = read_stored_sales(connection, context.scope, query.tenant)
    found = [one for one in stored if query.product in (None, one.product)]
    products = sorted({one.product for one in stored})
    return SalesList(
        sales=found[part_slice(query)], products=products, total=len(found), next=next_offset(query, len(found))
    )


def plan(context: RequestContext, query: PlanQuery) -> Plan:
    """Plan of an experiment."""
    asked = plan_request(query)
    with context.read_view() as connection:
        figures = read_figures(connection, context.scope, asked)
    return plan_experiment(asked, figures, context.now_ms)


def trend(context: RequestContext, query: TrendQuery) -> Trend:
    """Weekly results of creatives."""
    names, request = list(query.creative), report_request(query)
    with context.read_view() as connection:
        return answers.answer_trend(connection, context.scope, names, query.tag, query.measure, request, context.now_ms)


def comment_trend(context: RequestContext, query: CommentsQuery) -> CommentTrend:
    """Weekly comments."""
    chosen = CreativeFilter(query.tag, query.creative)
    with context.read_view() as connection:
        return answer_comments(connection, context.scope, chosen, report_request(query), context.now_ms)


def recommendation(context: RequestContext, query: RecommendationQuery) -> Recommendation:
    """Recommended weights for a site."""
    with context.read_view() as connection:
        return recommend(connection, context.scope, find_wanted_recommendation(query), context.now_ms, query.at).value


def kiosks(context: RequestContext, query: FleetQuery) -> Fleet:
    """State of every kiosk."""
    with context.read_view() as connection:
        found = read_fleet(connection, context.scope, context.now_ms)
    wanted = [kiosk for kiosk in found.kiosks if query.matches(kiosk)]
    part = {"kiosks": wanted[part_slice(query)], "total": len(wanted), "next": next_offset(query, len(wanted))}
    return found.model_copy(update=part)


def rollouts(context: RequestContext, _: Query) -> RolloutList:
    """Rollouts of programs."""
    with context.read_view() as connection:
        is_admin = context.identity.role >= Role.ADMIN
        return read_rollouts(connection, context.scope, context.now_ms, with_people=is_admin)


def playlist_list(context: RequestContext, query: PlaylistsQuery) -> PlaylistList:
    """Playlists from headquarters."""
    with context.read_view() as connection:
        is_admin = context.identity.role >= Role.ADMIN
        found = read_playlists(connection, context.scope, context.now_ms, query.version, with_people=is_admin)
    return found.model_copy(update={"kiosks": found.kiosks[part_slice(query)], "next": next_offset(query, found.total)})


def site_list(context: RequestContext, query: SitesQuery) -> SiteList:
    """Sites."""
    with context.read_view() as connection:
        found = read_sites(connection, context.scope)
    return found.model_copy(update={"sites": found.sites[part_slice(query)], "next": next_offset(query, found.total)})


def shop(context: RequestContext, query: ShopQuery) -> Shop:
    """One shop."""
    days = (query.from_, query.to)
    with context.read_view() as connection:
        return answer_shop(connection, context.scope, query.tenant, query.site, days, context.now_ms)


def audit_list(context: RequestContext, query: AuditQuery) -> AuditList:
    """Audit log of the tenants whose sites are all visible."""
    with context.read_view() as connection:
        found = audit.audit_entries(connection, context.scope, query.before, query.limit)
    entries = [
        AuditEntry(
            id=each.id,
            at=datetime.fromtimestamp(each.at_ms / 1000, timezone.utc),
            who=each.who,
            what=each.what,
            detail=each.detail,
            address=each.address,
            tenant=each.tenant,
        )
        for each in found
    ]
    return AuditList(entries=entries, next=entries[-1].id if len(entries) == query.limit else None)


def alert_list(context: RequestContext, query: AlertsQuery) -> AlertList:
    """Open alerts."""
    with context.read_view() as connection:
        found = raised_alerts(connection, context.scope)
        quiet = active_snoozes(connection, context.now_ms)
    found = [alert for alert in found if query.code in (None, alert.code)]
    listed = [
        _raised_alert(alert, is_snoozed=any(each.is_snoozing(*alert.key) for each in quiet))
        for alert in found[part_slice(query)]
    ]
    return AlertList(alerts=listed, total=len(found), next=next_offset(query, len(found)))


def _raised_alert(alert: OpenAlert, *, is_snoozed: bool) -> RaisedAlert:
    tenant, site, device = alert.place.split("/") if alert.place else (None, None, None)
    return RaisedAlert(
        code=alert.code,
        severity=alert.severity,
        tenant=tenant,
        site=site,
        device=device,
        text=alert.text,
        cure=cure_text(alert.code),
        since=datetime.fromtimestamp(alert.first_ms / 1000, timezone.utc),
        snoozed=is_snoozed,
    )


class CreativePatch(BaseModel):
    """Name and tag of a creative. An empty text deletes the value, and an omitted value is unchanged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Title | None = None
    tag: Title | None = None


def set_titles(context: RequestContext, query: CreativeQuery, patch: CreativePatch) -> CreativeList:
    """Set the name and tag of a visible creative, and return it."""
    key = f"{query.tenant}/{query.creative}"
    given = patch.model_dump(exclude_none=True)
    with context.read_view() as connection:
        find_creatives(connection, context.scope, [key], query.tenant)
    require_all_shops(context, query.tenant)
    if given:
        set_creative(context.services.store, key, {name: check_title(value) for name, value in given.items()})
        with context.begin_write() as connection:
            context.record(connection, "creative.set", f"{key}: {', '.join(sorted(given))}", query.tenant)
    with context.read_view() as connection:
        found = creative_summaries(connection, context.scope, Search(query.creative), Request(query.tenant))
    same = [one for one in found if one.creative == query.creative]
    return CreativeList(creatives=same, total=len(same), next=None)


def part_slice(query: Paged) -> slice:
    """Slice of a list that a query asks for."""
    return slice(query.offset, query.offset + query.limit)


def next_offset(query: Paged, total: int) -> int | None:
    """Offset of the next page of a list; None on the last page."""
    end = query.offset + query.limit
    return end if end < total else None
