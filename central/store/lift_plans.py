"""Plans of arms by day in the store: which arm a site shows on which day, and what the plan is about."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.store.many_rows import insert_many
from central.store.scope import Scope, visible_sites

_PLAN = "first_day, last_day, run_days, washout_days, against, product, seed, placebos, stored_ms, who"
_READ = text(f"SELECT {_PLAN} FROM lift_plans WHERE tenant = :tenant AND experiment = :experiment")
_INSERT = text(
    f"INSERT INTO lift_plans (tenant, experiment, {_PLAN}) VALUES (:tenant, :experiment, :first_day, :last_day,"
    " :run_days, :washout_days, :against, :product, :seed, :placebos, :stored_ms, :who)"
)
_TENANTS = text("SELECT tenant FROM lift_plans WHERE experiment = :experiment ORDER BY tenant")
_DELETE = tuple(
    text(f"DELETE FROM {table} WHERE tenant = :tenant AND experiment = :experiment")
    for table in ("lift_plans", "arm_days")
)
_DAYS = text("SELECT site_id, day, arm FROM arm_days WHERE tenant = :tenant AND experiment = :experiment ORDER BY 1, 2")

_ARMS = text("SELECT DISTINCT site_id, arm FROM arm_days WHERE tenant = :tenant AND experiment = :experiment")
_SHOWN = text(
    "SELECT a.site_id, a.day FROM arm_days a JOIN lift_plans p ON p.tenant = a.tenant AND p.experiment = a.experiment"
    " WHERE a.tenant = :tenant AND a.arm <> p.against AND a.day BETWEEN :first AND :last"
)

ArmDays = Mapping[int, Mapping[int, str]]
"""Arm by site number and day."""


@dataclass(frozen=True, slots=True)
class LiftPlan:
    """Subject of a plan. `against`: arm that the others are compared with. `product` and `seed` None: not named, and
    made by hand. `stored_ms`: when it was stored.
    """

    first_day: int
    last_day: int
    run_days: int
    washout_days: int
    against: str
    product: str | None
    seed: str | None
    placebos: tuple[str, ...]
    stored_ms: int
    who: str

    @property
    def subject(self) -> tuple[object, ...]:
        """All that somebody chose, without when and who."""
        chosen = (self.first_day, self.last_day, self.washout_days, self.against, self.product, self.seed)
        return (*chosen, self.placebos)


def read_plan(connection: Connection, tenant: str, experiment: str) -> LiftPlan | None:
    """Plan of an experiment; None if there is none."""
    row = connection.execute(_READ, {"tenant": tenant, "experiment": experiment}).first()
    if row is None:
        return None
    values = row._asdict()
    return LiftPlan(**values | {"placebos": tuple(json.loads(values["placebos"]))})


def read_arm_days(connection: Connection, scope: Scope, tenant: str, experiment: str) -> dict[int, dict[int, str]]:
    """Arms of an experiment by visible site and day."""
    visible, found = visible_sites(connection, scope).names, dict[int, dict[int, str]]()
    for row in connection.execute(_DAYS, {"tenant": tenant, "experiment": experiment}):
        if row.site_id in visible:
            found.setdefault(row.site_id, {})[row.day] = row.arm
    return found


def read_site_arms(connection: Connection, scope: Scope, tenant: str, experiment: str) -> dict[int, set[str]]:
    """Arms of an experiment by visible site."""
    visible, found = visible_sites(connection, scope).names, dict[int, set[str]]()
    for row in connection.execute(_ARMS, {"tenant": tenant, "experiment": experiment}):
        if row.site_id in visible:
            found.setdefault(row.site_id, set()).add(row.arm)
    return found


def delete_plan(connection: Connection, tenant: str, experiment: str) -> None:
    """Delete a plan, if there is one."""
    for delete in _DELETE:
        connection.execute(delete, {"tenant": tenant, "experiment": experiment})


def write_plan(connection: Connection, tenant: str, experiment: str, plan: LiftPlan, days: ArmDays) -> None:
    """Store a plan instead of the former one, if there is one."""
    names = {"tenant": tenant, "experiment": experiment}
    delete_plan(connection, tenant, experiment)
    values = {name: getattr(plan, name) for name in _PLAN.split(", ")}
    connection.execute(_INSERT, {**names, **values, "placebos": json.dumps(plan.placebos)})
    rows = [{**names, "site_id": site, "day": day, "arm": arm} for site, of in days.items() for day, arm in of.items()]
    insert_many(connection, "arm_days", ("tenant", "experiment", "site_id", "day", "arm"), rows)


def plan_tenants(connection: Connection, scope: Scope, experiment: str) -> list[str]:
    """Tenants that have a plan of this name, of those with a visible site."""
    visible = visible_sites(connection, scope).tenants
    return [row.tenant for row in connection.execute(_TENANTS, {"experiment": experiment}) if row.tenant in visible]


def list_plans(connection: Connection, scope: Scope) -> list[tuple[str, str]]:
    """Tenant and name of each experiment with a day at a visible site, the newest plan first."""
    visible = visible_sites(connection, scope)
    query = (
        "SELECT p.tenant, p.experiment FROM lift_plans p WHERE EXISTS (SELECT 1 FROM arm_days a WHERE"
        f" a.tenant = p.tenant AND a.experiment = p.experiment AND {visible.sql_filter('a.site_id')})"
        " ORDER BY p.first_day DESC, p.tenant, p.experiment"
    )
    return [(str(row.tenant), str(row.experiment)) for row in connection.execute(text(query))]


def shown_days(connection: Connection, tenant: str, first: int, last: int) -> set[tuple[int, int]]:
    """Site and day of each day on which a plan of the tenant has another arm than the one that it compares with."""
    rows = connection.execute(_SHOWN, {"tenant": tenant, "first": first, "last": last})
    return {(row.site_id, row.day) for row in rows}
