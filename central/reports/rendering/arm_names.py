"""Experiments as people read them: arms have the names of their ads, and the arm with the larger number is first."""

import re
from collections import Counter
from collections.abc import Mapping

from central.languages.language import ENGLISH, Language
from central.reports.experiment_values import Arm, Difference, Experiment
from central.reports.rendering.text import join_words, plain_line

MOST_NAMES = 2
"""Number of ads of an arm that its name lists."""


def arm_names(experiment: Experiment, t: Language = ENGLISH) -> dict[str, str]:
    """Names of the arms: those of their ads. If two arms would have the same name, the arm follows in brackets."""
    named = {arm.arm: _ads_of_arm(arm, t) for arm in experiment.arms}
    times = Counter(name.casefold() for name in named.values())
    return {
        arm: t("verdict.arm", name=name, arm=plain_line(arm)) if times[name.casefold()] > 1 else name
        for arm, name in named.items()
    }


def larger_first(experiment: Experiment, t: Language = ENGLISH) -> Experiment:
    """The experiment with its arms from the largest to the smallest number, each difference positive, and the arms of
    differences and winner under the names that `arm_names` gives them.
    """
    names = arm_names(experiment, t)

    def turned(pair: Difference) -> Difference:
        return turn_pair(pair, names, is_turned=(pair.mean or 0.0) < 0)

    arms = sorted(experiment.arms, key=lambda arm: (arm.mean is None, -(arm.mean or 0.0)))
    of_two = experiment.difference
    return experiment.model_copy(
        update={
            "arms": arms,
            "differences": [turned(pair) for pair in experiment.differences],
            "difference": None if of_two is None else turned(of_two),
            "winner": None if experiment.winner is None else _name_of(experiment.winner, names),
        }
    )


def name_arms_in_note(note: str, names: Mapping[str, str]) -> str:
    """A note with the names of the ads instead of X in each "arm X", and in each "X 1,200" of a list of plays."""
    known = "|".join(re.escape(arm) for arm in sorted(names, key=len, reverse=True))
    if not known:
        return note
    of_plays = rf"(?<=\bPlays: )({known})(?= \d)|(?<=\d, )({known})(?= \d)"
    note = re.sub(of_plays, lambda found: names[found[1] or found[2]], note)
    return re.sub(rf"\b([Aa]rm) ({known})(?!\w)", lambda found: f"{found[1]} {names[found[2]]}", note)


def _ads_of_arm(arm: Arm, t: Language) -> str:
    titles = [plain_line(title) for title in arm.titles or arm.creatives] or [plain_line(arm.arm)]
    if len(titles) <= MOST_NAMES:
        return join_words(titles, t)
    return t("verdict.and_others", first=titles[0], count=len(titles) - 1)


def _name_of(arm: str, names: dict[str, str]) -> str:
    return names.get(arm, plain_line(arm))


def turn_pair(pair: Difference, names: dict[str, str], *, is_turned: bool) -> Difference:
    """The difference of arms under their names. `is_turned`: as second minus first arm."""
    first, second = (_name_of(arm, names) for arm in pair.of)
    winner = None if pair.winner is None else _name_of(pair.winner, names)
    named = pair.model_copy(update={"of": (first, second), "winner": winner})
    return _negative(named) if is_turned else named


def _negative(pair: Difference) -> Difference:
    """The same difference seen from its second arm."""
    change = pair.change
    turned = {
        "of": (pair.of[1], pair.of[0]),
        **_turned(pair, "mean", "mean"),
        **_turned(pair, "low", "high"),
        **_turned(pair, "sequence_low", "sequence_high"),
        **_turned(pair, "second_0", "second_0"),
        "weeks": [
            week.model_copy(update={**_turned(week, "mean", "mean"), **_turned(week, "low", "high")})
            for week in pair.weeks
        ],
        "change": change
        and change.model_copy(update={**_turned(change, "first", "first"), **_turned(change, "last", "last")}),
    }
    return pair.model_copy(update=turned)


def _turned(values: object, low: str, high: str) -> dict[str, float | None]:
    """Both ends of an interval, or one value under both names, with the opposite sign."""
    ends = (getattr(values, high), getattr(values, low))
    return {name: None if end is None else -end for name, end in zip((low, high), ends, strict=True)}
