"""Plans of experiments by day: they follow the playlists of their shops until the first day, and then stay."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from central.errors import UsageError
from central.playlists.day_experiments import day_experiments
from central.reports.playlist_arm_days import first_arm, has_started
from central.reports.playlist_push import Push, Pushed, Sender, push_playlist
from central.reports.playlist_undo import plan_undo, undo_playlist
from central.sales.arm_file import draw_plan
from central.store.database import open_store
from central.store.lift_plans import LiftPlan, read_arm_days, read_plan, write_plan
from central.store.local_time import EPOCH_DAY
from central.store.location import Location
from central.store.scope import Scope
from central.store.sites import set_site
from central.store.store import Store
from edge.messages.playlist import SentExperiment

FIRST = date(2027, 1, 4)
BEFORE, DURING = date(2026, 12, 1), date(2027, 1, 10)
ANN = Sender("ann", "ann")
NewStore = Callable[[str], Location]
SHOPS = ("berlin-7", "rome-1", "ulm-1")


@pytest.fixture
def store(new_location: NewStore) -> Store:
    opened = open_store(new_location("sqlite"))
    for shop in SHOPS:
        set_site(opened, f"acme/{shop}", zone="Europe/Berlin", parts=None, is_new=True)
    return opened


def experiment(**fields: object) -> dict[str, Any]:
    arms = {"on": ["a"], "off": []}
    days = {"from": str(FIRST), "until": str(FIRST + timedelta(days=27))}
    return {"id": "e12", "unit": "day", "arms": arms, **days, **fields}


def content(*experiments: dict[str, Any]) -> str:
    ads = [{"id": name, "sha256": "a" * 64, "bytes": 1, "type": "video/mp4"} for name in "abc"]
    return json.dumps({"creatives": ads, "experiments": list(experiments)})


def send(store: Store, text: str, *shops: str, day: date = BEFORE, **more: Any) -> Pushed:
    now_ms = round(datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc).timestamp() * 1000)
    push = Push("acme", text, [f"acme/{shop}" for shop in shops], **more)
    with store.engine.begin() as connection:
        return push_playlist(connection, push, ANN, now_ms)


def plan_of(store: Store, name: str = "e12") -> tuple[LiftPlan | None, dict[str, dict[int, str]]]:
    with store.engine.begin() as connection:
        names = dict(connection.exec_driver_sql("SELECT id, site FROM sites").all())
        days = read_arm_days(connection, Scope.whole_store(), "acme", name)
        return read_plan(connection, "acme", name), {names[site]: of for site, of in days.items()}


def test_the_plan_is_the_one_that_the_command_draws(store: Store) -> None:
    pushed = send(store, content(experiment(seed="s", run_days=7, washout_days=2)), *SHOPS, product="cola")
    plan, days = plan_of(store)
    first = FIRST.toordinal() - EPOCH_DAY
    assert days == draw_plan(("s", "e12"), list(SHOPS), ["off", "on"], first, 28, 7)
    assert plan is not None
    assert plan.subject == (first, first + 27, 2, "off", "cola", "s", ())
    assert (plan.run_days, plan.who, pushed.kept_ends) == (7, "ann", [])


def test_before_its_start_a_plan_follows_the_playlists(store: Store) -> None:
    """Shops come and go. Named products stay. Another design replaces the plan, and without a shop it is gone."""
    send(store, content(experiment()), "berlin-7", product="cola", placebos=("bread",))
    send(store, content(experiment()), "rome-1")
    plan, days = plan_of(store)
    assert plan is not None
    assert (plan.product, plan.placebos, sorted(days)) == ("cola", ("bread",), ["berlin-7", "rome-1"])
    send(store, content(), "berlin-7")
    assert sorted(plan_of(store)[1]) == ["rome-1"]
    later = {"until": str(FIRST + timedelta(days=41))}
    send(store, content(experiment(**later)), "ulm-1")
    plan, days = plan_of(store)
    assert (sorted(days), {len(of) for of in days.values()}) == (["ulm-1"], {42})
    send(store, content(), "ulm-1")
    assert plan_of(store) == (None, {})


def test_a_playlist_without_the_experiment_leaves_plans_of_other_players(store: Store) -> None:
    """Only shops that had the experiment in their playlist leave its plan."""
    send(store, content(experiment()), "berlin-7")
    send(store, content(), "rome-1")
    assert sorted(plan_of(store)[1]) == ["berlin-7"]


def test_after_its_start_a_plan_stays(store: Store) -> None:
    send(store, content(experiment()), "berlin-7")
    before = plan_of(store)
    assert send(store, content(experiment()), "berlin-7", day=DURING).kept_ends == []
    late = send(store, content(experiment()), "berlin-7", "rome-1", day=DURING)
    assert late.kept_ends == ["e12 has started, so the sales of rome-1 do not count in it."]
    send(store, content(), "berlin-7", day=DURING)
    assert plan_of(store) == before
    for other in ({"seed": "s"}, {"arms": {"on": ["a"], "out": []}}, {"until": str(FIRST + timedelta(days=13))}):
        with pytest.raises(UsageError, match="e12 has started with another plan"):
            send(store, content(experiment(**other)), "berlin-7", day=DURING)
    assert plan_of(store) == before


def test_a_plan_that_has_started_in_one_shop_is_not_replaced_from_another(store: Store) -> None:
    """At noon of UTC, the first day has begun in Auckland, and not yet in Berlin."""
    set_site(store, "acme/rome-1", zone="Pacific/Auckland", parts=None, is_new=False)
    send(store, content(experiment()), "berlin-7", "rome-1")
    before, eve = plan_of(store), FIRST - timedelta(days=1)
    with pytest.raises(UsageError, match="e12 has started with another plan"):
        send(store, content(experiment(seed="s")), "berlin-7", day=eve)
    assert plan_of(store) == before


def test_an_experiment_cannot_start_today(store: Store) -> None:
    """Of the local day of the shops: at noon of UTC it is already the next day in Auckland."""
    with pytest.raises(UsageError, match="e12 starts on 2027-01-04, but its first day must be after today"):
        send(store, content(experiment()), "berlin-7", day=FIRST)
    with store.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM playlists").scalar_one() == 0
    set_site(store, "acme/rome-1", zone="Pacific/Auckland", parts=None, is_new=False)
    with pytest.raises(UsageError, match="its first day must be after today"):
        send(store, content(experiment()), "rome-1", day=FIRST - timedelta(days=1))
    send(store, content(experiment()), "berlin-7", day=FIRST - timedelta(days=1))
    (of,) = day_experiments(content(experiment())).values()
    with store.engine.begin() as connection:
        started = [has_started(connection, "acme", of, FIRST - timedelta(days=days)) for days in (1, 0)]
        assert started == [False, False]
        assert has_started(connection, "other", of, FIRST)
        other = SentExperiment.model_validate_json(json.dumps(experiment(seed="other")))
        assert has_started(connection, "acme", other, FIRST)


def test_a_plan_by_hand_is_not_replaced(store: Store) -> None:
    by_hand = LiftPlan(30_000, 30_027, 1, 0, "off", "cola", None, (), 1, "ann")
    with store.engine.begin() as connection:
        write_plan(connection, "acme", "e12", by_hand, {1: {30_000: "on", 30_001: "off"}})
    with pytest.raises(UsageError, match="e12 has a plan that was made by hand"):
        send(store, content(experiment()), "berlin-7")
    assert plan_of(store)[0] == by_hand


def test_an_undo_is_not_refused(store: Store, tmp_path: Path) -> None:
    """It takes a shop out of the plan, or returns it; a start that is over is a sentence."""
    (tmp_path / ("a" * 64)).write_bytes(b"film")
    send(store, content(), "berlin-7")
    send(store, content(experiment()), "berlin-7")
    with store.engine.begin() as connection:
        undo_playlist(connection, plan_undo(connection, 2), tmp_path, ANN, 1_796_000_000_000)
    assert plan_of(store) == (None, {})
    with store.engine.begin() as connection:
        (made,) = undo_playlist(connection, plan_undo(connection, 3), tmp_path, ANN, 1_800_000_000_000)
    assert made.kept_ends == ["e12 starts on 2027-01-04, but its first day must be after today. Choose a later day."]
    assert plan_of(store) == (None, {})


def test_a_user_of_some_shops_stores_no_plan(store: Store) -> None:
    """The plan of an experiment is about all shops of the owner."""
    send(store, content(experiment()), "berlin-7", plans_ends=False)
    assert plan_of(store) == (None, {})


def test_shops_without_a_time_zone_are_named(store: Store) -> None:
    set_site(store, "acme/new-1", zone=None, parts=None, is_new=True)
    (said,) = send(store, content(experiment()), "berlin-7", "new-1").kept_ends
    assert said == (
        "new-1 has no time zone, so central counts days in UTC, and days may be lost. Set it: vitrina-central site set"
        " acme/new-1 --tz ZONE"
    )
    assert send(store, content(), "new-1").kept_ends == []


@pytest.mark.parametrize(
    ("arms", "first"),
    [
        ({"x": ["a"], "off": ["b"]}, "off"),
        ({"b": ["a"], "z": []}, "z"),
        ({"b": ["b"], "a": ["a"]}, "a"),
    ],
)
def test_the_others_are_compared_with_off_or_the_empty_or_the_first_arm(arms: object, first: str) -> None:
    assert first_arm(SentExperiment.model_validate_json(json.dumps(experiment(arms=arms)))) == first
