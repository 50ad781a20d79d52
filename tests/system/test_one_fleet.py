"""An experiment that headquarters defines once runs in every shop, and comes back as one report."""

from pathlib import Path

from tests.doubles.made_films import needs_ffmpeg
from tests.system.one_fleet import ADVERTS, EXPERIMENT, Run, go

pytestmark = needs_ffmpeg


def test_an_experiment_runs_in_every_shop(tmp_path: Path) -> None:
    """Simulated kiosks and a real one get the same list, play it, and say so. `make fleet` does it with fifty."""
    run = Run(tmp_path, kiosks=4, days=1, hours=3)
    outcome = go(run)
    assert outcome.versions == [1] * 5
    assert outcome.truth["playlist"] == 1
    assert outcome.truth["experiment"] == {"id": EXPERIMENT, "arms": {"a": ADVERTS[0], "b": ADVERTS[1]}}
    assert sorted(name for name, _, _ in outcome.real_plays) == sorted(ADVERTS)
    assert {(arm, block) for _, arm, block in outcome.real_plays if arm is not None} == {("a", 0), ("b", 0)}
    assert {arm["arm"]: arm["creatives"] for arm in outcome.report["arms"]} == {"a": [ADVERTS[0]], "b": [ADVERTS[1]]}
    assert outcome.report["planned_end"] == str(run.last_day)
