"""SQL that computes one row for each site and day from the totals of that day: visits, looks, smiles, plays.

The start page and the page of a shop read these rows instead of the totals by kiosk, hour and ad.
"""

_KEY = "site_id, day"
_WINDOWS = ("windows", "visits", "watchers", "looked_1", "span_ms", "sensed_ms")
_SMILES = ("n", "smile_n", "smile_sum", "noise_variance_sum")
COLUMNS = (*_WINDOWS, "plays", "told_of", "told_visits", *_SMILES)
"""Columns with totals."""


def site_days_statement(condition: str) -> str:
    """SQL statement that inserts the rows of the sites and days that meet a condition on `site_id` and `day`.

    If several expression models measured smiles on a day, the row has the smiles of the model with the most people.
    `told_of` and `told_visits` are totals over the ads of the day, so their ratio is the mean reported share of these
    ads.
    """
    sums = {
        "w": ("window_hours", _WINDOWS, ""),
        "p": ("play_hours", ("plays",), ""),
        "t": ("told_days", ("visits", "told_visits"), ""),
        "m": ("reaction_days", _SMILES, ", expression_model"),
    }
    found = {
        alias: f"SELECT {_KEY}{more}, {', '.join(f'sum({name}) AS {name}' for name in names)} FROM {table}"
        f" WHERE {condition} GROUP BY {_KEY}{more}"
        for alias, (table, names, more) in sums.items()
    }
    days = " UNION ".join(
        f"SELECT {_KEY} FROM {table} WHERE {condition}" for table in ("window_hours", "play_hours", "reaction_days")
    )
    ranked = (
        f"SELECT m.*, row_number() OVER (PARTITION BY {_KEY} ORDER BY smile_n DESC, expression_model DESC) AS place"
        f" FROM ({found['m']}) m"
    )
    values = {name: f"w.{name}" for name in _WINDOWS} | {name: f"r.{name}" for name in _SMILES}
    values |= {"plays": "p.plays", "told_of": "t.visits", "told_visits": "t.told_visits"}
    joined = " ".join(
        f"LEFT JOIN ({query}) {alias} ON {alias}.site_id = d.site_id AND {alias}.day = d.day{more}"
        for alias, query, more in (
            *((alias, found[alias], "") for alias in "wpt"),
            ("r", ranked, " AND r.place = 1"),
        )
    )
    return (
        f"INSERT INTO site_days ({_KEY}, model, {', '.join(COLUMNS)}) SELECT d.site_id, d.day,"
        f" coalesce(r.expression_model, ''), {', '.join(f'coalesce({values[name]}, 0)' for name in COLUMNS)}"
        f" FROM ({days}) d {joined}"
    )
