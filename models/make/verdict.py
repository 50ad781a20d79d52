"""Verdict on an own model: for a shop, or for research only, with everything that a shop would need."""

from dataclasses import dataclass
from typing import Any

from models.gate import gate_results
from models.serving.gate import RESEARCH, SHOP, NetworkGateResult, shop_measures
from models.serving.spec import ModelSpec

LICENCE = (
    "The licence tier is {tier}, and a shop needs commercial.",
    "Use images that everybody in them released for a business. Declare it with --licence commercial and"
    " --licence-note.",
)
INHERITED = (
    "The licence tier is {tier}, that of {start}, from which the training started. A shop needs commercial.",
    "Train with --start-from none --full, or name a commercial model of your own with --start-from.",
)
NO_SMILES = (
    "The model reports no smiles, and a shop counts nothing else of a face.",
    "Add the folder happiness, and at least one other class.",
)

MORE_PEOPLE = "Add images of more people. A fifth of the people are the test part."
WEAK = (
    "Add images of more people, like those in the fold or group that is read worst. Check the labels of misread images."
)

ADVICE: dict[str, tuple[str, str]] = {
    "smile.n": ("The test part has {value} images, and a shop needs 100 or more.", MORE_PEOPLE),
    "smile.folds.worst.smile_accuracy": (
        "In the worst fifth of the test part, {value} of the smiles and non-smiles are right (80 % or more).",
        MORE_PEOPLE,
    ),
    "smile": ("In the test part, {path} is {value} ({bound}).", WEAK),
    "cross_validation.people": ("The images show {value} people, and a shop needs 20 or more.", MORE_PEOPLE),
    "cross_validation.unseen_start": (
        "The training started from a model that may know these people, so every figure may be too good.",
        "If none of these people were in its training, repeat the command with --other-people. Otherwise start from"
        " fer-1.4m or none.",
    ),
    "cross_validation.ece": (
        "The probabilities are wrong by {value} on average (0.1 or less).",
        "Add images until the calibration can be fitted: 100 or more, of people outside the test part.",
    ),
    "cross_validation": ("By folds of people, {path} is {value} ({bound}).", WEAK),
    "audit.people_share": (
        "The groups name {value} of the people (90 % or more).",
        "Write a line for every person into groups.csv: person, and for each attribute the group.",
    ),
    "audit.least_people": (
        "The smallest group has {value} people (10 or more).",
        "Add images of people of that group, or merge it with another group.",
    ),
    "audit.gaps": (
        "Between two groups, the gap of {path} is certain: at least {value} ({bound}).",
        "Add images of people of the group that is read worse.",
    ),
    "variants": ("A smaller file of the model loses {value} of the accuracy ({bound}).", "Train with another --seed."),
    "parameters": (
        "The model has {value} parameters ({bound}).",
        "Start from fer-1.4m, or train with --start-from none.",
    ),
    "cost": ("The model costs {value} of a call of the face detector ({bound}).", "Use a smaller model."),
}
"""For the path of a rule, or the start of its path: the missing thing, and the advice."""

NOT_MEASURED: dict[str, tuple[str, str]] = {
    "smile": ("No smile was measured in the test part.", MORE_PEOPLE),
    "audit": (
        "The model was not audited by groups of people.",
        "Write groups.csv into the folder of the images: a column `person`, and a column for each attribute, such as"
        " age. Name at least two groups of ten people or more.",
    ),
    "cross_validation": (
        "The model was not judged by folds of people.",
        "Make the model with `vitrina models make`: nobody can judge a finished model by folds.",
    ),
}
"""The same for numbers that were not measured, by the first word of a path."""

SHARES = ("accuracy", "found", "coverage", "share", "lost", "gaps", "interval")
"""Words in paths of numbers that are shares, and are shown in percent."""


@dataclass(frozen=True)
class Missing:
    """One thing that a model lacks for a shop, and what to do about it."""

    what: str
    todo: str


@dataclass(frozen=True)
class Verdict:
    """The use for which a model is good enough, and everything that it lacks for a shop. `rules`: each rule of the gate
    with its number.
    """

    use: str  # SHOP or RESEARCH
    missing: tuple[Missing, ...]
    rules: tuple[NetworkGateResult, ...]

    def as_json(self) -> dict[str, Any]:
        missing = [{"what": each.what, "do": each.todo} for each in self.missing]
        return {"verdict": self.use, "missing": missing, "rules": [rule.as_json() for rule in self.rules]}


def judge_model(spec: ModelSpec) -> Verdict:
    """Verdict by the licence, by the rules of the kiosk and by every rule of the gate. Only a model that lacks nothing
    is for a shop.
    """
    rules = tuple(gate_results(spec))
    missing = [*_licence(spec)]
    if "smile" not in spec.measures:
        missing.append(Missing(*NO_SMILES))
    missing += [_missing(rule) for rule in rules if not rule.passed]
    if not missing and not shop_measures(spec):  # figures of another file
        missing.append(Missing("The figures belong to another model file.", "Measure this file: vitrina models card."))
    return Verdict(RESEARCH if missing else SHOP, tuple(dict.fromkeys(missing)), rules)


def _licence(spec: ModelSpec) -> list[Missing]:
    if spec.may_be_used("commercial"):
        return []
    start = spec.recipe.get("start")
    what, todo = INHERITED if start and start["licence"] == spec.licence else LICENCE
    return [Missing(what.format(tier=spec.licence, start=start["name"] if start else ""), todo)]


def _missing(rule: NetworkGateResult) -> Missing:
    path = rule.rule.path
    if rule.value is None and (first := path.partition(".")[0]) in NOT_MEASURED:
        return Missing(*NOT_MEASURED[first])
    what, todo = ADVICE[next(start for start in ADVICE if path == start or path.startswith(f"{start}."))]
    words = " ".join(word.replace("_", " ") for word in path.split(".")[1:] if word not in ("gaps", "interval", "0"))
    return Missing(what.format(value=value_text(rule), path=words, bound=bound_text(rule)), todo)


def is_share(path: str) -> bool:
    """True if the number at a path of a gate's rule is a share."""
    return any(word in SHARES for part in path.split(".") for word in part.split("_"))


def value_text(rule: NetworkGateResult) -> str:
    """The checked number as text: a percentage, a count, or three digits."""
    if rule.value is None:
        return "not measured"
    if is_share(rule.rule.path):
        return f"{rule.value * 100:.1f} %"
    return f"{rule.value:,.0f}" if rule.value == int(rule.value) else f"{rule.value:.3g}"


def bound_text(rule: NetworkGateResult) -> str:
    """The limit of a rule in the unit of its number, such as "85 % or more"."""
    bound = rule.rule.at_least if rule.rule.at_least is not None else rule.rule.at_most
    assert bound is not None  # a rule without limits would check nothing
    number = f"{bound * 100:g} %" if is_share(rule.rule.path) else f"{bound:,}"
    return f"{number} or {'more' if rule.rule.at_least is not None else 'less'}"
