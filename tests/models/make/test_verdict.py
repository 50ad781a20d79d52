"""verdict.py: a shop only where licence, gate and audit say so, and what is missing otherwise."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from models.gate import OWN_EXPRESSION, gate_results
from models.make.verdict import judge_model
from models.serving.gate import RESEARCH, SHOP, NetworkGateRule, shop_measures, unmet_smile_rules
from models.serving.spec import ModelSpec
from tests.doubles.measured import smile_figures
from tests.models.make.made import own_spec


def test_a_model_that_lacks_nothing_is_for_a_shop(tmp_path: Path) -> None:
    """Its licence, every rule of the gate, and the audit."""
    verdict = judge_model(own_spec(tmp_path))
    assert (verdict.use, verdict.missing) == (SHOP, ())
    assert all(rule.passed for rule in verdict.rules)


@pytest.mark.parametrize("rule", OWN_EXPRESSION, ids=lambda rule: rule.path)
@pytest.mark.parametrize("is_measured", [True, False], ids=["bad", "not measured"])
def test_each_rule_alone_keeps_a_model_from_a_shop(rule: NetworkGateRule, is_measured: bool, tmp_path: Path) -> None:
    """With a sentence that says what is missing, and one that says what to do."""
    bound = rule.at_least if rule.at_least is not None else rule.at_most
    assert bound is not None
    bad = bound * 0.9 if rule.at_least is not None else bound * 1.2
    spec = own_spec(tmp_path)
    if rule.path == "parameters":
        verdict = judge_model(dataclasses.replace(spec, parameters=int(bad)))
    else:
        verdict = judge_model(with_number(spec, rule.path, bad if is_measured else None))
    assert verdict.use == RESEARCH
    assert [each.rule.path for each in verdict.rules if not each.passed] == [rule.path]
    (missing,) = verdict.missing
    assert missing.what.endswith(".")
    assert missing.todo.endswith(".")
    assert "{" not in missing.what + missing.todo


def with_number(spec: ModelSpec, path: str, number: float | None) -> ModelSpec:
    """The settings with another number at a path of their metrics."""
    metrics: dict[str, Any] = json.loads(json.dumps(dict(spec.metrics)))
    *way, last = path.split(".")
    at: Any = metrics
    for key in way:
        at = at[int(key) if isinstance(at, list) else key]
    at[int(last) if isinstance(at, list) else last] = number
    return dataclasses.replace(spec, metrics=metrics)


@pytest.mark.parametrize("tier", ["evaluation", "non-commercial"])
def test_images_that_are_not_for_commerce_are_for_no_shop(tier: str, tmp_path: Path) -> None:
    """However well the model reads."""
    verdict = judge_model(own_spec(tmp_path, licence=tier))
    assert verdict.use == RESEARCH
    assert [each.what for each in verdict.missing] == [f"The licence tier is {tier}, and a shop needs commercial."]


def test_an_inherited_licence_names_the_start_model(tmp_path: Path) -> None:
    """Declaring another tier for the images would not help."""
    (missing,) = judge_model(own_spec(tmp_path, licence="evaluation", start="evaluation")).missing
    assert "that of fer-1.4m, from which the training started" in missing.what
    assert "--start-from none" in missing.todo


def test_a_model_without_an_audit_is_for_no_shop(tmp_path: Path) -> None:
    """All rules of the audit together are one thing to do: write groups.csv."""
    (missing,) = judge_model(own_spec(tmp_path, audit=None)).missing
    assert "groups.csv" in missing.todo


def test_figures_of_another_file_are_for_no_shop(tmp_path: Path) -> None:
    """As the kiosk, which refuses them."""
    figures = smile_figures(model="own@sha256:000000000000")["smile"]
    verdict = judge_model(own_spec(tmp_path, smile=figures))
    assert verdict.use == RESEARCH
    assert "another model file" in verdict.missing[0].what


def test_a_model_without_smiles_is_for_no_shop(tmp_path: Path) -> None:
    """A shop counts nothing else of a face."""
    verdict = judge_model(dataclasses.replace(own_spec(tmp_path), tells=("surprise",)))
    assert verdict.use == RESEARCH
    assert "reports no smiles" in verdict.missing[0].what


def test_the_gate_of_a_shipped_model_does_not_change(tmp_path: Path) -> None:
    """Rules for own models apply to models that were trained on other images."""
    spec = own_spec(tmp_path)
    shipped = dataclasses.replace(spec, trained_on={"ferplus_train0.webp": "0"})
    assert {each.rule.path for each in gate_results(spec)} == {rule.path for rule in OWN_EXPRESSION}
    assert "expression.accuracy_unleaked" in {each.rule.path for each in gate_results(shipped)}


def test_json_has_every_rule_and_what_to_do(tmp_path: Path) -> None:
    """For a script."""
    facts = judge_model(own_spec(tmp_path, licence="evaluation")).as_json()
    assert facts["verdict"] == RESEARCH
    assert facts["missing"][0]["do"].startswith("Use images that everybody in them released")
    assert len(facts["rules"]) == len(OWN_EXPRESSION)


def test_a_kiosk_in_a_shop_follows_the_verdict(tmp_path: Path) -> None:
    """A model whose smiles are good enough for a kiosk, but that was never audited by groups."""
    spec = own_spec(tmp_path, audit=None, verdict=RESEARCH)
    assert shop_measures(spec) == ()
    assert "verdict shop (it has research: its page says what is missing)" in unmet_smile_rules(spec)
    assert shop_measures(own_spec(tmp_path, verdict=SHOP)) == ("smile",)
    assert shop_measures(own_spec(tmp_path)) == ("smile",)  # made in another way
