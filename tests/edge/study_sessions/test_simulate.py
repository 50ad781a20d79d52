"""`vitrina study simulate`: a study that the recorder wrote, in which the analyses find what was planted."""

import json
from pathlib import Path

import numpy as np
import pytest

from edge.cli.main import main
from edge.settings.settings import load_settings_file
from edge.statistics.columns import float_array
from edge.study.analysis.responses import event_responses
from edge.study.sessions import StudySession
from edge.study_sessions.access import open_study_with_settings
from edge.study_sessions.simulation.people import (
    BASELINE_S,
    draw_simulated_person,
    make_simulated_adverts,
    simulate_session,
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{tmp_path}/state/outbox.db"\n')
    (tmp_path / "state").mkdir()
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "vitrina.toml"))
    return tmp_path


def simulated(place: Path, name: str, seed: int) -> list[StudySession]:
    size = ["--participants", "2", "--sessions", "1", "--ads", "2", "--seed", str(seed)]
    assert main(["study", "simulate", str(place / name), *size]) == 0
    with open_study_with_settings(place / name, load_settings_file(place / "vitrina.toml")) as study:
        assert study.definition.name == "Simulated study"
        return list(study.readable_sessions())


def test_a_simulated_study_is_whole_and_the_same_for_one_seed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It has each series, complete; a check finds no fault; a folder that is taken is refused."""
    first, again = simulated(place, "one", 7), simulated(place, "two", 7)
    out = capsys.readouterr().out
    assert "contains 2 simulated participants with 1 session each" in out
    assert "simulated effect of advert-2: skin responses of 0.6 uS" in out
    for one, other in zip(first, again, strict=True):
        assert one.series_names == ("beats1", "clock", "events", "face", "kit1", "sound")
        assert all(one.is_series_complete(name) for name in one.series_names)
        assert one.info.version == "simulated"
        np.testing.assert_array_equal(
            one.read_series("kit1")["conductance_us"], other.read_series("kit1")["conductance_us"]
        )
    sizes = [{path.name: path.stat().st_size for path in one.folder.iterdir()} for one in (*first, *again)]
    assert all(one == sizes[0] for one in sizes)  # of people with other hearts and faces
    assert first[0].series_coverage("kit1").share > 0.99
    assert 0.9 < first[0].series_coverage("face").share < 1
    assert [mapping.drift for mapping in first[0].clock_mappings("kit1")] == [pytest.approx(-1e-5, abs=1e-6)]
    events = first[0].read_events()
    assert list(events["type"]).count("advert_start") == 2
    assert {creative for one in first for creative in one.read_events()["name"]} >= {"advert-1", "advert-2"}
    assert main(["study", "check", str(place / "one")]) == 0
    assert main(["study", "simulate", str(place / "one")]) == 2


def mean_smiles(place: Path, name: str) -> list[float]:
    """Mean probability of a smile in each session of a study."""
    with open_study_with_settings(place / name, load_settings_file(place / "vitrina.toml")) as study:
        faces = [one.read_series("face")["p_happiness"] for one in study.readable_sessions()]
    return [float(np.nanmean(float_array(smiles))) for smiles in faces]


def test_a_simulated_difference_divides_the_people_into_groups(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every second one is in group b and smiles more than without groups."""
    size = ["--participants", "2", "--ads", "1", "--seed", "7"]
    assert main(["study", "simulate", str(place / "plain"), *size]) == 0
    assert "groups" not in capsys.readouterr().out
    assert main(["study", "simulate", str(place / "groups"), *size, "--difference", "2"]) == 0
    assert "the smiles of group b are 2 standard deviations wider than those of group a" in capsys.readouterr().out
    assert main(["study", "participant", "list", str(place / "groups"), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["attributes"] for one in listed] == [{"group": "a"}, {"group": "b"}]  # the age is personal
    before, smiles = (mean_smiles(place, name) for name in ("plain", "groups"))
    assert smiles[0] == before[0]
    assert smiles[1] > before[1]


def test_numbers_of_people_are_checked(place: Path) -> None:
    for wrong in ("0", "201", "x"):
        with pytest.raises(SystemExit):
            main(["study", "simulate", str(place / "three"), "--participants", wrong])
    for wrong in ("3", "nan", "wide"):
        with pytest.raises(SystemExit):
            main(["study", "simulate", str(place / "three"), "--difference", wrong])
    assert not (place / "three").exists()


def test_planted_skin_responses_are_found_with_their_size() -> None:
    """Over fifty people who respond, the mean response to an advert is what it plants, within a tenth."""
    rng = np.random.default_rng(3)
    (small, large) = make_simulated_adverts(2)
    amplitudes: dict[str, list[float]] = {small.creative: [], large.creative: []}
    people = [one for one in (draw_simulated_person(rng) for _ in range(60)) if one.skin]
    for one in people:
        session = simulate_session(one, [small, large], rng)
        times_s = np.arange(len(session.skin_us)) / 10
        starts = [showing.start_s for showing in session.showings]
        assert starts == [BASELINE_S, BASELINE_S + 40.0]
        found = event_responses(times_s, session.skin_us, starts).amplitudes_us / one.skin
        for showing, amplitude in zip(session.showings, found, strict=True):
            amplitudes[showing.advert.creative].append(amplitude)
    assert len(people) < 60
    assert np.mean(amplitudes[large.creative]) == pytest.approx(large.skin_us, rel=0.1)
    assert np.mean(amplitudes[small.creative]) == pytest.approx(small.skin_us, rel=0.15)
