"""Plan of an experiment, stored before its end, with a fingerprint that changes whenever the plan does."""

import hashlib
import json

from sqlalchemy import Connection, text

from central.measures import SHARES
from central.reports.experiment_plan_values import ExperimentPlan
from central.reports.selection import local_date
from central.reports.values import WANTED
from central.store.experiment_looks import count_looks

_READ = text(
    "SELECT planned_day, former_day, measure, named_ms, named_by, changed_ms, changed_by FROM experiments"
    " WHERE key = :key"
)
_SITES = "SELECT id FROM sites WHERE tenant = :tenant"
_DAYS = text(
    f"SELECT min(b.day), max(b.day) FROM block_days b WHERE b.site_id IN ({_SITES}) AND b.experiment = :experiment"
)
_ARMS = (
    "SELECT DISTINCT r.arm, c.creative, c.name FROM sites s JOIN reaction_days r ON r.site_id = s.id"
    " JOIN creatives c ON c.id = r.creative_id WHERE s.tenant = :tenant AND r.experiment = :experiment"
)


def read_plan(connection: Connection, tenant: str, experiment: str) -> ExperimentPlan | None:
    """The plan of an experiment at all sites of its tenant; None if no end is planned. The caller checks that the
    reader may see the whole tenant.
    """
    row = connection.execute(_READ, {"key": f"{tenant}/{experiment}"}).first()
    if row is None or row.planned_day is None:
        return None
    ads, titles = _read_arms(connection, tenant, experiment)
    measure = row.measure or "smile"
    wanted = WANTED if measure in SHARES else None
    plan = {
        "arms": ads,
        "end": local_date(row.planned_day).isoformat(),
        "experiment": f"{tenant}/{experiment}",
        "measure": measure,
        "wanted_difference": wanted,
    }
    canonical = json.dumps(plan, sort_keys=True, separators=(",", ":"))
    is_changed = row.former_day is not None
    return ExperimentPlan(
        tenant=tenant,
        id=experiment,
        end=local_date(row.planned_day),
        former_end=local_date(row.former_day) if is_changed else None,
        measure=measure,
        wanted=wanted,
        planned_ms=row.changed_ms if is_changed and row.changed_ms is not None else row.named_ms,
        planned_by=row.changed_by if is_changed else row.named_by,
        looks=count_looks(connection, tenant, experiment, row.planned_day),
        titles=titles,
        text=canonical,
        digest=hashlib.sha256(canonical.encode()).hexdigest(),
    )


def _read_arms(
    connection: Connection, tenant: str, experiment: str
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Creatives of each arm, and their display names. The days of the blocks spare the database all other days."""
    named: dict[str, object] = {"tenant": tenant, "experiment": experiment}
    first, last = connection.execute(_DAYS, named).one()
    days = "" if first is None else " AND r.day BETWEEN :first AND :last"
    named |= {} if first is None else {"first": first, "last": last}
    ads: dict[str, list[str]] = {}
    titles: dict[str, list[str]] = {}
    for arm, creative, name in connection.execute(text(f"{_ARMS}{days} ORDER BY r.arm, c.creative"), named):
        ads.setdefault(arm, []).append(creative)
        titles.setdefault(arm, []).append(name or creative)
    return ads, titles
