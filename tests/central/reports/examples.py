"""Reports of every kind, with seeded numbers of believable size, for tests and for looking at pages."""

import math
import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone

from central.measures import CURVES, MEASURES
from central.reasons import FEW_SITES
from central.reports.values import (
    Cell,
    Flow,
    Here,
    Hour,
    Interval,
    Measure,
    ModelSpan,
    Moment,
    OverDays,
    Part,
    Report,
    Score,
    Second,
    Seen,
    Site,
    Wanted,
    Withheld,
    site_order,
)

GENERATED = datetime(2026, 11, 27, 9, 30, tzinfo=timezone.utc)
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 15)
NOT_READ = "the reader of a shop does not tell it"
SHOPS: tuple[str, ...] = (
    "alexa",
    "boulevard",
    "city-west",
    "dockside",
    "east-gate",
    "forum",
    "grand-arcade",
    "harbour",
    "isar-park",
)
SHOPS += ("kudamm", "lindenhof", "mitte", "north-mall", "old-town", "plaza")
LEVELS = {
    "attention_s": (4.4, 0.4),
    "watched_share": (0.46, 0.04),
    "smile": (0.16, 0.02),
    "negative": (0.11, 0.02),
    "surprise": (0.06, 0.012),
    "valence": (0.08, 0.03),
    "arousal": (0.14, 0.03),
    "laughter_s": (0.4, 0.1),
    "body_arousal": (None, None),
    "hr_bpm": (None, None),
    "scr_per_min": (None, None),
}
Shape = Callable[[int], float]


def rise(first: int, last: int, size: float) -> Shape:
    """Shape of a curve that is higher by `size` from one second to another."""

    def shape(second: int) -> float:
        inside = 1.0 if first <= second < last else 0.35 if second in (first - 1, last) else 0.0
        return size * inside + 0.01 * math.sin(second / 3.1)

    return shape


RISE = rise(6, 9, 0.05)


def report(
    creative: str = "spring_a",
    *,
    sites: int = 12,
    seconds: int = 30,
    level: float = 0.16,
    shape: Shape = RISE,
    seed: int = 1,
    told: float = 0.93,
    **fields: object,
) -> Report:
    """Report of a creative in some shops. `fields` replace those of the report."""
    rng = random.Random(seed)
    unit = str(fields.get("unit", "sites"))
    measures = {name: _measure(name, sites, level, told, rng, panel=unit == "participants") for name in MEASURES}
    curve = [_second(second, sites, level + shape(second), told, rng) for second in range(seconds)]
    scores = _scores(sites, level, shape, seconds)
    values: dict[str, object] = {
        "tenant": "acme",
        "creative": creative,
        "from_": FIRST,
        "to": LAST,
        "unit": unit,
        "devices": max(sites, 1),
        "tz": ["Europe/Berlin"],
        "generated": GENERATED,
        "simulated": False,
        "research": False,
        "seen": None if unit == "participants" else _seen(sites),
        "flow": _flow(sites, rng),
        "measures": measures,
        "curve": curve,
        "moments": _moments(shape, seconds) if sites >= 10 else [],
        "retention": scores.pop("retention"),
        "scores": scores,
        "sites": _sites(sites, level, unit, rng),
        "hours": _hours(range(9, 21), sites, rng),
        "weekdays": _hours(range(7), sites, rng, within=False),
        "parts": _parts(level) if sites >= 4 else [],
        "reported_share": told,
        "read_share": 0.84,
        "withheld": Withheld(plays=1 - told, seconds=(1 - told) * 1.6, sites=0.0),
        "models": [_model("smile-mesh@sha256:ab12cd34ef56", FIRST, LAST, 4210)],
        "third": "upper",
        "wanted": Wanted(difference=0.02, days=23 if sites < 4 else None),
        "notes": [],
    }
    return Report.model_validate({**values, **fields})


def _measure(name: str, sites: int, level: float, told: float, rng: random.Random, *, panel: bool) -> Measure:
    base, half = LEVELS[name]
    people = sites if panel else sites * 352
    counts = {
        "sites": sites,
        "site_days": sites * 14,
        "reactions": sites * 41,
        "people": people,
        "reported_share": told,
    }
    if base is None or half is None or sites == 0:
        why = "no sensor kits" if base is None else "too few people watched at a time"
        return Measure(mean=None, low=None, high=None, reason=why, method="", **{**counts, "sites": 0, "people": 0})
    mean = level if name == "smile" else base * rng.uniform(0.9, 1.1)
    if sites >= 4:
        half *= math.sqrt(12 / sites)
        alike = Interval(mean=mean * 0.97, low=mean * 0.97 - half, high=mean * 0.97 + half)
        return Measure(mean=mean, low=mean - half, high=mean + half, method="t over shops", people_mean=alike, **counts)
    here = Here(mean=mean, low=mean - 1.4 * half, high=mean + 1.4 * half, days=14)
    return Measure(mean=mean, low=None, high=None, reason=FEW_SITES, method="ratio", here=here, **counts)


