"""Report of the file that subscriber.py writes: each creative with its curve, and the state of each kiosk."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

BARS = "▁▂▃▄▅▆▇█"
COLUMNS = 40  # of a curve; a longer creative has several media seconds per column
NAME = """json_extract(payload, '$.creative') || ifnull(' ' || json_extract(payload, '$.experiment.id') || '/'
    || json_extract(payload, '$.experiment.arm'), '')"""
# Each mean is weighted by its number of people: a batch of 40 people counts four times as much as one of 10. The more
# batches, the less of the kiosk's noise is left. Before version 3 of reactions `smile` was called `positive`.
CREATIVES = f"""SELECT name, sum(kind = 'play'), sum(exposed), sum(watchers), sum(attention_s * exposed) / sum(exposed),
    sum(smile * n) / sum(n * (smile IS NOT NULL)) FROM (SELECT kind, {NAME} AS name,
    json_extract(payload, '$.exposed') AS exposed, json_extract(payload, '$.watchers') AS watchers,
    json_extract(payload, '$.attention_s') AS attention_s, json_extract(payload, '$.n') AS n,
    ifnull(json_extract(payload, '$.smile'), json_extract(payload, '$.positive')) AS smile
    FROM messages WHERE kind IN ('play', 'reaction'))
    GROUP BY name ORDER BY name"""
CELLS = f"""SELECT name, total(smile * n), total(n * (smile IS NOT NULL)) FROM (SELECT {NAME} AS name,
    cell.key AS second, cell.value AS smile, json_extract(payload, '$.curve.n[' || cell.key || ']') AS n
    FROM messages, json_each(ifnull(json_extract(payload, '$.curve.smile'), json_extract(payload, '$.curve.positive')))
    AS cell WHERE kind = 'reaction')
    GROUP BY name, second ORDER BY name, second"""
DEVICES = """SELECT device, state, at, lost, (SELECT count(*) FROM messages WHERE device = devices.device),
    (SELECT count(*) FROM missing WHERE device = devices.device) FROM devices ORDER BY device"""

Cell = tuple[float, float]  # the sum of smile over people, and how many people


def report(path: Path) -> Iterator[str]:
    """Lines of the report; the subscriber may write meanwhile. sqlite3.Error for a file of another kind."""
    if not path.exists():
        raise SystemExit(f"{path}: there is no such file. Name the one that subscriber.py writes: --db FILE.")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        curves: dict[str, list[Cell]] = defaultdict(list)
        for name, smile, people in db.execute(CELLS):
            curves[name].append((smile, people))
        means = [smile / people for curve in curves.values() for smile, people in curve if people]
        top = _clipped(max(means, default=0.0))
        yield f"{'creative':24} plays  exposed  watchers  attention     smile  second by second, 0 to {top:.2f}"
        for name, plays, exposed, watchers, attention_s, smile in db.execute(CREATIVES):
            if exposed is None:
                yield f"{_fit(name, 24)} {plays:5}  too few people to tell"
            else:
                smiles = "-" if smile is None else f"{_clipped(smile):.2f}"
                numbers = f"{plays:5}  {exposed:7}  {watchers:8}  {attention_s:7.1f} s  {smiles:>8}"
                yield f"{_fit(name, 24)} {numbers}  {sparkline(curves[name], top)}"
        yield ""
        yield f"{'device':32} {'state':17} {'last seen':24} messages  missing  lost"
        for device, state, at, lost, messages, missing in db.execute(DEVICES):
            yield f"{_fit(device, 32)} {state or '?':17} {at:24} {messages:8}  {missing:7}  {lost:4}"


def sparkline(curve: Sequence[Cell], top: float) -> str:
    """Curve as one character per column, from 0 to `top`; a middle dot where there were too few people."""
    columns = [(0.0, 0.0)] * min(len(curve), COLUMNS)
    for second, (smile, people) in enumerate(curve):
        column = second * len(columns) // len(curve)
        columns[column] = (columns[column][0] + smile, columns[column][1] + people)
    return "".join(_bar(smile / people / (top or 1.0)) if people else "·" for smile, people in columns)


def _bar(share: float) -> str:
    return BARS[min(int(_clipped(share) * len(BARS)), len(BARS) - 1)]


def _clipped(mean: float) -> float:
    """Share for the eye: the noise of a kiosk may carry a mean below 0 or above 1. Sums take it as it is."""
    return min(max(mean, 0.0), 1.0)


def _fit(name: str, width: int) -> str:
    """Pads the name to `width`, or cuts out its middle."""
    return name.ljust(width) if len(name) <= width else f"{name[: width // 2]}…{name[width // 2 + 1 - width :]}"
