"""Plans of the experiments by day in playlists: which arm each shop shows on which day.

The plan is computed with the function that the kiosks use, and stored when the playlist is sent, so that `lift` finds
it. Until its first day, a plan follows the playlists of its shops. Afterwards it does not change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from central.errors import UsageError
from central.playlists.day_experiments import day_experiments
from central.playlists.scheduled import local_day
from central.store import lift_plans
from central.store.lift_plans import ArmDays, LiftPlan
from central.store.local_time import EPOCH_DAY
from central.store.sales import Shop, read_shops
from central.store.scope import Scope
from edge.messages.playlist import SentExperiment
from edge.playlist.arm_days import OFF
from edge.playlist.day_design import DayDesign


@dataclass(frozen=True, slots=True)
class Planning:
    """Shops of a tenant that get a playlist, by site number, who sends it, and when. `product`: product that decides by
    its sales. `placebos`: products that the ads cannot move. None: as named before.
    """

    tenant: str
    shops: Mapping[int, Shop]
    who: str
    now_ms: int
    product: str | None = None
    placebos: tuple[str, ...] | None = None

    @property
    def today(self) -> int:
        """Number of the latest local day of the shops."""
        return _latest_day(self.shops.values(), self.now_ms)


def _latest_day(shops: Iterable[Shop], now_ms: int) -> int:
    zones = {shop.zone for shop in shops} or {None}
    return max(local_day(zone, now_ms) for zone in zones).toordinal() - EPOCH_DAY


def plan_arm_days(
    connection: Connection, planning: Planning, content: str, former: Mapping[int, Sequence[str]]
) -> list[str]:
    """Store the plans of a playlist. Return sentences about shops with days that may not count.

    `former`: experiments by day of the playlist that each shop had before. Raises UsageError if an experiment starts
    today or earlier, or has started with another plan.
    """
    found = day_experiments(content)
    said = _zone_sentences(planning) if found else []
    for name, experiment in found.items():
        said += _plan_experiment(connection, planning, name, experiment)
    dropped = {name for names in former.values() for name in names} - found.keys()
    for name in sorted(dropped):
        _drop_shops(connection, planning, name, [site for site, names in former.items() if name in names])
    return said


def _zone_sentences(planning: Planning) -> list[str]:
    """A sentence about the shops with local days that central does not know."""
    names = sorted(shop.site for shop in planning.shops.values() if shop.zone is None)
    if not names:
        return []
    have = "has" if len(names) == 1 else "have"
    return [
        f"{', '.join(names[:5])} {have} no time zone, so central counts days in UTC, and days may be lost. Set it:"
        f" vitrina-central site set {planning.tenant}/{names[0]} --tz ZONE"
    ]


def shops_of_sites(connection: Connection, tenant: str, sites: Sequence[str]) -> dict[int, Shop]:
    """Shops of a tenant by site number, for sites that are given as tenant/site."""
    names = {site.removeprefix(f"{tenant}/") for site in sites}
    return {shop.id: shop for shop in _shops_of(connection, tenant) if shop.site in names}


def _shops_of(connection: Connection, tenant: str) -> Iterable[Shop]:
    return read_shops(connection, Scope.whole_store(), tenant).values()


def has_started(connection: Connection, tenant: str, experiment: SentExperiment, today: date) -> bool:
    """True if an experiment by day starts on this day or earlier, and no plan of before has the same arms and days."""
    design = experiment.design
    if design is None or design.first > today:
        return False
    stored = lift_plans.read_plan(connection, tenant, experiment.id)
    if stored is None:
        return True
    days = lift_plans.read_arm_days(connection, Scope.whole_store(), tenant, experiment.id)
    return not _is_same(stored, days, design)


def _plan_experiment(connection: Connection, planning: Planning, name: str, experiment: SentExperiment) -> list[str]:
    design = experiment.design
    assert design is not None
    stored = lift_plans.read_plan(connection, planning.tenant, name)
    days = lift_plans.read_arm_days(connection, Scope.whole_store(), planning.tenant, name) if stored else {}
    if stored is not None and not _is_same(stored, days, design):
        planned = [shop for shop in _shops_of(connection, planning.tenant) if shop.id in days]
        _check_replaceable(stored, name, max(planning.today, _latest_day(planned, planning.now_ms)))
        stored, days = None, {}
    wanted = {site: _arm_days(design, shop.site) for site, shop in planning.shops.items()}
    if stored is not None and stored.first_day <= planning.today:
        late = sorted(planning.shops[site].site for site in wanted.keys() - days.keys())
        return [f"{name} has started, so the sales of {', '.join(late[:5])} do not count in it."] if late else []
    if _day_of(design.first) <= planning.today:
        raise UsageError(
            f"playlist: {name} starts on {design.first}, but its first day must be after today. Choose a later day."
        )
    made = _plan(design, experiment, planning, stored)
    if stored is None or stored.subject != made.subject or not wanted.items() <= days.items():
        lift_plans.write_plan(connection, planning.tenant, name, made, {**days, **wanted})
    return []


def _check_replaceable(stored: LiftPlan, name: str, today: int) -> None:
    if stored.first_day <= today:
        raise UsageError(f"playlist: {name} has started with another plan. Choose another name for the experiment.")
    if stored.seed is None:
        raise UsageError(f"playlist: {name} has a plan that was made by hand. Choose another name for the experiment.")


def _is_same(stored: LiftPlan, days: ArmDays, design: DayDesign) -> bool:
    """True if a stored plan is the one that the design draws."""
    own = (stored.first_day, stored.last_day, stored.run_days, stored.washout_days)
    arms = {arm for of_site in days.values() for arm in of_site.values()}
    return (own, stored.seed, arms) == (_days_of(design), design.names[0], {*design.arms})


def _days_of(design: DayDesign) -> tuple[int, int, int, int]:
    return _day_of(design.first), _day_of(design.last), design.run_days, design.washout_days


def _plan(design: DayDesign, experiment: SentExperiment, planning: Planning, stored: LiftPlan | None) -> LiftPlan:
    """The plan. A product and placebos that somebody has named before stay, unless others are named now."""
    product = planning.product or (stored.product if stored else None)
    placebos = planning.placebos
    if placebos is None:
        placebos = stored.placebos if stored else ()
    who = (planning.now_ms, planning.who)
    return LiftPlan(*_days_of(design), first_arm(experiment), product, design.names[0], placebos, *who)


def first_arm(experiment: SentExperiment) -> str:
    """Arm that the others are compared with: `off`, or the arm without ads, or the first by name."""
    empty = [arm for arm, ads in experiment.arms.items() if not ads]
    return OFF if OFF in experiment.arms else next(iter(empty), min(experiment.arms))


def _arm_days(design: DayDesign, site: str) -> dict[int, str]:
    days = range(_day_of(design.first), _day_of(design.last) + 1)
    arms = {day: design.find_arm(site, date.fromordinal(day + EPOCH_DAY)) for day in days}
    return {day: arm for day, arm in arms.items() if arm is not None}


def _day_of(day: date) -> int:
    return day.toordinal() - EPOCH_DAY


def _drop_shops(connection: Connection, planning: Planning, name: str, sites: Sequence[int]) -> None:
    """Remove shops that no longer play an experiment from its plan, if it has not started."""
    stored = lift_plans.read_plan(connection, planning.tenant, name)
    if stored is None or stored.first_day <= planning.today:
        return
    days = lift_plans.read_arm_days(connection, Scope.whole_store(), planning.tenant, name)
    kept = {site: of_site for site, of_site in days.items() if site not in sites}
    if kept:
        lift_plans.write_plan(connection, planning.tenant, name, stored, kept)
    else:
        lift_plans.delete_plan(connection, planning.tenant, name)
