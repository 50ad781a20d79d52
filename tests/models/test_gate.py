"""gate.py: what was not measured, or is too low or too high, may not be shipped."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import gate
from models.gate import GATES, GateRule, value_at
from models.serving.spec import TASKS
from tests.models.card.specs import measured


def test_a_network_that_reaches_all_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, a line for each rule."""
    measured(tmp_path)
    assert gate.main([str(tmp_path / "tiny.json")]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == len(GATES["expression"])
    assert "FAIL" not in said.out
    assert "passed" in said.err


@pytest.mark.parametrize("rule", GATES["expression"], ids=lambda rule: rule.path)
def test_each_rule_alone_can_stop_a_network(rule: GateRule, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 and its line, whether the number is beyond the bound or was never measured."""
    spec = measured(tmp_path)
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


def test_a_gap_that_may_be_chance_stops_nothing_and_a_certain_one_does(tmp_path: Path) -> None:
    """The end of the interval that is nearest to no difference decides, not the difference."""
    spec = measured(tmp_path)
    for low, passes in ((-0.01, True), (0.06, False)):
        gaps = {**spec.metrics["disparity"]["gaps"], "mean_negative": {"gap": 0.2, "interval": [low, 0.4], "of": "a"}}
        dataclasses.replace(spec, metrics={**spec.metrics, "disparity": {"gaps": gaps}}).save()
        assert (gate.main([str(tmp_path / "tiny.json")]) == 0) is passes


@given(st.floats(), st.floats(-1, 1), st.booleans())
def test_a_bound_holds_for_every_number(value: float, bound: float, low: bool) -> None:
    """The bound itself is allowed; NaN never is."""
    rule = GateRule("x", at_least=bound) if low else GateRule("x", at_most=bound)
    assert rule.allows(value) is (value >= bound if low else value <= bound)
    assert rule.allows(bound)


def test_values_are_found_by_key_and_by_place() -> None:
    """And nothing is found where there is no number."""
    facts = {"a": {"b-c": [{"d": 0.5}, True]}}
    assert value_at(facts, "a.b-c.0.d") == 0.5
    for path in ("a.b-c.7.d", "a.x", "a.b-c", "a.b-c.1", "a.b-c.0.d.e", "a.b-c.first"):
        assert value_at(facts, path) is None


def test_json_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For programs."""
    measured(tmp_path)
    assert gate.main([str(tmp_path / "tiny.json"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {each["path"] for each in found} == {rule.path for rule in GATES["expression"]}
    assert all(each["passed"] for each in found)


def test_a_task_without_rules_does_not_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody ships what nothing was asked of; every task has a place for its rules."""
    assert set(GATES) == set(TASKS)
    monkeypatch.setitem(GATES, "expression", ())
    measured(tmp_path)
    assert gate.main([str(tmp_path / "tiny.json")]) == 1


def test_missing_model_ends_with_4(capsys: pytest.CaptureFixture[str]) -> None:
    """A line, no traceback."""
    assert gate.main(["nobody"]) == 4
    assert "nobody.json is not there" in capsys.readouterr().err
