"""Runs `sales`. This module loads the packages for the store, so that the parser does not need to."""

import argparse
import csv
import json
import sys
from collections.abc import Callable
from datetime import datetime, timezone

from sqlalchemy import Connection

from central.cli.parser import open_named_store
from central.clock import now_ms
from central.errors import UsageError
from central.exit_codes import BAD_USAGE, DONE
from central.reports.rendering.table import table_cell
from central.reports.selection import NAME_ONE, local_date, only_tenant
from central.sales.arm_file import count_arms, draw_plan, read_plan
from central.sales.head import COLUMNS, CURRENCY
from central.sales.importing import Imported, ImportRequest, import_sales, parse_correction
from central.sales.planning import PlanRequest, store_plan
from central.sales.sales_file import open_text, read_sales
from central.store import audit, sales
from central.store.database import read_view, translate_database_errors
from central.store.local_time import EPOCH_DAY
from central.store.scope import Scope

SHOWN = 20
"""Maximum number of bad lines to list. Further bad lines are only counted."""
ALL = Scope.whole_store()


def run_import(options: argparse.Namespace) -> int:
    """Store the totals of a file, and list the lines that were set aside. Raises UsageError or SourceError."""
    correction = parse_correction(options.replace[0], options.replace[1:]) if options.replace else None
    with open_named_store(options) as store:
        with open_text(options.file, "sales") as text:
            file = read_sales(text)
        with translate_database_errors(), store.engine.begin() as connection:
            asked = ImportRequest(_tenant(connection, options.tenant), correction)
            found = import_sales(connection, asked, file, now_ms())
    for bad in found.bad[:SHOWN]:
        print(f"sales: line {bad.line}: {bad.reason}", file=sys.stderr)
    print(_summary(found), file=sys.stderr)
    return BAD_USAGE if found.bad else DONE


def _tenant(connection: Connection, name: str | None) -> str:
    found = name or only_tenant(connection)
    if found is None:
        raise UsageError(f"sales: the store has no tenant, or several. {NAME_ONE}. Nothing was stored.")
    return found


def _summary(found: Imported) -> str:
    text = f"sales: stored {found.stored:,} total{'s' * (found.stored != 1)}"
    if found.replaced:
        text += f", which replace {found.replaced:,} day{'s' * (found.replaced != 1)}"
    if found.known:
        text += f"; {found.known:,} {'was' if found.known == 1 else 'were'} stored before"
    if found.bad:
        lines = ", ".join(str(bad.line) for bad in found.bad[:SHOWN])
        more = f" and {len(found.bad) - SHOWN:,} more" if len(found.bad) > SHOWN else ""
        are = "line is" if len(found.bad) == 1 else "lines are"
        text += f"; {len(found.bad):,} {are} in the quarantine (vitrina-central sales quarantine): {lines}{more}"
    return f"{text}."


def run_draw(options: argparse.Namespace) -> int:
    """Print a drawn plan as CSV. Raises UsageError."""
    first = options.from_day.toordinal() - EPOCH_DAY
    with open_named_store(options) as store, read_view(store) as connection:
        tenant = _tenant(connection, options.tenant)
        shops = sales.read_shops(connection, ALL, tenant)
    chosen = [site.removeprefix(f"{tenant}/") for site in options.site] or list(shops)
    if unknown := [site for site in chosen if site not in shops]:
        raise UsageError(f"sales: there is no site {unknown[0]!r} of {tenant}. Add it first: vitrina-central site add")
    arms = sorted(arm.strip() for arm in options.arms.split(","))
    names = (options.seed or options.experiment, options.experiment)
    plan = draw_plan(names, chosen, arms, first, options.days, options.run_days)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["date", "site", "arm"])
    out.writerows((local_date(day), site, arm) for site, days in plan.items() for day, arm in days.items())
    return DONE


def run_plan(options: argparse.Namespace) -> int:
    """Store the plan of a file. Raises UsageError or SourceError."""
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        tenant = _tenant(connection, options.tenant)
        shops = sales.read_shops(connection, ALL, tenant)
        with open_text(options.file, "sales") as text:
            plan = read_plan(text, list(shops), tenant)
        chosen = (options.against, options.product, tuple(options.placebo), options.washout_days, options.seed)
        made = store_plan(connection, PlanRequest(tenant, options.experiment, *chosen), plan, shops, now_ms())
    counts = ", ".join(f"{arm} {days:,}" for arm, days in sorted(count_arms(plan).items()))
    shown = f"{len(plan)} shop{'s' * (len(plan) != 1)}"
    print(
        f"sales: stored the plan of {options.experiment}: {shown}, {local_date(made.first_day)} to"
        f" {local_date(made.last_day)}, days by arm: {counts}. The last day is the planned end.",
        file=sys.stderr,
    )
    return DONE


def run_quarantine(options: argparse.Namespace) -> int:
    """List the lines that were set aside."""
    with open_named_store(options) as store, read_view(store) as connection:
        found = sales.list_set_aside(connection, ALL)
    rows = [
        {"tenant": one.tenant, "line": one.line, "reason": one.reason, "content": one.content, "at": _time(one.at_ms)}
        for one in found
    ]
    if options.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    for row in [] if options.json else rows:
        print(f"{row['at']}  {row['tenant']}  line {row['line']}: {row['reason']}: {row['content']}")
    return DONE


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, timezone.utc).isoformat(timespec="seconds")


def run_export(options: argparse.Namespace) -> int:
    """Print the stored totals of a tenant as CSV, and record it in the audit log."""
    write: Callable[[list[object]], object] = csv.writer(sys.stdout, lineterminator="\n").writerow
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        tenant = _tenant(connection, options.tenant)
        shops = {shop.id: shop.site for shop in sales.read_shops(connection, ALL, tenant).values()}
        audit.record_entry(connection, audit.COMMAND_LINE, "sales.export", tenant, tenant=tenant)
        write([*COLUMNS, CURRENCY])
        for day in sales.read_days(connection, shops, *sales.EVERY_DAY):
            numbers = (day.receipts, f"{day.units:.12g}", f"{day.revenue:.12g}", day.currency or "")
            write([local_date(day.day), shops[day.site_id], table_cell(day.product), *numbers])
    return DONE
