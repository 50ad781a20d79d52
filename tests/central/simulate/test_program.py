"""A playlist becomes the program of a simulated fleet, with the same truth under other names; or it is refused."""

import threading
from pathlib import Path

import pytest

from central.errors import UsageError
from central.ingest.session import BrokerOptions
from central.simulate import headquarters
from central.simulate.fleet import Fleet, FleetPlan
from central.simulate.program import OWN, playlist_program
from central.simulate.truth_file import fleet_truth
from edge.events import Experiment
from edge.messages.payloads import Play, State
from edge.messages.playlist import SentCreative, SentExperiment, SentPlaylist
from tests.central.simulate.fleets import MIDNIGHT_S, SHORT_S, fleet_of, sent_by
from tests.doubles.broker import Mosquitto, running

NAMES = ("tea", "spring_a", "spring_b", "summer", "autumn", "winter")
IN_ARMS = ("spring_a", "spring_b")


def sent(
    weights: dict[str, int] | None = None, experiments: tuple[SentExperiment, ...] | None = None, version: int = 7
) -> SentPlaylist:
    given = {name: int(name not in IN_ARMS) for name in NAMES} if weights is None else weights
    creatives = tuple(
        SentCreative(id=name, sha256="a" * 64, bytes=1, type="video/mp4", weight=weight)
        for name, weight in given.items()
    )
    return SentPlaylist(
        version=version, creatives=creatives, experiments=(arms(),) if experiments is None else experiments
    )


def arms(weight: int = 1, **shown: tuple[str, ...]) -> SentExperiment:
    return SentExperiment(id="e12", arms=shown or {"x": ("spring_a",), "y": ("spring_b",)}, weight=weight)


def playing(playlist: SentPlaylist) -> Fleet:
    return Fleet(FleetPlan("sim-1", 3, 3, open_for_s=SHORT_S, program=playlist_program(playlist)))


def test_the_kiosks_play_the_list_and_say_so() -> None:
    """Each advert once a loop, the arms in one block of a loop; the state names the version."""
    fleet = playing(sent())
    items = sent_by(fleet)
    plays = [Play.model_validate_json(item.payload) for item in items if item.kind == "play"]
    assert {play.creative for play in plays} == {*NAMES}
    blocks: dict[tuple[str, int | None], list[tuple[str, str]]] = {}
    for play in plays:
        assert (play.experiment is not None) == (play.creative in IN_ARMS)
        if play.experiment is not None:
            assert play.experiment.id == "e12"
            key = f"{play.site}/{play.device}", play.experiment.block
            blocks.setdefault(key, []).append((play.experiment.arm, play.creative))
    assert len(blocks) > 100
    whole = [sorted(shown) for shown in blocks.values() if len(shown) == 2]
    assert len(whole) >= len(blocks) - 3  # the day ends within a block
    assert all(shown == [("x", "spring_a"), ("y", "spring_b")] for shown in whole)
    states = [State.model_validate_json(item.payload) for item in items if item.kind == "state"]
    assert {state.playlist for state in states} == {7}


def test_the_truth_is_that_of_the_fleet_itself_under_other_names() -> None:
    named, own = playing(sent()), fleet_of(3)
    assert [advert.smile for advert in named.truth.adverts] == [advert.smile for advert in own.truth.adverts]
    assert [advert.creative for advert in named.truth.adverts] == [*NAMES]
    assert named.truth.sites == own.truth.sites
    told = fleet_truth(named, [])
    assert (told["playlist"], told["experiment"]) == (7, {"id": "e12", "arms": {"x": "spring_a", "y": "spring_b"}})
    assert fleet_truth(playing(sent(dict.fromkeys(NAMES, 1), ())), [])["experiment"] is None


def test_its_own_program_is_one_that_could_be_sent() -> None:
    first, second = OWN.creatives[:2]
    experiment = SentExperiment(id="sim-ab", arms={"a": (first,), "b": (second,)})
    weights = {name: int(number > 1) for number, name in enumerate(OWN.creatives)}
    program = playlist_program(sent(weights, (experiment,)))
    assert (program.creatives, program.arms) == (OWN.creatives, OWN.arms)
    assert program.arms[0] == Experiment("sim-ab", "a")


@pytest.mark.parametrize(
    "playlist",
    [
        sent(dict.fromkeys(NAMES[:5], 1), ()),
        sent(dict.fromkeys(NAMES, 1)),
        sent({**dict.fromkeys(NAMES, 1), "tea": 2}, ()),
        sent(experiments=(arms(weight=2),)),
        sent(experiments=(arms(x=("spring_a", "spring_b"), y=("tea",)),)),
        sent(experiments=(arms(), SentExperiment(id="e13", arms={"x": ("tea",), "y": ("summer",)}))),
        sent(experiments=()),
    ],
    ids=["five", "arm outside", "twice", "two blocks", "arm of two", "two experiments", "never shown"],
)
def test_a_list_that_is_no_loop_of_six_is_refused(playlist: SentPlaylist) -> None:
    with pytest.raises(UsageError, match="Send a list of 6 ads, each once in a cycle"):
        playlist_program(playlist)


def wait_for_list(folder: Path, stopping: threading.Event) -> tuple[object, list[str]]:
    told: list[str] = []
    with running(Mosquitto(folder)) as broker:
        options = BrokerOptions("127.0.0.1", broker.port, "fleet", ())
        program = headquarters.receive_program(fleet_of(3), MIDNIGHT_S, options, stopping, told.append)
    return program, told


def test_it_waits_and_says_for_what(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For ten minutes, which are none here; or until it is stopped."""
    monkeypatch.setattr(headquarters, "WAIT_S", 0.0)
    with pytest.raises(UsageError, match=r"after 0 s, 0 of 3 kiosks have a playlist.*playlist push FILE\.toml --site"):
        wait_for_list(tmp_path, threading.Event())
    stopping = threading.Event()
    stopping.set()
    assert wait_for_list(tmp_path, stopping) == (None, [])
