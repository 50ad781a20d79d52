"""Third step of a playlist: what changes for its shops, what an experiment can find, and the button that sends it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection
from starlette.responses import Response

from central.errors import CentralError, UsageError
from central.playlists.changes import Changes, playlist_changes
from central.playlists.shares import play_shares
from central.reports.plan import plan_experiment
from central.reports.plan_figures import PlanRequest, read_figures
from central.reports.plan_values import Plan
from central.reports.playlist_push import PlaylistChangedError, Push, Sender, push_playlist
from central.store.playlist_drafts import drop_draft
from central.store.playlists import Playlist, playlist_versions
from central.store.scheduled import scheduled_sites
from central.store.sites import list_sites
from central.store.users import Role
from central.web.arm_calendar import arm_calendars
from central.web.draft_faults import late_experiments
from central.web.draft_products import ProductChoice, chosen_products, read_product_choice
from central.web.playlist_drafts import (
    DRAFT,
    OpenDraft,
    base_versions,
    chosen_sites,
    draft_content,
    open_draft,
    seen_digest,
    utc_today,
    visible_shops,
)
from central.web.playlist_queries import ReviewQuery
from central.web.queries import parse_query
from central.web.report_lane import Weight
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route
from edge.playlist.day_design import DAY

MOST_GROUPS = 8
"""Different playlists of the shops that the page compares."""
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Group:
    """Shops that play the same playlist now. `playlist` None: none from headquarters."""

    playlist: Playlist | None
    sites: Sequence[str]
    changes: Changes


@dataclass(frozen=True, slots=True)
class Review:
    """Change to confirm. `base`: version that each shop has now. `waiting`: number of shops for which an accepted
    recommendation waits for the end of the day. `products`: of its experiments by day.
    """

    opened: OpenDraft
    content: str
    sites: list[str]
    kiosks: int
    base: dict[str, int | None]
    groups: list[Group]
    waiting: int
    products: ProductChoice | None

    @property
    def digest(self) -> str:
        """Digest of everything that the user confirms."""
        return seen_digest(self.content, self.base)

    @property
    def newest(self) -> int:
        """Highest version that one of the shops has now; 0 without a version."""
        return max((version or 0 for version in self.base.values()), default=0)


def show(context: RequestContext) -> Response:
    """Page with the changes, grouped by what the shops play now."""
    query = parse_query(ReviewQuery, context.query)
    with context.read_view() as connection:
        opened = open_draft(context, connection)
        if (step := _step_to_correct(context, connection, opened)) is not None:
            return redirect(step)
        review = read_review(context, connection, opened)
        plans = experiment_plans(context, connection, review) if query.experiment else []
    return _review_page(context, review, plans)


def _step_to_correct(context: RequestContext, connection: Connection, opened: OpenDraft) -> str | None:
    """Path of the step in which something is missing or wrong; None if the playlist can be sent."""
    try:
        draft_content(context, opened)
    except CentralError:
        return f"{opened.path}?check=1"
    if not opened.draft.creatives or late_experiments(context, connection, opened):
        return f"{opened.path}?check=1"
    try:
        is_for_shops = bool(chosen_sites(context, connection, opened.tenant, opened.draft.shops))
    except UsageError:
        is_for_shops = False
    return None if is_for_shops else f"{opened.path}/shops?check=1"


def read_review(context: RequestContext, connection: Connection, opened: OpenDraft) -> Review:
    """Everything that the user confirms. Raises UsageError or SourceError if the playlist cannot be sent."""
    content = draft_content(context, opened)
    sites = chosen_sites(context, connection, opened.tenant, opened.draft.shops)
    if not sites or not opened.draft.creatives:
        raise UsageError("playlist: no shop or no ad is chosen. Nothing was sent.")
    base = base_versions(connection, sites)
    kiosks = visible_shops(context, connection, opened.tenant).count_kiosks(sites)
    waiting = len(scheduled_sites(connection) & set(sites))
    groups = compare_groups(connection, content, base)
    products = read_product_choice(context, connection, opened.tenant, content)
    return Review(opened, content, sites, kiosks, base, groups, waiting, products)


def compare_groups(connection: Connection, content: str, base: dict[str, int | None]) -> list[Group]:
    """The shops by the playlist that they have now, largest group first, with the changes of each."""
    by_version: dict[int | None, list[str]] = defaultdict(list)
    for site, version in base.items():
        by_version[version].append(site)
    largest = sorted(by_version.items(), key=lambda item: (-len(item[1]), item[0] or 0))[:MOST_GROUPS]
    stored = {each.version: each for each in playlist_versions(connection, [one for one, _ in largest if one])}
    groups = []
    for version, sites in largest:
        former = stored.get(version) if version else None
        groups.append(Group(former, sites, playlist_changes(former.content if former else None, content)))
    return groups


def experiment_plans(context: RequestContext, connection: Connection, review: Review) -> list[tuple[str, date, Plan]]:
    """Plan of each experiment that has a last day from today on: what it can find in these shops until then. Not of
    experiments by day: sales decide them, not smiles.
    """
    today, found = utc_today(context), []
    for each in json.loads(review.content)["experiments"]:
        if each.get("unit") == DAY:
            continue
        until = date.fromisoformat(each["until"]) if each.get("until") else None
        if until is not None and 0 <= (until - today).days < MOST_DAYS:
            asked = PlanRequest(review.opened.tenant, sites=len(review.sites), days=(until - today).days + 1)
            figures = read_figures(connection, context.scope, asked)
            found.append((str(each["id"]), until, plan_experiment(asked, figures, context.now_ms)))
    return found


def _review_page(
    context: RequestContext,
    review: Review,
    plans: Sequence[tuple[str, date, Plan]] = (),
    sent_since: Sequence[Playlist] | None = None,
    products: ProductChoice | None = None,
    status: int = 200,
) -> Response:
    """`sent_since`: versions that others sent to these shops after the user had opened the page. `products`: as the
    user has chosen them; by default, as they are stored.
    """
    return context.render_page(
        "playlist_review.html.j2",
        status,
        opened=review.opened,
        review=review,
        hidden_groups=len({*review.base.values()}) - len(review.groups),
        plans=plans,
        ads={name: ad.title for name, ad in review.opened.ads.items()},
        sent_since=sent_since,
        shows_people=context.identity.role >= Role.ADMIN,
        experiments=json.loads(review.content)["experiments"],
        shares=play_shares(review.content, utc_today(context)),
        calendars=arm_calendars(review.content, review.sites),
        zoneless=zoneless_shops(context, review),
        stores_plan=context.scope.allows_tenant(review.opened.tenant),
        products=products or review.products,
    )


def zoneless_shops(context: RequestContext, review: Review) -> int:
    """Number of the shops of the review without a time zone."""
    with context.read_view() as connection:
        zones = {site.key: site.zone for site in list_sites(connection)}
    return sum(zones.get(site) is None for site in review.sites)


def send(context: RequestContext) -> Response:
    """Send the playlist, if it is the one that the user has seen and its shops still have what was compared."""
    try:
        with context.begin_write() as connection:
            opened = open_draft(context, connection)
            review = read_review(context, connection, opened)
            products = chosen_products(context.form, review.products)
            if products is not None and products.is_twice:
                return _review_page(context, review, products=products, status=400)
            if context.form.get("seen") == review.digest and drop_draft(connection, opened.stored):
                plans_ends = context.scope.allows_tenant(opened.tenant)
                push = Push(opened.tenant, review.content, review.sites, review.base, plans_ends)
                if products is not None:
                    push = replace(push, product=products.product, placebos=products.placebos)
                name = context.identity.name
                pushed = push_playlist(connection, push, Sender(name, name, context.address), context.now_ms)
                return redirect(f"/playlists/version?version={pushed.version}&sent=1")
    except PlaylistChangedError:  # another server of the same store was faster
        pass
    return _changed_page(context)


def _changed_page(context: RequestContext) -> Response:
    """The review as it is now, with what others have sent since the user opened it."""
    newest = _whole(context.form.get("newest", ""))
    with context.read_view() as connection:
        review = read_review(context, connection, open_draft(context, connection))
        later = [each for each in {*review.base.values()} if each and each > newest]
        since = playlist_versions(connection, later)
    products = chosen_products(context.form, review.products)
    return _review_page(context, review, sent_since=since, products=products, status=409)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


ROUTES = [
    page_route(f"{DRAFT}/review", show, needs=Role.EDITOR, weight=Weight(("experiment",))),
    page_route(f"{DRAFT}/send", send, needs=Role.EDITOR, methods=["POST"]),
]
