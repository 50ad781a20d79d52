"""What pages, API and terminal show about a rollout: rings by phase, what happens next, and which kiosks wait."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from central.clock import now_ms
from central.fleet.keeper import RolloutKeeper
from central.fleet.rings import HOUR_MS
from central.reports.rendering.rollout_words import (
    asked_sentence,
    limit_rows,
    next_sentence,
    phase_counts,
    rollout_lines,
    waiting_reason,
)
from central.reports.rollout import read_rollouts
from central.reports.rollout_values import Rollout, RolloutList
from central.store.database import open_store, read_view
from central.store.rollouts import Orderer, order_rollout
from central.store.scope import Scope
from central.store.store import Store
from tests.central import fleet
from tests.doubles.ready_store import ready
from tests.doubles.rollouts import Files, report

KEPT: dict[str, Any] = {"version": "0.3.0", "wanted": "0.3.0", "step": "kept"}
RETURNED: dict[str, Any] = {"wanted": "0.3.0", "step": "returned", "since": "2026-12-01T09:00:00.000Z"}
WHOLE = Scope.whole_store()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """SQLite is enough: `tests/central/store/test_rollouts.py` runs the statements in both databases."""
    with open_store(ready(tmp_path / "data")) as made:
        yield made


class Fleet:
    """Twenty kiosks and the rollout of a version to them, which began 50 hours ago."""

    def __init__(self, store: Store, **plan: Any) -> None:
        self.store, self.files, self.now = store, Files(**plan), now_ms()
        self.began = self.now - 50 * HOUR_MS
        self.keeper = RolloutKeeper(store, lambda: [self.files], "0.2.0", self.began - 99 * HOUR_MS)
        self.tell(range(20), hours=0)
        self.decide(0)

    def tell(self, numbers: Any, hours: float, **software: Any) -> None:
        report(self.store, numbers, at_ms=self.began + round(hours * HOUR_MS), **software)

    def decide(self, hours: float) -> None:
        self.keeper.decide_all(self.began + round(hours * HOUR_MS))

    def read(self, scope: Scope = WHOLE, *, with_people: bool = True) -> RolloutList:
        with read_view(self.store) as connection:
            return read_rollouts(connection, scope, self.now, with_people=with_people)

    @property
    def rollout(self) -> Rollout:
        (found,) = self.read().rollouts
        return found


def test_rings_count_each_kiosk_once_by_its_phase(store: Store) -> None:
    made = Fleet(store)
    made.tell(range(2, 20), 49.9)
    made.tell([0], 49.9, **KEPT)
    made.tell([1], 49.9, wanted="0.3.0", step="checked", since="2026-12-01T09:00:00.000Z")
    made.decide(49.9)
    canary, early, later = made.rollout.rings
    assert phase_counts(canary) == [("kept", 1), ("fetched", 1)]
    assert (phase_counts(early), phase_counts(later)) == ([("later", 6)], [("later", 12)])
    assert (canary.released is not None, early.released) == (True, None)
    assert (made.rollout.kept, made.rollout.total, made.rollout.next) == (1, 20, "early")
    (waiting,) = made.rollout.kiosks
    assert (waiting.site, waiting.device, waiting.phase) == ("shop-1", "door", "fetched")
    assert waiting_reason(made.rollout, waiting) == "It switches when the shop is closed."
    at_once = made.rollout.model_copy(update={"when": "now"})
    assert waiting_reason(at_once, waiting) == "It checks the program, and switches next."


def test_the_own_alert_of_a_kiosk_says_why_it_waits(store: Store) -> None:
    made = Fleet(store)
    made.tell(range(20), 49.9)
    device = "acme/shop-1/door"
    fields = fleet.numbered("alert", 1, device, fleet.at()) | {"code": "fleet.space", "severity": "warning"}
    text = "fleet: only 1.2 GB are free. Free 2.5 GB"
    alert = fields | {"text": text, "raised": fleet.at(), "cleared": None}
    store.write_messages([fleet.reading("alert", alert, device)])
    made.decide(49.9)
    first, second = made.rollout.kiosks
    assert waiting_reason(made.rollout, first).startswith("It fetches the program at its next look")
    assert waiting_reason(made.rollout, second) == text


def test_each_decision_has_its_sentence(store: Store) -> None:
    made = Fleet(store)
    assert next_sentence(made.rollout) == "The first ring, canary, has just been released."
    made.tell(range(20), 1)
    made.decide(1)
    assert next_sentence(made.rollout).startswith("The ring early follows at ")
    made.tell(range(20), 24)
    made.decide(24)
    assert next_sentence(made.rollout) == (
        "The ring early waits until 90\xa0% of the released kiosks keep the new version."
    )
    made.tell(range(2), 25, **KEPT)
    made.decide(25)
    assert next_sentence(made.rollout) == "The ring early has just been released."
    made.tell(range(20), 49)
    made.tell(range(8), 49, **KEPT)
    made.decide(49)
    made.decide(49.1)
    assert next_sentence(made.rollout).startswith("Every ring is released. The rollout is complete when 90\xa0%")
    made.tell(range(20), 49.9, **KEPT)
    made.decide(49.9)
    assert next_sentence(made.rollout) == "Nothing: the rollout is complete."


def test_an_old_central_and_a_silent_fleet_say_so(store: Store) -> None:
    made = Fleet(store, central="0.9.0")
    assert next_sentence(made.rollout).startswith("No ring is released until this server has version 0.9.0")
    made = Fleet(store, counter=13)
    made.decide(2)
    assert next_sentence(made.rollout).startswith("Nothing, until this server receives a message from a kiosk again")


def test_a_stop_names_its_limit_and_who_stopped_it_to_administrators_only(store: Store) -> None:
    made = Fleet(store)
    with store.engine.begin() as connection:
        order_rollout(connection, Orderer("ann", WHOLE), "acme", 12, "stop")
    assert asked_sentence(made.rollout) == "ann has asked to stop. The kiosks learn it at their next look."
    made.decide(0.1)
    assert " by ann. " in next_sentence(made.rollout)
    (hidden,) = made.read(with_people=False).rollouts
    assert " by somebody. " in next_sentence(hidden)
    with store.engine.begin() as connection:
        order_rollout(connection, Orderer("ann", WHOLE), "acme", 12, "go-on")
    assert asked_sentence(made.read(with_people=False).rollouts[0]) == "somebody has asked to go on."
    made.decide(0.2)
    made.tell(range(20), 49.9)
    made.tell([0], 49.9, **RETURNED)
    made.decide(49.9)
    assert ": more than 2.0\xa0% of the released kiosks returned" in next_sentence(made.rollout)
    assert [row[3] for row in limit_rows(made.rollout)] == [False, True, False]


def test_only_who_sees_every_shop_of_a_tenant_sees_its_rollout(store: Store) -> None:
    made = Fleet(store)
    seen = {text: len(made.read(Scope.parse(text)).rollouts) for text in ("all", "acme/*", "acme/shop-1", "other/*")}
    assert seen == {"all": 1, "acme/*": 1, "acme/shop-1": 0, "other/*": 0}


def test_a_terminal_shows_rings_limits_and_kiosks(store: Store) -> None:
    made = Fleet(store)
    made.tell(range(2, 20), 49.9)
    made.tell([0], 49.9, **KEPT)
    made.tell([1], 49.9, **RETURNED)
    made.files.fault = "fleet: the key of go is missing. Restore it"
    made.decide(49.9)
    lines = [*rollout_lines(made.read())]
    assert lines[0] == "acme: Rollout of 0.3.0"
    assert lines[3] == "  This server cannot sign the next release: fleet: the key of go is missing. Restore it."
    assert "  returned     50.0\xa0%  stops above 2.0\xa0%" in lines
    assert any(line.startswith("  ring canary: 1 kept, 1 returned (released ") for line in lines)
    assert lines[-1].startswith("    shop-1/door: returned (since 1 Dec 2026, 09:00 UTC). The new program failed")


def test_at_most_twenty_waiting_kiosks_are_listed_the_worst_first(store: Store) -> None:
    made = Fleet(store, rings=[{"name": "all", "share": 1}], stop={"returned_share": 1, "silent_share": 1})
    made.tell(range(25), 49.9)
    made.tell([7], 49.9, **RETURNED)
    made.tell([3], 40)
    made.decide(49.9)
    assert [kiosk.phase for kiosk in made.rollout.kiosks[:3]] == ["returned", "silent", "waiting"]
    assert (len(made.rollout.kiosks), made.rollout.more) == (20, 5)
    assert [*rollout_lines(made.read())][-1] == "    and 5 more"
