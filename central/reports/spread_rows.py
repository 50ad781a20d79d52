"""Totals by site and day that show how much two ads differ between shops and between days, for ads and experiments."""

from dataclasses import dataclass, replace
from math import isnan

from central.measures import TERMS, noise_variance_term
from central.reports.columns import Columns
from central.reports.fetch import Reader, fetch_columns
from central.reports.selection import Selection
from central.store.rollup_selects import Where, sum_columns

MOST_SITES = 50
"""Maximum number of sites that are read. This number gives the variance precisely enough."""
DAYS = 28
"""Number of the newest days that are read, for ads and for experiments. A page about a year therefore reads no more
than a page about a month.
"""
ADS = 2


@dataclass(frozen=True, slots=True)
class SpreadRows:
    """Rows for the spread. `ads`: the two ads that most people saw, by site, day, part of the day, expression model and
    creative. `experiments`: rows of experiments, by experiment and arm instead of creative. `noise`: variance of the
    kiosk's noise in the sum.
    """

    ads: Columns
    experiments: Columns


def read_spread_rows(reader: Reader, selection: Selection, measure: str) -> SpreadRows:
    """Read the totals of a measure at some of the sites of a selection."""
    some, people = some_sites(selection), TERMS[measure][0]
    ads = _newest_days(reader, some, lambda alias: f"{alias}.{people} > 0")
    experiments = _newest_days(reader, some, lambda alias: f"{alias}.{people} > 0 AND {alias}.experiment <> ''")
    seen = f"SELECT r.creative_id, sum(r.{people}) FROM reaction_days r WHERE {ads} GROUP BY r.creative_id"
    most = fetch_columns(reader, f"{seen} ORDER BY 2 DESC, 1 LIMIT {ADS}", ("creative_id", "seen"))
    numbers = ", ".join(str(number) for number in most["creative_id"].tolist()) or "NULL"
    return SpreadRows(
        _read(reader, f"{ads} AND r.creative_id IN ({numbers})", ("creative_id",), measure),
        _read(reader, experiments, ("experiment", "arm"), measure),
    )


def _newest_days(reader: Reader, some: Selection, told: Where) -> str:
    """SQL condition for the newest days with matching rows. `told`: condition on a row, given the alias of the
    table.

    The newest day is read first, site by site, and becomes a number in the condition. A database then finds the rows by
    the key of the table (site and day), and does not read a whole year.
    """
    of_site = " AND ".join(["m.site_id = s.site_id", *some.where_days("m"), told("m")])
    newest_of_site = f"(SELECT max(m.day) FROM reaction_days m WHERE {of_site}) AS newest"
    of_sites = f"SELECT {newest_of_site} FROM (SELECT id AS site_id FROM sites) s WHERE {some.where_site('s')}"
    newest = float(fetch_columns(reader, f"SELECT max(n.newest) FROM ({of_sites}) n", ("newest",))["newest"][0])
    first = "1 = 0" if isnan(newest) else f"r.day > {int(newest) - DAYS}"
    return f"{some.sql_condition('r')} AND {told('r')} AND {first}"


def some_sites(selection: Selection) -> Selection:
    """At most 50 sites of a selection, evenly spaced in the order of their names."""
    step = -(-len(selection.sites) // MOST_SITES) or 1
    return replace(selection, sites=selection.sites[::step], panel=None)


def _read(reader: Reader, condition: str, of: tuple[str, ...], measure: str) -> Columns:
    noise = noise_variance_term(measure)
    keys = ("site_id", "day", "part", "expression_model", *of)
    group = ", ".join(f"r.{key}" for key in keys)
    query = (
        f"SELECT {group}, {sum_columns(TERMS[measure], 'r')},"
        f" {f'{noise[0]} * sum(r.{noise[1]})' if noise else '0'} AS noise"
        f" FROM reaction_days r WHERE {condition} GROUP BY {group} ORDER BY {group}"
    )
    return fetch_columns(reader, query, ("site_id", "day", "part", "model", *of, *TERMS[measure], "noise"))
