"""python -m models.gate NAME: may this network be shipped? The floors and ceilings, and what its spec says of each.

It reads what `python -m models.card` measured and looks at no data.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.serving.spec import ModelFileError, ModelSpec, spec_path


@dataclass(frozen=True)
class GateRule:
    """One line of the gate: the number that lies at `path` of the spec, and how low or high it may be.

    `path` goes through the keys of `metrics`, dots between them; `parameters` and `licence` of the spec lie there too.
    """

    path: str
    at_least: float | None = None
    at_most: float | None = None

    def allows(self, value: float | None) -> bool:
        """Whether a network with this value may pass; what was not measured may not."""
        if value is None or value != value:  # NaN
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    @property
    def bound(self) -> str:
        """For people."""
        sides = (("≥", self.at_least), ("≤", self.at_most))
        return ", ".join(f"{sign} {bound:,}" for sign, bound in sides if bound is not None)


GATES: dict[str, tuple[GateRule, ...]] = {
    "expression": (
        # The first network that shipped had 0.857, 0.862, 0.966 and 0.012; a later one may not be clearly worse.
        GateRule("expression.accuracy", at_least=0.85),
        GateRule("expression.accuracy_unleaked", at_least=0.85),
        GateRule("expression.smile_accuracy", at_least=0.96),
        GateRule("expression.ece", at_most=0.03),
        GateRule("expression.coverage", at_least=0.9),
        # Pictures of another kind: what is promised of a kiosk is the smile.
        GateRule("expression-ood.sheets.grey.smile_accuracy", at_least=0.93),
        # As the detector really cuts faces, and at the distance at which faces are read: what every kiosk does to them.
        GateRule("robustness.corruptions.crop_jitter.0.accuracy", at_least=0.8),
        GateRule("robustness.corruptions.crop_jitter.1.smile_accuracy", at_least=0.9),
        # Certain gaps between groups: the end of the interval nearest to none, over all pairs of groups together.
        # `negative` is told in steps of 0.01, and groups of ten mix: 0.05 between two groups would move a told number.
        GateRule("disparity.gaps.detection_rate.interval.0", at_most=0.02),
        GateRule("disparity.gaps.mean_abstained.interval.0", at_most=0.05),
        GateRule("disparity.gaps.mean_negative.interval.0", at_most=0.05),
        # What a smaller file may cost, as a share: half a point.
        GateRule("variants.int8.accuracy_lost", at_most=0.005),
        GateRule("variants.fp16.accuracy_lost", at_most=0.005),
        # For each face, of one full-range detector call in the same run: alone, and eight together.
        GateRule("parameters", at_most=1_500_000),
        GateRule("cost.batch_1", at_most=0.35),
        GateRule("cost.batch_8", at_most=0.28),
    ),
    "voice": (
        # Of speakers and rooms that it never heard. The first network had 0.485, 0.948, 0.948: no ear for a shop yet.
        GateRule("voice.balanced_accuracy", at_least=0.47),
        GateRule("voice.auc_amusement", at_least=0.97),
        GateRule("voice.auc_amusement_ambience", at_least=0.99),
        GateRule("voice-loudness.snr_db.10.laughter_recall", at_least=0.8),
        GateRule("voice-loudness.snr_db.10.false_per_hour", at_most=6.0),
        GateRule("voice.real_time_factor", at_most=0.01),
        GateRule("variants.int8.balanced_accuracy_lost", at_most=0.005),
        GateRule("variants.fp16.balanced_accuracy_lost", at_most=0.005),
        GateRule("parameters", at_most=500_000),
    ),
    "body": (
        # Each person judged by a network that never saw them, on the last three minutes alone.
        GateRule("cross_validation.balanced_accuracy", at_least=0.65),
        GateRule("cross_validation.gain.low", at_least=0.0),  # over the forest, in the same folds
        GateRule("contact.on_body_recall", at_least=0.98),
        GateRule("contact.off_body_recall", at_least=0.98),
        GateRule("parameters", at_most=50_000),
    ),
}
"""Every threshold of every task: this is the only place."""


@dataclass(frozen=True)
class GateResult:
    """What came of one rule."""

    rule: GateRule
    value: float | None

    @property
    def passed(self) -> bool:
        return self.rule.allows(self.value)

    def as_json(self) -> dict[str, Any]:
        return {"path": self.rule.path, "value": self.value, "bound": self.rule.bound, "passed": self.passed}


def value_at(facts: Any, path: str) -> float | None:
    """The number at a dotted path of keys and of places in lists; None where there is none."""
    for key in path.split("."):
        if isinstance(facts, dict):
            facts = facts.get(key)
        elif isinstance(facts, (list, tuple)) and key.isdigit() and int(key) < len(facts):
            facts = facts[int(key)]
        else:
            return None
    return float(facts) if isinstance(facts, (int, float)) and not isinstance(facts, bool) else None


def lines(spec: ModelSpec) -> list[GateResult]:
    """Every rule of the spec's task and what the spec says."""
    facts = {**spec.metrics, "parameters": spec.parameters}
    return [GateResult(rule, value_at(facts, rule.path)) for rule in GATES[spec.task]]


def table(found: list[GateResult]) -> Iterator[str]:
    """Lines for a terminal."""
    width = max(len(line.rule.path) for line in found)
    for line in found:
        value = (
            "not measured" if line.value is None else f"{line.value:,.4g}" if line.value < 1e4 else f"{line.value:,.0f}"
        )
        yield f"{'pass' if line.passed else 'FAIL'}  {line.rule.path:<{width}}  {value:>12}  {line.rule.bound}"


def main(arguments: list[str] | None = None) -> int:
    """0 passed, 1 not passed, 2 bad usage, 4 model missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.gate",
        description="Hold what was measured of a network against what a network must reach to be shipped.",
        epilog="example: python -m models.gate fer-1.4m",
    )
    parser.add_argument("model", metavar="NAME|FILE.json")
    parser.add_argument("--json", action="store_true", help="one object for each rule instead of the table")
    chosen = parser.parse_args(arguments)
    try:
        spec = ModelSpec.load(spec_path(chosen.model))
    except ModelFileError as wrong:
        print(wrong, file=sys.stderr)
        return 4
    found = lines(spec)
    if not found:
        print(f"gate: nothing is asked of {spec.task} yet. Add rules to GATES in models/gate.py.", file=sys.stderr)
        return 1
    if chosen.json:
        print(
            json.dumps(
                [{"path": f.rule.path, "value": f.value, "bound": f.rule.bound, "passed": f.passed} for f in found]
            )
        )
    else:
        print("\n".join(table(found)))
    failed = sum(not line.passed for line in found)
    print(f"{spec.label}: {'passed' if not failed else f'{failed} of {len(found)} not passed'}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
