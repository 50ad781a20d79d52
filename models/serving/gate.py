"""Rules that the measured numbers of a model must meet, including the rules that the kiosk itself applies.

Uses only the standard library. The kiosk checks a voice model, and the measures of an expression model, by its
settings.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from models.serving.spec import ModelSpec

SHOP_MEASURES = ("smile",)
"""All measures of an expression model that a shop may report, whatever its card shows. A shop draws no other conclusion
from a face.
"""


VERDICT = "verdict"
"""Metric with the verdict of `vitrina models make`. Models that were made in another way have none."""

SHOP, RESEARCH = "shop", "research"


@dataclass(frozen=True)
class NetworkGateRule:
    """One rule of the gate: lowest and highest allowed value of a number in the model settings.

    `path`: dotted path through the keys of `metrics`. `parameters` can also be at the top level of the settings.
    """

    path: str
    at_least: float | None = None
    at_most: float | None = None

    def is_within_bounds(self, value: float | None) -> bool:
        """True if the value is within the bounds; False for None, which means that it was not measured."""
        if value is None:
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    @property
    def bound(self) -> str:
        """The bounds of the rule as text."""
        sides = (("≥", self.at_least), ("≤", self.at_most))
        return ", ".join(f"{sign} {bound:,}" for sign, bound in sides if bound is not None)


VOICE = (
    # Laughs at 5 to 15 dB over the room, the median of five folds of people and rooms, each judged with a network that
    # was trained without it (models.evaluate voice-folds --run). People by whom a network or its thresholds were chosen
    # flatter it, so `folds` of the shipped network, which are such people, do not count.
    NetworkGateRule("cross_validation.median.laughter_recall", at_least=0.65),
    NetworkGateRule("cross_validation.median.false_per_hour", at_most=20.0),
    # No group of people may pay for a good median.
    NetworkGateRule("cross_validation.worst.laughter_recall", at_least=0.5),
    # Shorter trainings, or those on fewer people, say little about the network that ships.
    NetworkGateRule("cross_validation.networks", at_least=5),
    NetworkGateRule("cross_validation.epochs_share", at_least=1.0),
    NetworkGateRule("voice.real_time_factor", at_most=0.01),
    NetworkGateRule("variants.int8.balanced_accuracy_lost", at_most=0.005),
    NetworkGateRule("variants.fp16.balanced_accuracy_lost", at_most=0.005),
    NetworkGateRule("parameters", at_most=500_000),
)
"""Rules for a voice model. A shop detects laughter only with a model that passes all of them."""

SMILE = (
    # What `python -m models.evaluate smile --write` puts into the spec, on pictures of people who trained nothing.
    # Of 100 pictures, a share of 0.85 lies between 0.77 and 0.91 (Wilson, 95 %).
    NetworkGateRule("smile.n", at_least=100),
    # "No smile", whatever the picture, is right for 0.73 of FER+'s public part.
    NetworkGateRule("smile.smile_accuracy", at_least=0.85, at_most=1),
    # Where smiles are rare, "no smile" is right nearly always: most smiles, and most faces without one, must be found.
    NetworkGateRule("smile.smiles_found", at_least=0.5, at_most=1),
    NetworkGateRule("smile.others_found", at_least=0.5, at_most=1),
    # A model that abstains from most faces reports the few that it finds easy.
    NetworkGateRule("smile.coverage", at_least=0.5, at_most=1),
    # The worst of five groups of people: no group may pay for a good mean.
    NetworkGateRule("smile.folds.worst.smile_accuracy", at_least=0.8, at_most=1),
)
"""Rules for a smile detector. A shop counts smiles only with a model that passes all of them."""


@dataclass(frozen=True)
class NetworkGateResult:
    """A rule, and the value that was checked."""

    rule: NetworkGateRule
    value: float | None

    @property
    def passed(self) -> bool:
        """True if the value is within the bounds of the rule."""
        return self.rule.is_within_bounds(self.value)

    def as_json(self) -> dict[str, Any]:
        """Path, value, bound and result, as a model card stores them."""
        return {"path": self.rule.path, "value": self.value, "bound": self.rule.bound, "passed": self.passed}


def number_at_path(facts: Any, path: str) -> float | None:
    """Number at a dotted path of keys and list indices. None if there is no finite number."""
    for key in path.split("."):
        if isinstance(facts, dict):
            facts = facts.get(key)
        elif isinstance(facts, (list, tuple)) and key.isdigit() and int(key) < len(facts):
            facts = facts[int(key)]
        else:
            return None
    is_number = isinstance(facts, (int, float)) and not isinstance(facts, bool) and isfinite(facts)
    return float(facts) if is_number else None


def rule_results(spec: ModelSpec, rules: Iterable[NetworkGateRule]) -> list[NetworkGateResult]:
    """Result of every rule for the numbers in model settings."""
    facts = {**spec.metrics, "parameters": spec.parameters}
    return [NetworkGateResult(rule, number_at_path(facts, rule.path)) for rule in rules]


def failed_rules_text(spec: ModelSpec, rules: Iterable[NetworkGateRule]) -> str:
    """Text that lists all rules that a model does not meet, with the measured numbers; empty if it meets all rules."""
    found = [result for result in rule_results(spec, rules) if not result.passed]
    return "; ".join(f"{result.rule.path} {result.rule.bound} ({_measured(result.value)})" for result in found)


def _measured(value: float | None) -> str:
    return "not measured" if value is None else f"it has {value:,g}"


def unmet_smile_rules(spec: ModelSpec) -> str:
    """Text that lists the rules of SMILE that an expression model does not meet; empty if it reports no smiles.

    Scores that name another model file, such as a file from before a new training, do not count for this model. A model
    with a verdict needs the verdict SHOP.
    """
    if "smile" not in spec.measures:
        return ""
    if spec.metrics.get(VERDICT, SHOP) != SHOP:
        return f"{VERDICT} {SHOP} (it has {spec.metrics[VERDICT]}: its page says what is missing)"
    smile = spec.metrics.get("smile")
    measured = smile.get("model", spec.label) if isinstance(smile, dict) else spec.label
    if measured != spec.label:
        return f"smile.model {spec.label} (the scores are of {measured})"
    return failed_rules_text(spec, SMILE)


def shop_measures(spec: ModelSpec) -> tuple[str, ...]:
    """Measures of an expression model that a shop may report: SHOP_MEASURES, if the settings show that they work well
    enough.
    """
    return () if unmet_smile_rules(spec) else tuple(measure for measure in spec.measures if measure in SHOP_MEASURES)
