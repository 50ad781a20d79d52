"""Summary of a replay for people: the visits, and one line for each creative."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from edge.events import Release, ReleasedReaction, ReleasedWindow

BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float | None], low: float, high: float) -> str:
    """One character for each value, between `low` and `high`. A withheld value (None) is a middle dot."""
    span = high - low
    scaled = [None if v is None else min(max((v - low) / span, 0.0), 1.0) for v in values]
    return "".join("·" if s is None else BARS[min(int(s * len(BARS)), len(BARS) - 1)] for s in scaled)


def summary(
    releases: Iterable[Release], k: int, k_reaction: int, titles: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """Lines for a terminal: visits and watchers, then each creative with its curve over its seconds.

    The curve is of valence, of smiles if no valence is told, and of the watchers if no expression is.
    """
    releases = list(releases)
    windows = [release for release in releases if isinstance(release, ReleasedWindow)]
    reactions = [release for release in releases if isinstance(release, ReleasedReaction)]
    visits, watchers = sum(w.visits for w in windows), sum(w.watchers for w in windows)
    lines = [f"{visits} visits, {watchers} watchers, in {len(windows)} windows about {k} people or more"]
    if not windows:
        lines = [f"no window was about {k} people or more, so nothing may be told of anybody"]
    lines += [_line(r, titles) for r in sorted(reactions, key=lambda r: (r.creative, r.at_s))]
    if not reactions:
        lines.append(f"no creative has verdicts of {k_reaction} people or more, so no reaction may be told")
    return lines


def label(reaction: ReleasedReaction, titles: Mapping[str, str]) -> str:
    """The creative with its title and its arm, if it has them."""
    title = f' "{titles[reaction.creative]}"' if reaction.creative in titles else ""
    arm = f" ({reaction.experiment.id} {reaction.experiment.arm})" if reaction.experiment else ""
    return f"{reaction.creative}{title}{arm}"


def _line(reaction: ReleasedReaction, titles: Mapping[str, str]) -> str:
    curve = reaction.curve
    text = expressions(
        Means(reaction.positive, reaction.valence, curve.positive, curve.valence, curve.watchers),
        f"of {reaction.n} watchers, a second each",
    )
    return (
        f"{label(reaction, titles)}: {reaction.plays} plays, {reaction.exposed} exposed, {reaction.watchers} watchers, "
        f"attention {reaction.attention_s:.1f} s{text}"
    )


@dataclass(frozen=True, slots=True)
class Means:
    """Means of expressions, in all and by media second, and the watchers of each second. None: not told."""

    positive: float | None
    valence: float | None
    positive_curve: Sequence[float | None]
    valence_curve: Sequence[float | None]
    watchers: Sequence[int]


def expressions(means: Means, of: str) -> str:
    """Expressions that are told, and the curve. Noise may carry a number out of its range: clipped for the eye."""
    smiles = "" if means.positive is None else f", smiles {min(max(means.positive, 0.0), 1.0):.0%}"
    if means.valence is not None:
        span = _most(means.valence_curve)
        valence = min(max(means.valence, -1.0), 1.0)
        return f"{smiles}, valence {valence:+.2f} {sparkline(means.valence_curve, -span, span)} ({of}, ±{span:.2f})"
    if smiles:
        most = _most(means.positive_curve)
        return f"{smiles} {sparkline(means.positive_curve, 0.0, most)} ({of}, 0 to {most:.0%})"
    most_watchers = max(means.watchers) or 1
    return f" {sparkline(means.watchers, 0, most_watchers)} (watchers, a second each, 0 to {most_watchers})"


def _most(cells: Sequence[float | None]) -> float:
    """Largest distance from 0, at most 1; 1 if all are 0 or withheld."""
    return min(max((abs(value) for value in cells if value is not None), default=0.0), 1.0) or 1.0
