"""Page of the kiosks: their state, missing messages and problems. Kiosks that need attention come first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from starlette.responses import Response

from central.languages.language import Language
from central.languages.recognition import translate_known
from central.reports.fleet import read_fleet
from central.reports.fleet_values import Kiosk
from central.reports.rendering.text import age_text
from central.store.quarantine import KEEP_DAYS, reason_counts
from central.store.users import Role
from central.web.pages.links import add_query
from central.web.queries import FleetPageQuery, parse_query
from central.web.request_context import RequestContext
from central.web.routes import page_route

RELOAD_S = 60
AT_ONCE = 100
MANY_UNSENT = 100
NEEDS = ("silent", "degraded", "unknown", "offline")
"""States that need attention. The worst state comes first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One kiosk as a row of the page. `heard`: age of the kiosk's last message."""

    kiosk: Kiosk
    heard: str
    needs: bool


def show(context: RequestContext) -> Response:
    """Page with the kiosks, and the number of kiosks by state. Each number is a link that filters the kiosks."""
    query = parse_query(FleetPageQuery, context.query)
    sees_all = context.identity.role >= Role.ADMIN and context.scope.patterns is None
    with context.read_view() as connection:
        found = read_fleet(connection, context.scope, context.now_ms)
        quarantined = reason_counts(connection) if sees_all else {}
    wanted = [kiosk for kiosk in found.kiosks if query.matches(kiosk)]
    shown = sorted(wanted, key=_rank)[query.offset : query.offset + AT_ONCE]
    end = query.offset + AT_ONCE
    states = {state: number for state, number in found.states.model_dump().items() if number}
    only = partial(add_query, "/fleet", query, offset=0)
    return context.render_page(
        "fleet.html.j2",
        rows=[_row(kiosk, found.generated, context.t) for kiosk in shown],
        total=found.total,
        in_need=sum(1 for kiosk in found.kiosks if needs_attention(kiosk)),
        states=[(name, number, only(state=name, staff=None)) for name, number in states.items()],
        undeclared=found.staff_undeclared,
        with_undeclared=only(state=None, staff="undeclared"),
        query=query,
        versions=_versions(found.kiosks),
        has_playlists=any(kiosk.playlist or kiosk.wanted_playlist for kiosk in found.kiosks),
        quarantined=quarantined,
        quarantine_days=KEEP_DAYS,
        next=add_query("/fleet", query, offset=end) if end < len(wanted) else "",
        reload_s=query.reload,
        reload=add_query("/fleet", query, reload=None if query.reload else RELOAD_S),
        every_s=RELOAD_S,
        said=partial(translate_known, "alert", context.t),
    )


def needs_attention(kiosk: Kiosk) -> bool:
    """True for a kiosk that is silent, is not well, has reported a problem, or has queued messages."""
    return kiosk.state in NEEDS or bool(kiosk.alerts) or (kiosk.unsent or 0) >= MANY_UNSENT


def _rank(kiosk: Kiosk) -> tuple[bool, int, int, int, str]:
    """Sort key of a kiosk: kiosks that need attention come first, sorted by state, number of problems, and number of
    messages.
    """
    state = NEEDS.index(kiosk.state) if kiosk.state in NEEDS else len(NEEDS)
    worst = sum(2 if alert.severity == "error" else 1 for alert in kiosk.alerts)
    messages = (kiosk.unsent or 0) + (kiosk.missing or 0) + kiosk.lost
    return not needs_attention(kiosk), state, -worst, -messages, f"{kiosk.tenant}/{kiosk.site}/{kiosk.device}"


def _row(kiosk: Kiosk, at: datetime, t: Language) -> Row:
    heard = "" if kiosk.received is None else age_text((at - kiosk.received).total_seconds(), t)
    return Row(kiosk, heard, needs_attention(kiosk))


def _versions(kiosks: Sequence[Kiosk]) -> list[tuple[str, int]]:
    """Program versions with the number of kiosks, most frequent first."""
    known = [kiosk.version for kiosk in kiosks if kiosk.version]
    return sorted(((version, known.count(version)) for version in set(known)), key=lambda each: (-each[1], each[0]))


ROUTES = [page_route("/fleet", show)]
