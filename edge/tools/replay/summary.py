"""Summary of a replay for people: the visits, and one line for each creative."""

from collections.abc import Iterable, Sequence

from edge.events import Release, ReleasedReaction, ReleasedWindow

BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float | None], low: float, high: float) -> str:
    """One character for each value, between `low` and `high`. A withheld value (None) is a middle dot."""
    span = high - low
    scaled = [None if v is None else min(max((v - low) / span, 0.0), 1.0) for v in values]
    return "".join("·" if s is None else BARS[min(int(s * len(BARS)), len(BARS) - 1)] for s in scaled)


def summary(releases: Iterable[Release], k: int, k_reaction: int) -> list[str]:
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
    lines += [_line(r) for r in sorted(reactions, key=lambda r: (r.creative, r.at_s))]
    if not reactions:
        lines.append(f"no creative has verdicts of {k_reaction} people or more, so no reaction may be told")
    return lines


def _line(reaction: ReleasedReaction) -> str:
    arm = f" ({reaction.experiment.id} {reaction.experiment.arm})" if reaction.experiment else ""
    return (
        f"{reaction.creative}{arm}: {reaction.plays} plays, {reaction.exposed} exposed, {reaction.watchers} watchers, "
        f"attention {reaction.attention_s:.1f} s{_expressions(reaction)}"
    )


def _expressions(reaction: ReleasedReaction) -> str:
    """Expressions that are told, and the curve. Noise may carry a number out of its range: clipped for the eye."""
    curve, of = reaction.curve, f"(of {reaction.n} watchers, a second each"
    smiles = "" if reaction.positive is None else f", smiles {min(max(reaction.positive, 0.0), 1.0):.0%}"
    if reaction.valence is not None:
        span = _most(curve.valence)
        valence = min(max(reaction.valence, -1.0), 1.0)
        return f"{smiles}, valence {valence:+.2f} {sparkline(curve.valence, -span, span)} {of}, ±{span:.2f})"
    if smiles:
        most = _most(curve.positive)
        return f"{smiles} {sparkline(curve.positive, 0.0, most)} {of}, 0 to {most:.0%})"
    most_watchers = max(curve.watchers) or 1
    return f" {sparkline(curve.watchers, 0, most_watchers)} (watchers, a second each, 0 to {most_watchers})"


def _most(cells: Sequence[float | None]) -> float:
    """Largest distance from 0, at most 1; 1 if all are 0 or withheld."""
    return min(max((abs(value) for value in cells if value is not None), default=0.0), 1.0) or 1.0
