"""Preview of a draft: one day on one kiosk, in the order that `vitrina screen plan` prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response

from central.errors import CentralError, NotFoundError
from central.playlists.preview import DayPlan, KioskDay, plan_day
from central.store.shops import read_shops
from central.store.sites import list_site_kiosks, site_zone
from central.store.users import Role
from central.web.playlist_drafts import DRAFT, OpenDraft, chosen_sites, draft_content, open_draft, utc_today
from central.web.playlist_queries import DayQuery
from central.web.queries import parse_query
from central.web.report_lane import REPORT
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route
from edge.playlist.plan import PlannedPlay

FIRST_HOUR = 10
"""Hour that is listed at first."""
FIRST_LINES = 24
"""Plays of the hour that are listed at first; the others are folded."""
MOST_KIOSKS = 200
"""Kiosks that the page offers."""
UTC = "UTC"


@dataclass(frozen=True, slots=True)
class Line:
    """One play of the list. `creative` None: nothing is shown."""

    time: str
    seconds: float
    creative: str | None
    experiment: str = ""
    arm: str = ""


def show(context: RequestContext) -> Response:
    """Page with the plays and seconds of each ad on the day, and the plays of one hour."""
    query = parse_query(DayQuery, context.query)
    with context.read_view() as connection:
        opened = open_draft(context, connection)
        try:
            content = draft_content(context, opened)
            sites = chosen_sites(context, connection, opened.tenant, opened.draft.shops)
        except CentralError:
            return redirect(f"{opened.path}?check=1")
        kiosks = list_site_kiosks(connection, sites, MOST_KIOSKS)
        if not kiosks:
            return context.render_page("playlist_day.html.j2", opened=opened, kiosks=kiosks)
        kiosk = query.kiosk or kiosks[0]
        site, _, device = kiosk.partition("/")
        if kiosk not in kiosks:
            raise NotFoundError(f"playlist: the playlist is not for a kiosk {kiosk}.")
        shops = read_shops(connection, context.scope).values()
        titles = {shop.site: shop.title for shop in shops if shop.tenant == opened.tenant}
        zone = site_zone(connection, f"{opened.tenant}/{site}") or UTC
    day = query.day or utc_today(context)
    hour = FIRST_HOUR if query.hour is None else query.hour
    plan = plan_day(content, KioskDay(site, device, zone, day), _film_seconds(opened))
    return context.render_page(
        "playlist_day.html.j2",
        opened=opened,
        kiosks=kiosks,
        kiosk=kiosk,
        titles=titles,
        day_shown=day,
        zone=zone,
        plan=plan,
        totals=_totals(opened, plan),
        hour=hour,
        first=FIRST_LINES,
        lines=hour_lines(plan.plays, zone, day, hour),
        without=sorted({str(each["id"]) for each in opened.draft.creatives} - plan.counts.keys()),
        ads={name: ad.title for name, ad in opened.ads.items()},
    )


def _film_seconds(opened: OpenDraft) -> dict[str, float]:
    return {name: ad.duration_ms / 1000 for name, ad in opened.ads.items() if ad.duration_ms}


def _totals(opened: OpenDraft, plan: DayPlan) -> list[tuple[str, int, float, float]]:
    """Ad, plays, seconds, and share of the shown time, the most shown ad first."""
    whole = sum(plan.seconds.values()) or 1.0
    names = [str(each["id"]) for each in opened.draft.creatives if each["id"] in plan.counts]
    found = [(name, plan.counts[name], plan.seconds[name], plan.seconds[name] / whole) for name in names]
    return sorted(found, key=lambda total: -total[2])


def hour_lines(plays: Sequence[PlannedPlay], zone: str, day: date, hour: int) -> list[Line]:
    """Plays that start within one local hour, and a longer gap that covers its first second."""
    tz, lines = ZoneInfo(zone), []
    for play in plays:
        at = datetime.fromtimestamp(play.at_s, tz)
        until = datetime.fromtimestamp(play.at_s + play.duration_s, tz)
        is_gap_over = play.item is None and at.hour < hour and (until.date() > day or until.hour >= hour)
        if at.hour == hour or is_gap_over:
            experiment = play.item.experiment if play.item else None
            of_experiment = (experiment.id, experiment.arm) if experiment else ("", "")
            creative = play.item.creative if play.item else None
            lines.append(Line(f"{at:%H:%M:%S}", play.duration_s, creative, *of_experiment))
    return lines


ROUTES = [page_route(f"{DRAFT}/day", show, needs=Role.EDITOR, weight=REPORT)]
