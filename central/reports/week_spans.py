"""Complete weeks of a trend: weeks that are over, and that are cut neither by a campaign nor by a selection of days."""

from datetime import datetime
from statistics import median

import numpy as np

from central.reports.columns import Columns
from central.reports.selection import Selection
from central.store.local_time import day_in_last_zone

DAYS = 7


def whole_weeks(rows: Columns, weeks: list[int], selection: Selection, at: datetime) -> dict[int, bool]:
    """True for each week that is over in every time zone and is not cut.

    `rows`: reactions with `week`, `first_day` and `last_day`. Week 0 of the store starts on the last Monday before its
    day 0. The first week is cut if it starts on a later weekday than the other weeks usually do. The last week is cut
    if it ends on an earlier weekday than the other weeks usually do. Shops that are closed on Sundays therefore still
    have complete weeks. A panel has no weekdays, so its weeks are complete.
    """
    if selection.is_panel:
        return dict.fromkeys(weeks, True)
    over = day_in_last_zone(round(at.timestamp() * 1000)) - 1
    last_day = over if selection.to_day is None else min(over, selection.to_day)
    found = {
        week: (selection.from_day is None or monday >= selection.from_day) and monday + DAYS - 1 <= last_day
        for week, monday in ((week, DAYS * week - 3) for week in weeks)
    }
    weekdays = _weekdays_of_weeks(rows)
    if len(weekdays) > 1:
        first, last = min(weekdays), max(weekdays)
        inner = [days for week, days in weekdays.items() if week not in (first, last)]
        usual = [median(of_days) for of_days in zip(*(inner or weekdays.values()), strict=True)]
        found[first] &= weekdays[first][0] <= usual[0]
        found[last] &= weekdays[last][1] >= usual[1]
    return found


def _weekdays_of_weeks(rows: Columns) -> dict[int, tuple[int, int]]:
    """First and last weekday with results in each week. Weekday 0 is Monday."""
    found = {}
    for week in np.unique(rows["week"]).tolist():
        of_week, monday = rows.select_rows(rows["week"] == week), DAYS * week - 3
        found[week] = (int(of_week["first_day"].min()) - monday, int(of_week["last_day"].max()) - monday)
    return found
