"""A playlist that a user is making on the pages: its tables as in a playlist file, and the chosen shops.

All functions return a changed draft. A draft may contain faults; `central.playlists.content.find_faults` finds them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from central.playlists.content import ROTATE
from edge.playlist.arm_days import OFF, WEEK
from edge.playlist.day_design import DAY, block_ends
from edge.toml_text import toml_lines

Tables = dict[str, Any]
FILM_KEYS = ("sha256", "bytes", "type")
"""Keys that describe the video of an ad. The server adds them when it sends the playlist."""
_DATES = ("from", "until")
FIRST_ARMS = ("a", "b")
ON = "on"
"""Arm with ads of a new experiment by day. The other is OFF."""
USUAL_DAYS = 28
"""Days from today to the last day of a new experiment, until the user chooses another one."""
MOST_ARMS, MOST_ADS_OF_ARM = 20, 20


@dataclass(frozen=True, slots=True)
class Shops:
    """Chosen shops: all that the user may see, or those with one of these names (tenant/site), tags or groups."""

    everywhere: bool = False
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Tables `creative` and `experiment` of a playlist file, its key `rotate` if it has one, and the chosen shops."""

    tables: Tables = field(default_factory=dict)
    shops: Shops = field(default_factory=Shops)

    def to_json(self) -> str:
        """The draft as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Draft":
        """The draft that `to_json` has returned."""
        values = json.loads(text)
        shops = values["shops"]
        names = {name: tuple(shops[name]) for name in ("sites", "tags", "groups")}
        return cls(values["tables"], Shops(shops["everywhere"], **names))

    @property
    def creatives(self) -> list[Tables]:
        """Tables of the ads."""
        return list(self.tables.get("creative", []))

    @property
    def experiments(self) -> list[Tables]:
        """Tables of the experiments."""
        return list(self.tables.get("experiment", []))

    def with_tables(self, creatives: Sequence[Tables], experiments: Sequence[Tables]) -> "Draft":
        """The draft with other tables. A section without tables is omitted, as in a file."""
        of_rotate = {ROTATE: self.tables[ROTATE]} if ROTATE in self.tables else {}
        tables = {"creative": list(creatives), "experiment": list(experiments)}
        return replace(self, tables=of_rotate | {name: of_name for name, of_name in tables.items() if of_name})


def draft_of_content(content: str) -> Draft:
    """A draft with the ads and experiments of a stored playlist, without its videos and its shops."""
    fields = json.loads(content)
    creatives, experiments = (
        [
            {key: value for key, value in each.items() if key not in FILM_KEYS and value is not None}
            for each in fields.get(section, [])
        ]
        for section in ("creatives", "experiments")
    )
    rotate = {ROTATE: fields[ROTATE]} if fields.get(ROTATE) is not None else {}
    return Draft(rotate).with_tables(creatives, experiments)


def add_ads(draft: Draft, names: Sequence[str], seconds: Mapping[str, float]) -> Draft:
    """Add ads that the playlist does not have yet. `seconds`: time for which each image is shown.

    While an experiment has an arm without ads, an added ad goes there, and plays only in the experiment.
    """
    known = {each.get("id") for each in draft.creatives}
    creatives, experiments = draft.creatives, draft.experiments
    for name in names:
        if name in known:
            continue
        table: Tables = {"id": name} | ({"duration_s": seconds[name]} if name in seconds else {})
        if (place := _empty_arm(experiments)) is not None:
            index, arm = place
            arms = {**experiments[index]["arms"], arm: [name]}
            experiments[index] = {**experiments[index], "arms": arms}
            table["weight"] = 0
        creatives.append(table)
        known.add(name)
    return draft.with_tables(creatives, experiments)


def remove_ad(draft: Draft, name: str) -> Draft:
    """Remove an ad, also from the arms of experiments."""
    experiments = [
        {**each, "arms": {arm: [ad for ad in ads if ad != name] for arm, ads in each["arms"].items()}}
        for each in draft.experiments
    ]
    return draft.with_tables([each for each in draft.creatives if each.get("id") != name], experiments)


def add_experiment(draft: Draft, today: date, *, by_day: bool = False) -> Draft:
    """Add an experiment with two arms without ads, a name from the day, and a last day four weeks later. By day, it
    starts on the next Monday, and its second arm is `off`.
    """
    used, name, number = {each.get("id") for each in draft.experiments}, f"test-{today}", 1
    while name in used:
        number += 1
        name = f"test-{today}-{number}"
    until = (today + timedelta(days=USUAL_DAYS)).isoformat()
    experiment: Tables = {"id": name, "arms": {arm: [] for arm in FIRST_ARMS}, "until": until}
    if by_day:
        experiment = with_first_days({**experiment, "arms": {ON: [], OFF: []}, "unit": DAY}, today)
    return draft.with_tables(draft.creatives, [*draft.experiments, experiment])


def with_first_days(table: Tables, today: date) -> Tables:
    """An experiment by day that has no first day yet, from the next Monday on for whole blocks of at least four
    weeks. Another experiment stays the same.
    """
    if table.get("unit") != DAY or table.get("from"):
        return table
    first = today + timedelta(days=WEEK - today.weekday())
    until = block_ends(max(len(table["arms"]), 2), first, USUAL_DAYS)[-1]
    return {**table, "from": first.isoformat(), "until": until.isoformat()}


def with_days(draft: Draft, today: date) -> Draft:
    """The draft with first and last days for experiments that have just been set to change by day."""
    return draft.with_tables(draft.creatives, [with_first_days(each, today) for each in draft.experiments])


def remove_experiment(draft: Draft, index: int) -> Draft:
    """Remove an experiment. Its ads stay in the playlist."""
    kept = [each for number, each in enumerate(draft.experiments) if number != index]
    return draft.with_tables(draft.creatives, kept)


def add_arm(draft: Draft, index: int) -> Draft:
    """Add an arm without ads to an experiment, if it may have one more."""
    experiments = draft.experiments
    if index >= len(experiments) or len(experiments[index]["arms"]) >= MOST_ARMS:
        return draft
    arms = experiments[index]["arms"]
    name = next(name for name in "abcdefghijklmnopqrstuvwxyz" if name not in arms)
    experiments[index] = {**experiments[index], "arms": {**arms, name: []}}
    return draft.with_tables(draft.creatives, experiments)


def set_value(table: Tables, key: str, value: object, default: object) -> Tables:
    """The table with another value. A key that is missing stays missing for the default, so that a playlist in which
    nothing was changed stays the same in every byte.
    """
    if value is None:
        return {name: of_name for name, of_name in table.items() if name != key}
    return table if key not in table and value == default else {**table, key: value}


def draft_toml(tables: Mapping[str, Any]) -> str:
    """The playlist as a playlist file. `playlist push` of this file sends the same bytes as the pages."""
    lines = toml_lines({ROTATE: tables[ROTATE]}) if ROTATE in tables else []
    for section in ("creative", "experiment"):
        for table in tables.get(section, []):
            lines += ["", f"[[{section}]]", *toml_lines(_with_dates(table))]
    return "\n".join(lines).lstrip("\n") + "\n"


def _with_dates(table: Tables) -> Tables:
    """The table with dates in the keys that a file writes as dates."""
    return {key: _date(value) if key in _DATES else value for key, value in table.items()}


def _date(value: object) -> object:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return value


def _empty_arm(experiments: Sequence[Tables]) -> tuple[int, str] | None:
    """Number of an experiment and its first arm without ads. By day, one arm stays empty."""
    for index, each in enumerate(experiments):
        empty = [arm for arm, ads in each["arms"].items() if not ads]
        if len(empty) > (each.get("unit") == DAY):
            return index, empty[0]
    return None
