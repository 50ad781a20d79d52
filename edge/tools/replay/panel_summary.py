"""Summary of a panel for people: one line per creative, over all participants."""

from collections.abc import Callable, Iterable, Sequence

from edge.events import Release, ReleasedReaction, ReleasedWindow
from edge.tools.replay.panel_files import Participant
from edge.tools.replay.summary import CreativeLine, ExpressionMeans, creative_label, draw_curves

Key = tuple[str, str]
"""Key of a line in the summary: creative, and experiment and arm."""


def panel_summary(
    told: Iterable[tuple[Participant, Release]],
    people: Sequence[Participant],
    abstained: Callable[[], str] = lambda: "",
) -> list[str]:
    """Lines for a terminal. Means are over participants: each one counts once, even if their track broke several times.

    `abstained`: returns a sentence about a model that never returned scores. It is called after all of `told` was read.
    """
    visits = 0
    reactions: dict[Key, dict[int, list[ReleasedReaction]]] = {}
    for person, release in told:
        if isinstance(release, ReleasedWindow):
            visits += release.visits
        elif isinstance(release, ReleasedReaction):
            arm = f"{release.experiment.id} {release.experiment.arm}" if release.experiment else ""
            by_person = reactions.setdefault((release.creative, arm), {})
            by_person.setdefault(person.number, []).append(release)
    titles = {creative: title for person in people for creative, title in person.plays.titles.items()}
    lines = [f"{len(people)} participants, {visits} visits"]
    lines += draw_curves([_creative_line(list(reactions[key].values()), titles) for key in sorted(reactions)])
    if reactions:
        return lines
    if why := abstained():
        return [*lines, f"no reaction is reported: {why}"]
    return [*lines, "no participant was in view while a creative played, so there are no reactions"]


def _creative_line(by_person: list[list[ReleasedReaction]], titles: dict[str, str]) -> CreativeLine:
    first = by_person[0][0]
    plays = sum(max(one.plays for one in reactions) for reactions in by_person)
    watched = sum(any(one.watchers for one in reactions) for reactions in by_person)
    read = sum(any(one.n for one in reactions) for reactions in by_person)
    attention_s = _mean([_weighted([(one.attention_s, one.exposed) for one in one_person]) for one_person in by_person])
    means = ExpressionMeans(
        _mean([_weighted([(one.smile, one.n) for one in one_person]) for one_person in by_person]),
        _mean([_weighted([(one.valence, one.n) for one in one_person]) for one_person in by_person]),
        _curve(by_person, "smile"),
        _curve(by_person, "valence"),
        _watchers(by_person),
    )
    return CreativeLine(
        f"{creative_label(first, titles)}: {len(by_person)} participants, {watched} watched, {plays} plays, "
        f"attention {attention_s or 0.0:.1f} s",
        means,
        f"{read} participants, one character per second",
    )


def _curve(by_person: list[list[ReleasedReaction]], measure: str) -> list[float | None]:
    """Mean for each media second, over the participants who have a value."""

    def cell(reactions: list[ReleasedReaction], second: int) -> float | None:
        curves = [one.curve for one in reactions if second < len(one.curve.n)]
        return _weighted([(getattr(curve, measure)[second], curve.n[second] or 0) for curve in curves])

    return [_mean([cell(reactions, second) for reactions in by_person]) for second in range(_seconds(by_person))]


def _watchers(by_person: list[list[ReleasedReaction]]) -> list[int]:
    """Number of participants who watched each media second."""
    return [
        sum(any(second < len(one.curve.watchers) and one.curve.watchers[second] for one in some) for some in by_person)
        for second in range(_seconds(by_person))
    ]


def _seconds(by_person: list[list[ReleasedReaction]]) -> int:
    return max(len(one.curve.watchers) for reactions in by_person for one in reactions)


def _weighted(values: Sequence[tuple[float | None, int]]) -> float | None:
    """Weighted mean of one participant's values; None if there are no values."""
    known = [(value, weight) for value, weight in values if value is not None and weight > 0]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
