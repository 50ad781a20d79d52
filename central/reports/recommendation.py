"""Recommends weights for the playlist of a site. Uses only published reactions of complete past local days."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone

from sqlalchemy import Connection

from central.errors import NotFoundError, UsageError
from central.measures import WantedMeasure
from central.playlists.scheduled import local_day
from central.playlists.weights import playlist_cycle, set_weights
from central.reasons import MIN_SITES
from central.recommend.advice import Advice, Flow, advise
from central.recommend.cycle import Cycle
from central.recommend.effects import Effects, estimate_effects
from central.recommend.reasons import active_rails, reason_codes
from central.recommend.target import OverbookedError
from central.reports import recommendation_values as values
from central.reports.networks import RESEARCH
from central.reports.query import is_research
from central.reports.recommendation_evidence import Evidence, build_evidence
from central.reports.recommendation_rows import (
    read_creative_numbers,
    read_largest_k,
    read_recommendation_rows,
    read_watchers_by_cell,
)
from central.reports.selection import Request, Selection, SiteRow, build_selection, day_number, local_date
from central.store.panels import PANEL
from central.store.scheduled import Scheduled, present_playlist, scheduled_playlist
from central.store.scope import Scope, visible_sites
from edge.statistics.student import UPPER, t_quantile

USUAL_WEEKS, FEWEST_WEEKS, MOST_WEEKS = 8, 4, 52


@dataclass(frozen=True, slots=True)
class Wanted:
    """Requested recommendation. `site`: name of the site, with or without its tenant. `booked`: booked shares by
    creative.
    """

    site: str
    tenant: str | None = None
    measure: WantedMeasure = "smile"
    weeks: int = USUAL_WEEKS
    booked: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recommended:
    """A recommendation, and the content of the resulting playlist. The content is None if nothing should change."""

    value: values.Recommendation
    content: str | None
    zone: str | None


def recommend(connection: Connection, scope: Scope, wanted: Wanted, now_ms: int, at: date | None = None) -> Recommended:
    """Recommendation for a site, for the day after `at` (by default today). Raises UsageError.

    It uses only days before today in each shop, so results that are published today do not change it.
    """
    if not FEWEST_WEEKS <= wanted.weeks <= MOST_WEEKS:
        raise UsageError(f"schedule: {wanted.weeks} weeks are out of range. Use {FEWEST_WEEKS} to {MOST_WEEKS}.")
    tenant, name = _find_site(connection, scope, wanted)
    site, selection = _site_selection(connection, scope, tenant, name, wanted.weeks, now_ms)
    playlist = present_playlist(connection, f"{tenant}/{name}")
    if playlist is None:
        raise UsageError(
            f"schedule: this server has sent no playlist to {tenant}/{name}. Send one from the server first."
        )
    if at == date.max:
        raise UsageError(f"schedule: no day follows {at}. Name an earlier day.")
    day = (at or local_day(site.zone, now_ms)) + timedelta(days=1)
    cycle = playlist_cycle(playlist[1], day, wanted.booked)
    found = _Found(connection, selection, site, wanted, cycle)
    try:
        advice = advise(cycle, found.evidence.told, found.overall, found.effects, found.flow)
    except OverbookedError:
        raise UsageError(
            "schedule: the booked shares add up to more than the ads can have together. Book smaller or fewer shares."
        ) from None
    content = set_weights(playlist[1], day, advice.planned_cycle) if advice.reason is None else None
    waiting = scheduled_playlist(connection, f"{tenant}/{name}")
    value = found.build_value(advice, playlist[0], day, now_ms).model_copy(
        update={
            "digest": None if content is None else _digest(playlist[0], content),
            "pending": None if waiting is None or waiting.base != playlist[0] else _pending(waiting, site.zone),
        }
    )
    return Recommended(value, content, site.zone)


class _Found:
    """Stored data about the ads of a playlist."""

    def __init__(
        self, connection: Connection, selection: Selection, site: SiteRow, wanted: Wanted, cycle: Cycle
    ) -> None:
        self._selection, self._site, self._wanted = selection, site, wanted
        names = [slot.creative for slot in cycle.slots]
        of_names = read_creative_numbers(connection, selection.tenant, [*names, *cycle.only_in_blocks()])
        self._names = {name: of_name for name, (_, of_name) in of_names.items()}
        numbers = [of_names[name][0] if name in of_names else -1 for name in names]
        rows = read_recommendation_rows(connection, selection, numbers, wanted.measure)
        self.evidence: Evidence = build_evidence(rows, numbers, wanted.measure)
        candidates = [number for slot, number in zip(cycle.slots, numbers, strict=True) if slot.may_change]
        self.overall = self.evidence.combine(candidates)
        self.effects: Effects = estimate_effects(self.evidence.sites, len(numbers))
        from_day, to_day = _days(selection)
        self.flow = Flow(
            read_watchers_by_cell(connection, site.id, from_day, to_day),
            read_largest_k(connection, site.id, from_day, to_day),
        )
        self._is_research = is_research(connection, selection) or bool(RESEARCH.match(self.evidence.model or ""))

    def build_value(self, advice: Advice, playlist: int, day: date, now_ms: int) -> values.Recommendation:
        """Return the recommendation as a value for the JSON."""
        reasons = reason_codes(advice)
        days = self.evidence.reactions["day"]
        enough = [people for people in self.flow.watchers if people >= self.flow.k]
        return values.Recommendation(
            tenant=self._selection.tenant,
            site=self._site.site,
            name=self._site.name,
            measure=self._wanted.measure,
            playlist=playlist,
            day=day,
            from_=local_date(int(days.min())) if len(days) else None,
            to=local_date(int(days.max())) if len(days) else None,
            model=self.evidence.model,
            generated=_time(now_ms),
            simulated=self._selection.is_simulated,
            research=self._is_research,
            adverts=[
                *(self._advert_share(place, advice, why) for place, why in enumerate(reasons)),
                *(self._block_share(name, advice.cycle) for name in advice.cycle.only_in_blocks()),
            ],
            gain=_gain(advice.gain),
            gain_at_end=_gain(advice.gain_at_end),
            reason=advice.reason,
            rails=[values.Rail(rail=rail, creatives=of) for rail, of in active_rails(advice, reasons)],
            watchers=min(enough) if enough else None,
            k=self.flow.k,
            reported_share=self.overall.share,
            sites=self.overall.sites,
            digest=None,
            pending=None,
        )

    def _advert_share(self, place: int, advice: Advice, why: str) -> values.AdvertShare:
        slot, plays, told = advice.cycle.slots[place], advice.cycle.plays, self.evidence.told[place]
        effect, low, high = _interval(self.effects, place)
        in_blocks = advice.cycle.block_plays(slot.creative)
        return values.AdvertShare(
            creative=slot.creative,
            name=self._names.get(slot.creative),
            share=(slot.weight + in_blocks) / plays,
            recommended=(advice.weights[place] + in_blocks) / plays,
            at_end=((advice.target if advice.reason is None else advice.weights)[place] + in_blocks) / plays,
            weight=advice.planned_cycle.slots[place].weight,
            why=why,
            effect=effect,
            low=low,
            high=high,
            here=self._here(place),
            sites=int(self.effects.sites[place]),
            reported_share=told.share,
        )

    def _block_share(self, creative: str, cycle: Cycle) -> values.AdvertShare:
        """Share of an ad that plays only inside blocks. The experiment keeps its share."""
        share = cycle.block_plays(creative) / cycle.plays
        return values.AdvertShare(
            creative=creative,
            name=self._names.get(creative),
            share=share,
            recommended=share,
            at_end=share,
            weight=0,
            why="experiment",
            effect=None,
            low=None,
            high=None,
            here=None,
            sites=0,
            reported_share=None,
        )

    def _here(self, place: int) -> float | None:
        if self._site.id not in self.evidence.site_ids:
            return None
        return _number(float(self.effects.by_site[self.evidence.site_ids.index(self._site.id), place]))


def _interval(effects: Effects, place: int) -> tuple[float | None, float | None, float | None]:
    effect, sites = _number(float(effects.shrunk[place])), float(effects.sites[place])
    if effect is None or sites < MIN_SITES:
        return effect, None, None
    half = t_quantile(UPPER, sites - 1.0) * float(effects.variances[place]) ** 0.5
    return effect, effect - half, effect + half


def _number(value: float) -> float | None:
    return None if value != value else value


def _gain(gain: object) -> values.Gain:
    return values.Gain.model_validate(gain, from_attributes=True)


def _time(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, timezone.utc)


def _pending(waiting: Scheduled, zone: str | None) -> values.Pending:
    day = local_day(zone, waiting.due_ms - 1)
    return values.Pending(version=waiting.version, day=day, at=_time(waiting.due_ms))


def _digest(base: int, content: str) -> str:
    return hashlib.sha256(f"{base} {content}".encode()).hexdigest()[:16]


def _find_site(connection: Connection, scope: Scope, wanted: Wanted) -> tuple[str, str]:
    """Tenant and name of the site. Raises UsageError."""
    tenant, _, name = wanted.site.rpartition("/")
    visible = sorted(visible_sites(connection, scope).names.values())
    found = [(of, site) for of, site in visible if site == name and of in ((tenant or wanted.tenant) or of,)]
    if not found:
        raise NotFoundError(f"schedule: there is no site {wanted.site}. See: vitrina-central site list")
    if len(found) > 1:
        raise UsageError(f"schedule: {name!r} exists for several tenants. Name it as {found[0][0]}/{name}.")
    if PANEL.fullmatch(name):
        raise UsageError(f"schedule: {name} is a participant of a recording and has no playlist. Name a shop.")
    return found[0]


def _site_selection(
    connection: Connection, scope: Scope, tenant: str, name: str, weeks: int, now_ms: int
) -> tuple[SiteRow, Selection]:
    """Selection of the site and all shops of the tenant, for the days that are over in all of these shops."""
    selection = build_selection(connection, scope, tenant, Request(tenant))
    last = min(local_day(site.zone, now_ms) for site in selection.sites) - timedelta(days=1)
    to_day = day_number(last)
    assert to_day is not None
    (site,) = [site for site in selection.sites if site.site == name]
    return site, replace(selection, from_day=to_day - 7 * weeks + 1, to_day=to_day)


def _days(selection: Selection) -> tuple[int, int]:
    assert selection.from_day is not None
    assert selection.to_day is not None
    return selection.from_day, selection.to_day
