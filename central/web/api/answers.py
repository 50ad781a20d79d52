"""Functions of the API: the same values as the commands print."""

from datetime import datetime, timezone

from pydantic import BaseModel, ConfigDict

from central.alerts.codes import cure_of
from central.reports import answers
from central.reports.comment_answers import Asked as About
from central.reports.comment_answers import comments
from central.reports.comment_values import CommentTrend
from central.reports.creative_values import CreativeList
from central.reports.creatives import Search, creatives
from central.reports.experiment_values import Comparison, Experiment
from central.reports.fleet import fleet, sites
from central.reports.fleet_values import Fleet, SiteList
from central.reports.playlist_values import PlaylistList
from central.reports.playlists import playlists
from central.reports.recommendation import recommend
from central.reports.recommendation_values import Recommendation
from central.reports.selection import Request, find_creatives
from central.reports.trend_values import Trend
from central.reports.values import Report
from central.store import audit
from central.store.creatives import checked_title, set_creative
from central.store.open_alerts import OpenAlert, raised_alerts, snoozes
from central.store.users import Role
from central.web.api.values import AlertList, AuditEntry, AuditList, RaisedAlert
from central.web.asked import Asked
from central.web.queries import (
    AlertsQuery,
    AuditQuery,
    CommentsQuery,
    CompareQuery,
    CreativeQuery,
    ExperimentQuery,
    FleetQuery,
    ListQuery,
    Paged,
    PlaylistsQuery,
    ReportQuery,
    SitesQuery,
    Title,
    TrendQuery,
    request_of,
)
from central.web.recommendation_query import RecommendationQuery, wanted_of


def creative_list(asked: Asked, query: ListQuery) -> CreativeList:
    """Creatives with the numbers that matter."""
    with asked.reading() as connection:
        search = Search(query.search, query.tag, query.sort)
        found = creatives(connection, asked.scope, search, request_of(query))
    return CreativeList(creatives=found[_part(query)], total=len(found), next=_next(query, len(found)))


def report(asked: Asked, query: ReportQuery) -> Report:
    """One creative."""
    with asked.reading() as connection:
        (found,) = answers.reports(connection, asked.scope, [query.creative], request_of(query), asked.now_ms)
    return found


def comparison(asked: Asked, query: CompareQuery) -> Comparison:
    """Creatives beside each other."""
    names = list(query.creative)
    with asked.reading() as connection:
        return answers.comparison(connection, asked.scope, names, query.measure, request_of(query), asked.now_ms)


def experiment(asked: Asked, query: ExperimentQuery) -> Experiment:
    """One experiment."""
    request, at_ms = request_of(query), asked.now_ms
    with asked.reading() as connection:
        return answers.experiment(connection, asked.scope, query.id, query.measure, query.at, request, at_ms)


def trend(asked: Asked, query: TrendQuery) -> Trend:
    """Weeks of creatives."""
    names, request = list(query.creative), request_of(query)
    with asked.reading() as connection:
        return answers.trend(connection, asked.scope, names, query.tag, query.measure, request, asked.now_ms)


def comment_trend(asked: Asked, query: CommentsQuery) -> CommentTrend:
    """Weeks of comments."""
    about = About(query.tag, query.creative)
    with asked.reading() as connection:
        return comments(connection, asked.scope, about, request_of(query), asked.now_ms)


def recommendation(asked: Asked, query: RecommendationQuery) -> Recommendation:
    """Weights for a site."""
    with asked.reading() as connection:
        return recommend(connection, asked.scope, wanted_of(query), asked.now_ms, query.at).value


def kiosks(asked: Asked, query: FleetQuery) -> Fleet:
    """State of every kiosk."""
    with asked.reading() as connection:
        found = fleet(connection, asked.scope, asked.now_ms)
    wanted = [
        kiosk for kiosk in found.kiosks if query.tenant in (None, kiosk.tenant) and query.state in (None, kiosk.state)
    ]
    part = {"kiosks": wanted[_part(query)], "total": len(wanted), "next": _next(query, len(wanted))}
    return found.model_copy(update=part)


def playlist_list(asked: Asked, query: PlaylistsQuery) -> PlaylistList:
    """Playlists from headquarters."""
    with asked.reading() as connection:
        is_admin = asked.identity.role >= Role.ADMIN
        found = playlists(connection, asked.scope, asked.now_ms, query.version, with_people=is_admin)
    return found.model_copy(update={"kiosks": found.kiosks[_part(query)], "next": _next(query, found.total)})


def site_list(asked: Asked, query: SitesQuery) -> SiteList:
    """Sites."""
    with asked.reading() as connection:
        found = sites(connection, asked.scope)
    return found.model_copy(update={"sites": found.sites[_part(query)], "next": _next(query, found.total)})


def audit_list(asked: Asked, query: AuditQuery) -> AuditList:
    """The audit log."""
    with asked.reading() as connection:
        found = audit.entries(connection, query.before, query.limit)
    entries = [
        AuditEntry(
            id=each.id,
            at=datetime.fromtimestamp(each.at_ms / 1000, timezone.utc),
            who=each.who,
            what=each.what,
            detail=each.detail,
            address=each.address,
        )
        for each in found
    ]
    return AuditList(entries=entries, next=entries[-1].id if len(entries) == query.limit else None)


def alert_list(asked: Asked, query: AlertsQuery) -> AlertList:
    """Open alerts."""
    with asked.reading() as connection:
        found = raised_alerts(connection, asked.scope)
        quiet = snoozes(connection, asked.now_ms)
    found = [alert for alert in found if query.code in (None, alert.code)]
    listed = [_alert(alert, is_snoozed=any(each.covers(*alert.key) for each in quiet)) for alert in found[_part(query)]]
    return AlertList(alerts=listed, total=len(found), next=_next(query, len(found)))


def _alert(alert: OpenAlert, *, is_snoozed: bool) -> RaisedAlert:
    tenant, site, device = alert.place.split("/") if alert.place else (None, None, None)
    return RaisedAlert(
        code=alert.code,
        severity=alert.severity,
        tenant=tenant,
        site=site,
        device=device,
        text=alert.text,
        cure=cure_of(alert.code),
        since=datetime.fromtimestamp(alert.first_ms / 1000, timezone.utc),
        snoozed=is_snoozed,
    )


class CreativePatch(BaseModel):
    """Name and tag of a creative: "" takes one away, one that is left out stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Title | None = None
    tag: Title | None = None


def set_titles(asked: Asked, query: CreativeQuery, patch: CreativePatch) -> CreativeList:
    """Names a creative that may be seen, and gives it back."""
    key = f"{query.tenant}/{query.creative}"
    given = patch.model_dump(exclude_none=True)
    with asked.reading() as connection:
        find_creatives(connection, asked.scope, [key], query.tenant)
    if given:
        set_creative(asked.services.store, key, {name: checked_title(value) for name, value in given.items()})
        with asked.writing() as connection:
            asked.record(connection, "creative.set", f"{key}: {', '.join(sorted(given))}")
    with asked.reading() as connection:
        found = creatives(connection, asked.scope, Search(query.creative), Request(query.tenant))
    same = [one for one in found if one.creative == query.creative]
    return CreativeList(creatives=same, total=len(same), next=None)


def _part(query: Paged) -> slice:
    return slice(query.offset, query.offset + query.limit)


def _next(query: Paged, total: int) -> int | None:
    end = query.offset + query.limit
    return end if end < total else None
