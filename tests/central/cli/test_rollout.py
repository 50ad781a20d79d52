"""The command that shows rollouts, stops them and lets them go on."""

import json
from pathlib import Path

import pytest

from central.cli.main import main
from central.clock import now_ms
from central.exit_codes import BAD_USAGE, DONE
from central.fleet.keeper import RolloutKeeper
from central.store.database import open_store
from central.store.location import Location
from tests.doubles.ready_store import ready
from tests.doubles.rollouts import Files, report


@pytest.fixture
def data(tmp_path: Path) -> str:
    ready(tmp_path / "data")
    return str(tmp_path / "data")


def decide(data: str, files: Files) -> None:
    with open_store(Location(Path(data))) as store:
        report(store, range(3))
        RolloutKeeper(store, lambda: [files], "0.3.0", 0).decide_all(now_ms())


def test_a_rollout_is_shown_stopped_and_goes_on(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rollout", "show", "--data", data]) == DONE
    assert "no plan was published. To sign one, read: vitrina docs rollouts" in capsys.readouterr().err
    files = Files()
    decide(data, files)
    assert main(["rollout", "show", "--data", data]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "acme: Rollout of 0.3.0"
    assert any(line.startswith("  ring canary: 2 not fetched yet (released ") for line in lines)
    assert main(["rollout", "stop", "acme", "--data", data]) == DONE
    assert "within 5 s: plan 12, stop" in capsys.readouterr().err
    decide(data, files)
    assert main(["rollout", "show", "--json", "--data", data]) == DONE
    (told,) = json.loads(capsys.readouterr().out)["rollouts"]
    assert (told["decision"], told["stop"]["who"]) == ("stopped", "command line")
    assert main(["rollout", "go-on", "acme", "--data", data]) == DONE
    decide(data, files)
    assert json.loads(files.written[-1]) == {"plan": 12, "ring": "canary"}


def test_the_status_of_the_fleet_shows_the_rollout_too(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fleet", "status", "--data", data]) == DONE
    assert "Rollout" not in capsys.readouterr().out
    decide(data, Files())
    assert main(["fleet", "status", "--data", data]) == DONE
    status = capsys.readouterr().out
    assert main(["rollout", "show", "--data", data]) == DONE
    assert "acme: Rollout of 0.3.0" in status
    assert status.endswith(capsys.readouterr().out)


def test_a_tenant_without_a_rollout_is_named(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rollout", "stop", "other", "--data", data]) == BAD_USAGE
    assert "there is no rollout of other" in capsys.readouterr().err