def _seen(sites: int) -> Seen:
    if sites == 0:
        return Seen(visits=None, low=None, high=None, at_least=False, watchers=0, reason="too few people at a time")
    watchers = 1_031 * sites
    low, high = (round(1.07 * watchers), round(1.11 * watchers)) if sites >= 4 else (None, None)
    why = FEW_SITES if sites < 4 else None
    return Seen(visits=round(1.08 * watchers), low=low, high=high, at_least=sites < 3, watchers=watchers, reason=why)


def _second(second: int, sites: int, mean: float, told: float, rng: random.Random) -> Second:
    watchers = round(sites * 352 * (0.9 - 0.4 * second / (second + 40)) * rng.uniform(0.97, 1.03))
    n = round(watchers * 0.8)
    cells = {name: _cell(mean if name == "smile" else 0.3 * mean, sites, rng) for name in CURVES}
    smile = cells["smile"]
    return Second(
        second=second,
        sites=sites,
        watchers=watchers,
        n=n,
        reported_share=told,
        smile=smile.value,
        low=smile.low,
        high=smile.high,
        band_low=smile.band_low,
        band_high=smile.band_high,
        measures=cells,
    )


def _cell(mean: float, sites: int, rng: random.Random) -> Cell:
    value = mean + rng.gauss(0, 0.004 if sites >= 4 else 0.012)
    half = 0.018 * math.sqrt(12 / max(sites, 1))
    low, high = (value - half, value + half) if sites >= 4 else (None, None)
    band_low, band_high = (value - 1.6 * half, value + 1.6 * half) if sites >= 10 else (None, None)
    return Cell(value=value, low=low, high=high, band_low=band_low, band_high=band_high)


def _moments(shape: Shape, seconds: int) -> list[Moment]:
    """Runs of seconds whose planted rise is large."""
    found: list[Moment] = []
    mean = sum(shape(second) for second in range(seconds)) / max(seconds, 1)
    for second in range(seconds):
        size = shape(second) - mean
        if abs(size) < 0.03:
            continue
        if found and found[-1].to_second == second:
            found[-1] = found[-1].model_copy(update={"to_second": second + 1})
        else:
            found.append(
                Moment(from_second=second, to_second=second + 1, size=size, low=size - 0.022, high=size + 0.022)
            )
    return found


def _scores(sites: int, level: float, shape: Shape, seconds: int) -> dict[str, Score]:
    peak_second = max(range(seconds), key=shape, default=0)
    means = {"peak": level + shape(peak_second), "end": level + shape(seconds - 1), "first_3_s": level + shape(0)}
    means |= {"peak_end": (means["peak"] + means["end"]) / 2, "retention": 0.97}
    found = {}
    for name, mean in means.items():
        span = (mean - 0.03, mean + 0.03) if sites >= 4 else (None, None)
        reason = None if sites >= 4 else FEW_SITES
        second = peak_second if name == "peak" else None
        found[name] = Score(mean=mean, low=span[0], high=span[1], sites=sites, second=second, reason=reason)
    return found


def _sites(sites: int, level: float, unit: str, rng: random.Random) -> list[Site]:
    rows = []
    for index in range(sites):
        name = f"panel-{index + 1}" if unit == "participants" else f"{SHOPS[index % 15]}{index // 15 or ''}"
        people, half = round(352 * rng.lognormvariate(0, 0.6)), 0.03 * rng.lognormvariate(0, 0.4)
        value = level + rng.gauss(0, 0.03)
        shrunk = level + 0.5 * (value - level)
        rows.append(
            Site(
                site=name,
                devices=1,
                days=14,
                plays=1344,
                reactions=41,
                people=people,
                smile=value,
                low=value - half,
                high=value + half,
                shrunk=shrunk,
                beside=2 * (shrunk - level),
                beside_shrunk=shrunk - level,
                reported_share=min(rng.gauss(0.9, 0.08), 1.0),
                read_share=0.84,
            )
        )
    return sorted(rows, key=site_order)


def _flow(sites: int, rng: random.Random) -> Flow:
    visits = sites * 4210
    shares = {"0.5": 0.55, "1": 0.44, "2": 0.3, "5": 0.08}
    overlapping = sites * 1344 * rng.uniform(1.5, 1.8)
    dwell = {"0": 0.2, "2": 0.38, "5": 0.26, "15": 0.1, "30": 0.04, "60": 0.02}
    return Flow(
        plays=sites * 1344,
        proof_s=sites * 1344 * 15.0,
        windows=sites * 830,
        visits=visits,
        watchers=round(visits * 0.44),
        looked={edge: round(visits * share) for edge, share in shares.items()},
        dwell={edge: round(visits * share) for edge, share in dwell.items()},
        dwell_s=6.4,
        coverage=0.981,
        overlapping_visits=overlapping,
        overlapping_visits_interval=OverDays(low=0.94 * overlapping, high=1.06 * overlapping, days=28),
    )


