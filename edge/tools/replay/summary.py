"""What a recording said about each creative, in one line for people."""

from collections.abc import Iterable, Sequence

from edge.events import Release, ReleasedReaction, ReleasedWindow

BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float | None], low: float, high: float) -> str:
    """One character a value between `low` and `high`; a value that may not be told is a middle dot."""
    span = high - low
    scaled = [None if v is None else min(max((v - low) / span, 0.0), 1.0) for v in values]
    return "".join("·" if s is None else BARS[min(int(s * len(BARS)), len(BARS) - 1)] for s in scaled)


def summary(told: Iterable[Release], k: int, k_reaction: int) -> list[str]:
    """Lines for a terminal: the flow of people, then each creative with its valence over its seconds."""
    told = list(told)
    windows = [t for t in told if isinstance(t, ReleasedWindow)]
    reactions = [t for t in told if isinstance(t, ReleasedReaction)]
    visits, watchers = sum(w.visits for w in windows), sum(w.watchers for w in windows)
    lines = [f"{visits} visits, {watchers} watchers, in {len(windows)} windows about {k} people or more"]
    if not windows:
        lines = [f"no window was about {k} people or more, so nothing may be told of anybody"]
    lines += [_line(r) for r in sorted(reactions, key=lambda r: (r.creative, r.at_s))]
    if not reactions:
        lines.append(f"no creative has verdicts of {k_reaction} people or more, so no reaction may be told")
    return lines


def _line(told: ReleasedReaction) -> str:
    arm = f" ({told.experiment.id} {told.experiment.arm})" if told.experiment else ""
    span = max((abs(v) for v in told.curve.valence if v is not None), default=0.0) or 1.0
    return (
        f"{told.creative}{arm}: {told.plays} plays, {told.exposed} exposed, {told.watchers} watchers, "
        f"attention {told.attention_s:.1f} s, smiles {told.positive:.0%}, valence {told.valence:+.2f} "
        f"{sparkline(told.curve.valence, -span, span)} (of {told.n} watchers, a second each, ±{span:.2f})"
    )
