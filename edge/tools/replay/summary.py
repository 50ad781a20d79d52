"""Summary of a replay for people: the visits, and one line per creative."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from edge.events import Release, ReleasedReaction, ReleasedWindow

BARS = "▁▂▃▄▅▆▇█"

FEWER = "If everybody in the recording has consented, use --k 1."
NO_PLAYS = (
    "it is not known what was shown, so there are no reactions. Add --plays FILE with lines creative,start_s,end_s, "
    "or --ads FOLDER with the videos in order."
)


def sparkline_text(values: Sequence[float | None], low: float, high: float) -> str:
    """One character per value on a scale from `low` to `high`. A withheld value (None) becomes a middle dot."""
    span = high - low
    scaled = [None if v is None else min(max((v - low) / span, 0.0), 1.0) for v in values]
    return "".join("·" if s is None else BARS[min(int(s * len(BARS)), len(BARS) - 1)] for s in scaled)


@dataclass(frozen=True, slots=True)
class ExpressionMeans:
    """Mean expressions in total and by media second, and the watchers of each second. None: not reported."""

    smile: float | None
    valence: float | None
    smile_curve: Sequence[float | None]
    valence_curve: Sequence[float | None]
    watchers: Sequence[int]


@dataclass(frozen=True, slots=True)
class CreativeLine:
    """Line about one creative: a text, then the expressions, then the number of people with an expression."""

    start: str
    means: ExpressionMeans
    of: str


def summary_lines(
    releases: Iterable[Release],
    k: int,
    k_reaction: int,
    titles: Mapping[str, str] = MappingProxyType({}),
    *,
    has_plays: bool = True,
    abstained: str = "",
) -> list[str]:
    """Lines for a terminal: visits and watchers, then each creative with its curve over its seconds.

    If nothing may be reported, a line names the option that changes this. `has_plays`: whether plays are known.
    `abstained`: sentence about a model that never returned scores, in which case no option helps.
    """
    fewer = "" if abstained else f" {FEWER}"
    releases = list(releases)
    windows = [release for release in releases if isinstance(release, ReleasedWindow)]
    reactions = [release for release in releases if isinstance(release, ReleasedReaction)]
    visits, watchers = sum(w.visits for w in windows), sum(w.watchers for w in windows)
    lines = [f"{visits} visits, {watchers} watchers, in {len(windows)} windows with at least {k} people each"]
    if not windows:
        lines = [f"no window had at least {k} people, so nothing may be reported.{fewer}"]
    lines += draw_curves([_line(r, titles) for r in sorted(reactions, key=lambda r: (r.creative, r.at_s))])
    if not has_plays:
        lines.append(NO_PLAYS)
    elif not reactions and abstained:
        lines.append(f"no reaction is reported: {abstained}")
    elif not reactions:
        lines.append(
            f"no creative has verdicts from at least {k_reaction} people, so no reaction may be reported.{fewer}"
        )
    return lines


def creative_label(reaction: ReleasedReaction, titles: Mapping[str, str]) -> str:
    """Name of the creative, with its title and arm if it has them."""
    title = f' "{titles[reaction.creative]}"' if reaction.creative in titles else ""
    arm = f" ({reaction.experiment.id} {reaction.experiment.arm})" if reaction.experiment else ""
    return f"{reaction.creative}{title}{arm}"


def _line(reaction: ReleasedReaction, titles: Mapping[str, str]) -> CreativeLine:
    curve = reaction.curve
    return CreativeLine(
        f"{creative_label(reaction, titles)}: {reaction.plays} plays, {reaction.exposed} exposed, "
        f"{reaction.watchers} watchers, attention {reaction.attention_s:.1f} s",
        ExpressionMeans(reaction.smile, reaction.valence, curve.smile, curve.valence, curve.watchers),
        f"{reaction.n} watchers, one character per second",
    )


def draw_curves(lines: Sequence[CreativeLine]) -> list[str]:
    """Lines with expressions and curves.

    All curves of a measure have the same scale, so that you can compare them. A curve shows valence; smiles if valence
    is not reported; or watchers if no expression is reported.
    """
    valence = _most(cell for line in lines if line.means.valence is not None for cell in line.means.valence_curve)
    smiles = _most(cell for line in lines if line.means.smile is not None for cell in line.means.smile_curve)
    watchers = max((most for line in lines for most in line.means.watchers), default=0) or 1
    return [line.start + _expressions_text(line.means, line.of, valence, smiles, watchers) for line in lines]


def _expressions_text(
    means: ExpressionMeans, of: str, valence_most: float, smiles_most: float, watchers_most: int
) -> str:
    """Text with the reported expressions and the curve. Values that noise moved out of their range are clipped."""
    smiles = "" if means.smile is None else f", smiles {min(max(means.smile, 0.0), 1.0):.0%}"
    if means.valence is not None:
        valence = min(max(means.valence, -1.0), 1.0)
        curve = sparkline_text(means.valence_curve, -valence_most, valence_most)
        return f"{smiles}, valence {valence:+.2f} {curve} ({of}, ±{valence_most:.2f})"
    if smiles:
        return f"{smiles} {sparkline_text(means.smile_curve, 0.0, smiles_most)} ({of}, 0 to {smiles_most:.0%})"
    return (
        f" {sparkline_text(means.watchers, 0, watchers_most)} (watchers, one character per second, 0 to "
        f"{watchers_most})"
    )


def _most(cells: Iterable[float | None]) -> float:
    """Scale of a curve: largest distance of a value from 0, at most 1. It is 1 if all values are 0 or withheld."""
    return min(max((abs(value) for value in cells if value is not None), default=0.0), 1.0) or 1.0