def _hours(at: range, sites: int, rng: random.Random, *, within: bool = True) -> list[Hour]:
    rows = []
    for place, hour in enumerate(at):
        visits = round(sites * 350 * (0.5 + math.sin(math.pi * (place + 1) / (len(at) + 1))) * rng.uniform(0.9, 1.1))
        share = rng.uniform(0.8, 0.98) if within else None
        rows.append(
            Hour(at=hour, windows=visits // 20, visits=visits, watchers=round(visits * 0.44), dwell_s=6.1, within=share)
        )
    return rows


def _parts(level: float) -> list[Part]:
    return [
        Part(at=at, sites=8, people=900, smile=Interval(mean=mean, low=mean - 0.03, high=mean + 0.03))
        for at, mean in enumerate((level - 0.012, level + 0.008, level + 0.02))
    ]


def _model(name: str, first: date, last: date, people: int, *, is_used: bool = True) -> ModelSpan:
    return ModelSpan(model=name, from_=first, to=last, reactions=people // 9, people=people, is_used=is_used)


def nothing_told() -> Report:
    """A small shop in which too few people watched at a time."""
    made = report("quiet", sites=0, seconds=15, told=0.0, third=None)
    empty = Cell(value=None, low=None, high=None, band_low=None, band_high=None)
    curve = [_untold(second, empty) for second in made.curve]
    scores = {name: Score(mean=None, low=None, high=None, sites=0, reason="nothing was told") for name in made.scores}
    wanted = Wanted(difference=0.02, days=None)
    flow = report(sites=1).flow
    update = {
        "flow": flow,
        "curve": curve,
        "scores": scores,
        "retention": Score(mean=None, low=None, high=None, sites=0, reason="nothing was told"),
        "moments": [],
        "wanted": wanted,
        "models": [],
        "parts": [],
    }
    return made.model_copy(update=update)


def _untold(second: Second, empty: Cell) -> Second:
    none = {"smile": None, "low": None, "high": None, "band_low": None, "band_high": None}
    cells = dict.fromkeys(CURVES, empty)
    return second.model_copy(
        update={**none, "n": 0, "watchers": 4, "sites": 0, "measures": cells, "reported_share": 0.0}
    )


def with_gaps(seconds: set[int], made: Report) -> Report:
    """The report with some seconds withheld."""
    empty = Cell(value=None, low=None, high=None, band_low=None, band_high=None)
    return made.model_copy(
        update={"curve": [_untold(second, empty) if second.second in seconds else second for second in made.curve]}
    )


def shop_reader(made: Report) -> Report:
    """The report of the smile reader, which tells smiles alone."""
    none = {"mean": None, "low": None, "high": None, "reason": NOT_READ, "here": None, "people_mean": None}
    silent = ("negative", "surprise", "valence", "arousal")
    measures = {
        name: measure.model_copy(update=none) if name in silent else measure for name, measure in made.measures.items()
    }
    return made.model_copy(update={"measures": measures})


def two_models() -> Report:
    """A report of days on which the network changed."""
    change = FIRST + timedelta(days=9)
    models = [
        _model("smile-mesh@sha256:ab12cd34ef56", FIRST, change, 3120),
        _model("smile-mesh@sha256:0f9e8d7c6b5a", change, LAST, 1090, is_used=False),
    ]
    return report("summer_b", models=models, seed=5)


def reports() -> Mapping[str, Report]:
    """One report of each kind, by its name."""
    short = report("bumper", seconds=3, shape=rise(1, 2, 0.06), seed=8)
    return {
        "twelve-shops": shop_reader(report(name="Spring, first cut", tag="acme-spring")),
        "one-shop": report("corner", sites=1, seed=2),
        "two-shops": report("pair", sites=2, seed=3),
        "panel": report("trailer", sites=8, unit="participants", level=0.22, seed=4, hours=[], weekdays=[], parts=[]),
        "simulated": report("sim_a", simulated=True, tenant="sim-demo", seed=6),
        "research": report("lab_a", research=True, seed=7),
        "nothing-told": nothing_told(),
        "long": report("lecture", seconds=600, shape=rise(300, 330, 0.06), sites=60, seed=9),
        "short": short,
        "lone-second": with_gaps({3, 5, 11, 12, 13}, report("patchy", seed=10)),
        "little-told": report("evening", told=0.55, seed=11),
        "two-models": two_models(),
        "all-measures": report("full", research=True, seed=12, notes=["2 kiosks had a wrong clock on 4 Nov"]),
    }
