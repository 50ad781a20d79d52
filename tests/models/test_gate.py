"""gate.py: a network with a value that is missing, too low or too high does not pass."""

import dataclasses
import functools
import json
import operator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import gate
from models.expression.data import MISLABELLED
from models.gate import GATES
from models.serving.gate import NetworkGateRule, number_at_path
from models.serving.spec import TASKS, ZOO, ModelSpec
from tests.models.card.specs import measured_spec


def test_network_within_all_bounds_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and one line per rule."""
    measured_spec(tmp_path)
    assert gate.main([str(tmp_path / "tiny.json")]) == 0
    output = capsys.readouterr()
    assert len(output.out.splitlines()) == len(GATES["expression"])
    assert "FAIL" not in output.out
    assert "passed" in output.err


@pytest.mark.parametrize("rule", GATES["expression"], ids=lambda rule: rule.path)
def test_each_rule_alone_can_fail_a_network(
    rule: NetworkGateRule, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 and one FAIL line, for a value beyond the bound and for a missing value."""
    spec = measured_spec(tmp_path)
    beyond = (rule.at_least or 0.0) - 0.001 if rule.at_most is None else rule.at_most * 1.01
    for value in (beyond, None):
        facts: dict[str, Any] = {"parameters": spec.parameters, "metrics": json.loads(json.dumps(dict(spec.metrics)))}
        *way, last = rule.path.split(".")
        at: Any = facts["metrics"] if way else facts
        for key in way:
            at = at[int(key) if isinstance(at, list) else key]
        at[int(last) if isinstance(at, list) else last] = value
        if value is None and rule.path == "parameters":
            continue  # a spec without them does not load
        dataclasses.replace(spec, parameters=facts["parameters"], metrics=facts["metrics"]).save()
        assert gate.main([str(tmp_path / "tiny.json")]) == 1
        failed = [line for line in capsys.readouterr().out.splitlines() if line.startswith("FAIL")]
        assert len(failed) == 1
        assert rule.path in failed[0]


def failed_with(shipped: ModelSpec, path: str, value: float) -> list[str]:
    """Paths of the rules that a network fails when it has another value at a path."""
    metrics = json.loads(json.dumps(dict(shipped.metrics)))
    *way, last = path.split(".")
    functools.reduce(operator.getitem, way, metrics)[last] = value
    results = gate.gate_results(dataclasses.replace(shipped, metrics=metrics))
    return [result.rule.path for result in results if not result.passed]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("smile.smile_auc", 0.9529),
        ("smile.ece", 0.0563),
        ("smile.sad", 0.8657),
        ("smile-ood.smile_auc", 0.9042),
        ("smile-ood.ece", 0.0686),
        ("smile-sizes.widths.32.smile_auc", 0.8829),
    ],
)
def test_a_smile_detector_as_weak_on_real_faces_as_one_taught_by_labels_only_does_not_pass(
    path: str, value: float
) -> None:
    """These are the figures of `smile-mesh@sha256:402dac6c9758`. On the generated faces it was the better one."""
    assert failed_with(ModelSpec.load(ZOO / "smile-mesh.json"), path, value) == [path]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("authors.accuracy", 0.757),
        ("authors.languages.en.accuracy", 0.799),
        ("authors.objections.positive", 0.11),
        ("held_out.authors_ece", 0.0503),
        ("text.shop.ece", 0.101),
        ("text.ece", 0.101),
        ("text.sources.goemotions en.accuracy", 0.651),
    ],
)
def test_a_network_for_comments_that_loses_a_figure_which_the_pages_quote_does_not_pass(
    path: str, value: float
) -> None:
    """Most are figures of networks that were tried instead of the one that ships."""
    shipped = ModelSpec.load(ZOO / "text-3.4m.json")
    assert all(result.passed for result in gate.gate_results(shipped))
    assert failed_with(shipped, path, value) == [path]


def test_only_a_certain_gap_between_groups_fails(tmp_path: Path) -> None:
    """The interval's end nearest to 0 decides, not the difference itself."""
    spec = measured_spec(tmp_path)
    for low, passes in ((-0.01, True), (0.06, False)):
        gaps = {**spec.metrics["disparity"]["gaps"], "mean_negative": {"gap": 0.2, "interval": [low, 0.4], "of": "a"}}
        dataclasses.replace(spec, metrics={**spec.metrics, "disparity": {"gaps": gaps}}).save()
        assert (gate.main([str(tmp_path / "tiny.json")]) == 0) is passes


@given(st.floats(), st.floats(-1, 1), st.booleans())
def test_bounds_are_inclusive_and_refuse_nan(value: float, bound: float, low: bool) -> None:
    """The bound itself is allowed; NaN is not."""
    rule = NetworkGateRule("x", at_least=bound) if low else NetworkGateRule("x", at_most=bound)
    assert rule.is_within_bounds(value) is (value >= bound if low else value <= bound)
    assert rule.is_within_bounds(bound)


def test_values_are_found_by_key_and_by_index() -> None:
    """A path without a number gives None."""
    facts = {"a": {"b-c": [{"d": 0.5}, True]}}
    assert number_at_path(facts, "a.b-c.0.d") == 0.5
    for path in ("a.b-c.7.d", "a.x", "a.b-c", "a.b-c.1", "a.b-c.0.d.e", "a.b-c.first"):
        assert number_at_path(facts, path) is None


def test_json_output_has_all_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--json prints path and result of every rule."""
    measured_spec(tmp_path)
    assert gate.main([str(tmp_path / "tiny.json"), "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert {each["path"] for each in results} == {rule.path for rule in GATES["expression"]}
    assert all(each["passed"] for each in results)


def test_task_without_rules_does_not_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task without rules ends with exit code 1; every task has an entry in GATES."""
    assert set(GATES) == set(TASKS)
    monkeypatch.setitem(GATES, "expression", ())
    measured_spec(tmp_path)
    assert gate.main([str(tmp_path / "tiny.json")]) == 1


def test_missing_model_ends_with_exit_code_4(capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints an error line with the missing file."""
    assert gate.main(["nobody"]) == 4
    assert "nobody.json does not exist" in capsys.readouterr().err


def test_no_rule_depends_on_mislabelled_pictures() -> None:
    """A network that reads the film stills as their labels say would read faces worse."""
    paths = [rule.path for rules in GATES.values() for rule in rules]
    assert not [path for path in paths if any(sheet in path.split(".") for sheet in MISLABELLED)]
