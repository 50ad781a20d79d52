"""Page of the kiosks by state and shop. Kiosks that need attention come first, and all others are folded."""

from collections import Counter
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
from central.web.pages.kiosk_groups import Group, group_rows
from central.web.pages.links import add_query, shop_path
from central.web.pages.rollout import rollout_part
from central.web.queries import FleetPageQuery, parse_query
from central.web.request_context import RequestContext
from central.web.routes import page_route

RELOAD_S = 60
AT_ONCE = 100
MANY_UNSENT = 100
NEEDS = ("silent", "degraded", "unknown", "offline")
"""States that need attention. The worst state comes first."""
TROUBLE, WELL = "trouble", "well"
"""Groups of kiosks in other states: with alerts or many unsent messages, and without."""

Rank = tuple[bool, int, int, int, str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One kiosk as a row of the page. `heard`: age of the kiosk's last message."""

    kiosk: Kiosk
    heard: str

    @property
    def place(self) -> tuple[str, str]:
        """Tenant and site of the kiosk."""
        return self.kiosk.tenant, self.kiosk.site


def show(context: RequestContext) -> Response:
    """Page with the kiosks, and the number of kiosks by state. Each number is a link that filters the kiosks."""
    query = parse_query(FleetPageQuery, context.query)
    sees_all = context.identity.role >= Role.ADMIN and context.scope.patterns is None
    with context.read_view() as connection:
        found = read_fleet(connection, context.scope, context.now_ms)
        quarantined = reason_counts(connection) if sees_all else {}
        rollouts = rollout_part(context, connection) if query.is_first_page else {"rollouts": []}
    wanted = [kiosk for kiosk in found.kiosks if query.matches(kiosk)]
    shown = _sorted_by_shop(wanted)[query.offset : query.offset + AT_ONCE]
    end = query.offset + AT_ONCE
    states = {state: number for state, number in found.states.model_dump().items() if number}
    only = partial(add_query, "/fleet", query, offset=0)
    return context.render_page(
        "fleet.html.j2",
        groups=_groups(shown, wanted, found.generated, context.t, fold=query.is_first_page),
        total=found.total,
        in_need=sum(1 for kiosk in found.kiosks if needs_attention(kiosk)),
        states=[(name, number, only(state=name, staff=None)) for name, number in states.items()],
        undeclared=found.staff_undeclared,
        with_undeclared=only(state=None, staff="undeclared"),
        query=query,
        shop_path=shop_path,
        may_enrol=context.identity.role >= Role.ADMIN,
        has_tenants=len({kiosk.tenant for kiosk in found.kiosks}) > 1,
        versions=_versions(found.kiosks),
        has_playlists=any(kiosk.playlist or kiosk.wanted_playlist for kiosk in found.kiosks),
        quarantined=quarantined,
        quarantine_days=KEEP_DAYS,
        next=add_query("/fleet", query, offset=end) if end < len(wanted) else "",
        reload_s=query.reload,
        reload=add_query("/fleet", query, reload=None if query.reload else RELOAD_S),
        every_s=RELOAD_S,
        said=partial(translate_known, "alert", context.t),
        **rollouts,
    )


def needs_attention(kiosk: Kiosk) -> bool:
    """True for a kiosk that is silent, is not well, has reported a problem, or has queued messages."""
    return kiosk.state in NEEDS or bool(kiosk.alerts) or (kiosk.unsent or 0) >= MANY_UNSENT


def group_of(kiosk: Kiosk) -> str:
    """Group of a kiosk: its state if this needs attention, otherwise TROUBLE or WELL."""
    if kiosk.state in NEEDS:
        return kiosk.state
    return TROUBLE if needs_attention(kiosk) else WELL


def _groups(
    shown: Sequence[Kiosk], wanted: Sequence[Kiosk], at: datetime, t: Language, *, fold: bool
) -> list[Group[Row]]:
    """Groups of the shown kiosks. `fold`: fold the kiosks that need nothing."""
    rows = [_row(kiosk, at, t) for kiosk in shown]
    totals = Counter(map(group_of, wanted))
    return group_rows(rows, lambda row: group_of(row.kiosk), totals, (WELL,) if fold else ())


def _sorted_by_shop(kiosks: Sequence[Kiosk]) -> list[Kiosk]:
    """Kiosks by group, then by shop with the worst shop first, then by need."""
    worst: dict[tuple[str, str, str], Rank] = {}
    for kiosk in sorted(kiosks, key=_rank):
        worst.setdefault((group_of(kiosk), kiosk.tenant, kiosk.site), _rank(kiosk))
    return sorted(kiosks, key=lambda kiosk: (worst[group_of(kiosk), kiosk.tenant, kiosk.site], _rank(kiosk)))


def _rank(kiosk: Kiosk) -> Rank:
    """Sort key of a kiosk: kiosks that need attention come first, sorted by state, number of problems, number of
    messages, and shop.
    """
    state = NEEDS.index(kiosk.state) if kiosk.state in NEEDS else len(NEEDS)
    worst = sum(2 if alert.severity == "error" else 1 for alert in kiosk.alerts)
    messages = (kiosk.unsent or 0) + (kiosk.missing or 0) + kiosk.lost
    key = f"{kiosk.tenant}/{kiosk.site}/{kiosk.device}"
    return not needs_attention(kiosk), state, -worst, -messages, kiosk.title.casefold(), key


def _row(kiosk: Kiosk, at: datetime, t: Language) -> Row:
    heard = "" if kiosk.received is None else age_text((at - kiosk.received).total_seconds(), t)
    return Row(kiosk, heard)


def _versions(kiosks: Sequence[Kiosk]) -> list[tuple[str, int]]:
    """Program versions with the number of kiosks, most frequent first."""
    known = [kiosk.version for kiosk in kiosks if kiosk.version]
    return sorted(((version, known.count(version)) for version in set(known)), key=lambda each: (-each[1], each[0]))


ROUTES = [page_route("/fleet", show)]
