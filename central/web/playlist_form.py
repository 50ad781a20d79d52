"""Reads the form of a playlist draft. A value that cannot be read stays in the draft as text, so that the page shows it
with its fault.
"""

from collections.abc import Mapping
from typing import Any

from central.playlists.content import ROTATE
from central.playlists.draft import MOST_ADS_OF_ARM, Draft, Tables, set_value
from central.web.days import parse_day
from edge.playlist.arm_days import DAY_RUN, WEEK_RUN
from edge.playlist.day_design import DAY

LONGEST = 200
"""Most characters of a value."""
Form = Mapping[str, str]
RHYTHMS = {"play": ("play", DAY_RUN), "day": (DAY, DAY_RUN), "week": (DAY, WEEK_RUN)}
"""Unit and days in a row with one arm, by the choice in the form."""


def apply_form(draft: Draft, form: Form) -> Draft:
    """The draft with the values of the form. Ads and experiments that the form does not contain stay the same."""
    creatives = [_apply_ad(each, form) for each in draft.creatives]
    known = [str(each.get("id")) for each in creatives]
    experiments = [_apply_experiment(each, index, form, known) for index, each in enumerate(draft.experiments)]
    changed = draft.with_tables(creatives, experiments)
    if "rotate" not in form:
        return changed
    tables = set_value(changed.tables, ROTATE, _whole_number(_text(form, "rotate")), None)
    return Draft(tables, draft.shops).with_tables(creatives, experiments)


def chosen_names(form: Form, prefix: str) -> list[str]:
    """Names of the ticked boxes, from the fields with this prefix."""
    return [name.removeprefix(prefix) for name in form if name.startswith(prefix)]


def arm_field(index: int, arm: str, place: int) -> str:
    """Name of the field for one ad of an arm."""
    return f"ad.{index}.{place}.{arm}"


def _apply_ad(table: Tables, form: Form) -> Tables:
    name = table.get("id")
    if f"weight.{name}" not in form:
        return table
    values: dict[str, tuple[Any, Any]] = {
        "weight": (_whole_number(_text(form, f"weight.{name}")), 1),
        "open": (_text(form, f"open.{name}") or None, None),
        "from": (_day(_text(form, f"from.{name}")), None),
        "until": (_day(_text(form, f"until.{name}")), None),
        "muted": (f"muted.{name}" in form, False),
    }
    if f"seconds.{name}" in form:
        values["duration_s"] = (_number(_text(form, f"seconds.{name}")), None)
    for key, (value, default) in values.items():
        table = set_value(table, key, value, default)
    return table


def _apply_experiment(table: Tables, index: int, form: Form, known: list[str]) -> Tables:
    if f"name.{index}" not in form:
        return table
    arms = {}
    for arm in table["arms"]:
        fields = (arm_field(index, arm, place) for place in range(MOST_ADS_OF_ARM))
        arms[arm] = [name for name in (_text(form, each) for each in fields) if name in known]
    table = {**table, "id": _text(form, f"name.{index}"), "arms": arms}
    table = _apply_rhythm(table, index, form)
    table = set_value(table, "weight", _whole_number(_text(form, f"blocks.{index}")), 1)
    table = set_value(table, "seed", form.get(f"seed.{index}", "")[:LONGEST], "")
    return set_value(table, "until", _day(_text(form, f"end.{index}")), None)


def _apply_rhythm(table: Tables, index: int, form: Form) -> Tables:
    """The table with its unit, run and first day. Keys that an experiment without days does not have are removed."""
    rhythm = _text(form, f"rhythm.{index}")
    if rhythm not in RHYTHMS:
        return table
    unit, run_days = RHYTHMS[rhythm]
    is_by_day, is_by_week = unit == DAY, run_days == WEEK_RUN
    table = set_value(table, "unit", unit if is_by_day else None, None)
    table = set_value(table, "run_days", run_days if is_by_week else None, None)
    washout = _whole_number(_text(form, f"washout.{index}")) if is_by_week else None
    table = set_value(table, "washout_days", washout or None, None)
    if not is_by_day:
        return set_value(table, "from", None, None)
    return set_value(table, "from", _day(_text(form, f"start.{index}")), None) if f"start.{index}" in form else table


def rhythm_of(table: Tables) -> str:
    """Name of the choice in the form: how often the arm changes."""
    chosen = (table.get("unit", "play"), table.get("run_days", DAY_RUN))
    return next((name for name, values in RHYTHMS.items() if values == chosen), "play")


def _text(form: Form, name: str) -> str:
    return form.get(name, "").strip()[:LONGEST]


def _day(text: str) -> str | None:
    """The day as 2026-12-24, or the text itself if it names no day. None if it is empty."""
    found = parse_day(text)
    return text or None if found is None else found.isoformat()


def _whole_number(text: str) -> int | str | None:
    """The number, or the text itself if it is not a whole number. None if it is empty."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else text or None


def _number(text: str) -> float | str | None:
    whole = _whole_number(text)
    if isinstance(whole, str):
        try:
            return float(whole.replace(",", "."))
        except ValueError:
            return whole
    return whole
