"""`plan` prints what an experiment will find: by the figures of a store, or by assumed ones before there is one."""

import json
from pathlib import Path

import pytest

from central.cli import plan
from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE
from central.reports.plan_figures import USUAL_DAYS
from tests.central.reports.shops import fleet_of, stored
from tests.central.reports.test_plan import Differing


def test_a_plan_is_printed_before_there_is_a_store(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--sites", "20", "--people", "60"]) == DONE
    shown = capsys.readouterr().out
    assert shown.startswith(
        "Shops: 20. Days: 28. People per shop, day and ad: 60. With these numbers, 80 of 100 experiments detect a "
    )
    assert "the variation between people, shops and days is assumed" in shown
    assert plan.DAYS == USUAL_DAYS


def test_a_plan_by_the_figures_of_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stored(tmp_path, fleet_of(6, 5, Differing(0.01))):
        pass
    data = ["--data", str(tmp_path / "data")]
    assert main(["plan", "--difference", "1.5", "--json", *data]) == DONE
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["tenant"], found["sites"], found["difference"]) == (
        "vitrina.plan/1",
        "acme",
        6,
        0.015,
    )
    assert main(["plan", "--measure", "attention_s", "--difference", "0.5", "--json", *data]) == DONE
    assert json.loads(capsys.readouterr().out)["difference"] == 0.5
    assert main(["plan", "--sites", "0", *data]) == BAD_USAGE
    assert "sites is 0. Use 1 to 2000" in capsys.readouterr().err
