"""SQL statements that add up the days of sites by creative, for a rollup and for a report about some days.

Each function takes the argument `where`: a function that returns a condition on `site_id` and `day` (and `creative_id`)
of a table, given the alias of the table.
"""

from collections.abc import Callable

from central.store.columns import CELL_SUMS, MEASURE_SUMS, OTHER_PEOPLE, PEOPLE, READ_PEOPLE, WINDOW_SUMS

Where = Callable[[str], str]

FLOW_SUMS = (
    *("plays", "proof_ms", "play_days", "reaction_days", "told_visits", *WINDOW_SUMS),
    *("opportunities", "opportunity_days"),
)
HOUR_SUMS = ("windows", "visits", "watchers", "dwell_s_sum", "dwell_n", "within_visits")
CELLS = ("told_days", "told_watchers", *CELL_SUMS)
DAY_STATISTICS = ("value_sum", "value_squares", "noise_sum", "noise_variance_sum", "people_squares", "jackknife")
REACTIONS = (
    *("reactions", "plays", "n", "first_day", "last_day", *PEOPLE, *MEASURE_SUMS),
    *(*(f"{name}_days" for name in PEOPLE), *(f"{name}_reactions" for name in PEOPLE), *DAY_STATISTICS),
)


def sum_columns(names: tuple[str, ...], alias: str) -> str:
    """SQL sums of columns. Each sum has the name of its column."""
    return ", ".join(f"sum({alias}.{name}) AS {name}" for name in names)


def select_flow(where: Where) -> str:
    """Statement for sums by site, creative and weekday. Day 0 of the store was a Thursday."""
    return (
        "SELECT f.site_id, f.creative_id, (f.day + 3) % 7 AS weekday, min(f.day) AS first_day, max(f.day) AS last_day,"
        f" {sum_columns(FLOW_SUMS, 'f')} FROM flow_days f WHERE {where('f')} GROUP BY f.site_id, f.creative_id,"
        " (f.day + 3) % 7"
    )


def select_hours(where: Where, kiosk_days_where: Where) -> str:
    """Statement for sums by site, creative and hour, for the kiosks and days with a play of a creative or a published
    reaction to it.
    """
    kiosk_days = " UNION ".join(
        f"SELECT o.site_id, o.day, o.device_id, o.creative_id FROM {table} o WHERE {kiosk_days_where('o')}"
        for table in ("play_hours", "reaction_days")
    )
    return (
        f"SELECT w.site_id, k.creative_id, w.hour, {sum_columns(HOUR_SUMS, 'w')} FROM window_hours w"
        f" JOIN ({kiosk_days}) k ON k.site_id = w.site_id AND k.day = w.day AND k.device_id = w.device_id"
        f" WHERE {where('w')} GROUP BY w.site_id, k.creative_id, w.hour"
    )


def select_cells(where: Where) -> str:
    """Statement for sums by site, creative, expression model and media second."""
    return (
        "SELECT c.site_id, c.creative_id, c.expression_model AS model, c.second,"
        " count(DISTINCT CASE WHEN c.n > 0 THEN c.day END) AS told_days,"
        f" sum(CASE WHEN c.n > 0 THEN c.watchers ELSE 0 END) AS told_watchers, {sum_columns(CELL_SUMS, 'c')}"
        f" FROM cell_days c WHERE {where('c')} GROUP BY c.site_id, c.creative_id, c.expression_model, c.second"
    )


def select_parts(where: Where) -> str:
    """Statement for sums by site, creative, expression model and part of the day."""
    return (
        "SELECT r.site_id, r.creative_id, r.expression_model AS model, r.part, sum(r.smile_n) AS smile_n,"
        f" sum(r.smile_sum) AS smile_sum FROM reaction_days r WHERE r.part >= 0 AND {where('r')}"
        " GROUP BY r.site_id, r.creative_id, r.expression_model, r.part"
    )


_SITE = "PARTITION BY d.site_id, d.creative_id, d.model"


def select_reactions(where: Where) -> str:
    """Statement for sums by site, creative and expression model.

    `jackknife`: sum of the squared deviations of the leave-one-day-out means from their mean. A day on which two models
    measured exposed people counts once, for the first model by name.
    """
    of_day = sum_columns((*PEOPLE, *MEASURE_SUMS, "noise_variance_sum", "n", "plays", "reactions"), "r")
    earlier = ", ".join(
        f"sum(CASE WHEN d.{name} > 0 THEN 1 ELSE 0 END) OVER"
        f" (PARTITION BY d.site_id, d.creative_id, d.day ORDER BY d.model) AS {name}_networks"
        for name in OTHER_PEOPLE
    )
    days = ", ".join(
        [f"sum(CASE WHEN d.{name} > 0 THEN 1 ELSE 0 END)" for name in READ_PEOPLE]
        + [f"sum(CASE WHEN d.{name} > 0 AND d.{name}_networks = 1 THEN 1 ELSE 0 END)" for name in OTHER_PEOPLE]
    )
    of_people = ", ".join(f"sum(CASE WHEN d.{name} > 0 THEN d.reactions ELSE 0 END)" for name in PEOPLE)
    return (
        "WITH of_days AS (SELECT r.site_id, r.creative_id, r.expression_model AS model, r.day,"
        f" CAST(sum(r.smile_n) AS DOUBLE PRECISION) AS people, {of_day} FROM reaction_days r WHERE {where('r')}"
        " GROUP BY r.site_id, r.creative_id, r.expression_model, r.day),"
        f" beside AS (SELECT d.*, {earlier}, sum(d.people) OVER ({_SITE}) AS all_people,"
        f" sum(d.smile_sum) OVER ({_SITE}) AS all_sum FROM of_days d),"
        " without AS (SELECT d.*, CASE WHEN d.people > 0 AND d.all_people > d.people"
        " THEN (d.all_sum - d.smile_sum) / (d.all_people - d.people) END AS rest,"
        " CASE WHEN d.people > 0 THEN d.smile_sum / d.people END AS value FROM beside d),"
        f" centred AS (SELECT d.*, d.rest - avg(d.rest) OVER ({_SITE}) AS error FROM without d)"
        " SELECT d.site_id, d.creative_id, d.model, sum(d.reactions), sum(d.plays), sum(d.n), min(d.day), max(d.day),"
        f" {sum_columns((*PEOPLE, *MEASURE_SUMS), 'd')}, {days}, {of_people}, coalesce(sum(d.value), 0),"
        " coalesce(sum(d.value * d.value), 0),"
        " coalesce(sum(CASE WHEN d.people > 0 THEN d.noise_variance_sum / (d.people * d.people) END), 0),"
        " sum(d.noise_variance_sum), sum(d.people * d.people), coalesce(sum(d.error * d.error), 0)"
        " FROM centred d GROUP BY d.site_id, d.creative_id, d.model"
    )


def select_totals(where: Where) -> str:
    """Statement for sums by creative, day and expression model, over sites."""
    return (
        f"SELECT r.creative_id, r.day, r.expression_model AS model, {sum_columns((*PEOPLE, *MEASURE_SUMS), 'r')}"
        f" FROM reaction_days r WHERE {where('r')} GROUP BY r.creative_id, r.day, r.expression_model"
    )
