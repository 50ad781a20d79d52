"""The rules say what is wrong, and nothing else; an outage of the broker is one problem."""

from dataclasses import replace

import pytest

from central.alerts.codes import CODES, DAY_MS, MINUTE_MS
from central.alerts.facts import HealthFacts, KioskAlert, KioskFacts, Problem, ServerFacts
from central.alerts.rules import SILENT_MS, find_problems
from central.languages.language import find_language
from central.languages.recognition import translate_known
from central.store.backups import Backups
from central.store.rollouts import HaltedRollout
from central.store.totals import CLOSED_MS

NOW = 1_800_000_000_000
SERVER = ServerFacts(started_ms=NOW - DAY_MS)
GOOD = KioskFacts("acme/berlin-7/door", NOW - 5_000, "sensing", since_ms=NOW - DAY_MS)


def codes(
    *kiosks: KioskFacts, server: ServerFacts = SERVER, opened: frozenset[tuple[str, str]] = frozenset()
) -> list[str]:
    return sorted(code for _, code in find_problems(kiosks, server, NOW, opened))


def found(kiosk: KioskFacts, code: str) -> Problem:
    return find_problems([kiosk], SERVER, NOW, ())[kiosk.place, code]


def test_a_good_kiosk_has_no_problem() -> None:
    assert codes(GOOD, replace(GOOD, health=HealthFacts(3, True, 0.01, 15.0))) == []
    assert codes() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"received_ms": NOW - SILENT_MS - 1}, "kiosk.silent"),
        ({"received_ms": NOW - CLOSED_MS - 1, "state": "paused", "reasons": ("closed",)}, "kiosk.silent"),
        ({"state": "paused", "reasons": ("notice: not confirmed",)}, "kiosk.paused"),
        ({"state": "degraded", "reasons": ("microphone",)}, "kiosk.degraded"),
        ({"lost": 3}, "kiosk.loss"),
        ({"clones": 1}, "kiosk.clone"),
        ({"health": HealthFacts(unsent=1_000)}, "kiosk.outbox"),
        ({"health": HealthFacts(is_clock_valid=False)}, "kiosk.clock"),
        ({"health": HealthFacts(is_clock_valid=True, clock_error_s=2.1)}, "kiosk.clock"),
        ({"health": HealthFacts(rate_hz=4.9)}, "kiosk.rate"),
        ({"alerts": (KioskAlert("camera.lost", "error", "camera: it is away", NOW - 9),)}, "camera.lost"),
    ],
)
def test_each_problem_is_found(changed: dict[str, object], code: str) -> None:
    assert codes(replace(GOOD, **changed)) == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"received_ms": NOW - SILENT_MS},
        {"state": "paused", "reasons": ("closed",)},
        {"state": "paused", "reasons": ("closed",), "received_ms": NOW - CLOSED_MS, "is_offline": True},
        {"health": HealthFacts(999, True, 2.0, 5.0)},
        {"state": "paused", "reasons": ("closed",), "health": HealthFacts(rate_hz=0.0)},
    ],
)
def test_what_is_usual_is_no_problem(changed: dict[str, object]) -> None:
    assert codes(replace(GOOD, **changed)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("health", "code"),
    [
        (HealthFacts(unsent=600), "kiosk.outbox"),
        (HealthFacts(rate_hz=6.0), "kiosk.rate"),
        (HealthFacts(is_clock_valid=True, clock_error_s=1.5), "kiosk.clock"),
    ],
)
def test_a_problem_is_let_go_later_than_it_is_taken(health: HealthFacts, code: str) -> None:
    """A value that swings about the limit is one alert."""
    kiosk = replace(GOOD, health=health)
    assert codes(kiosk) == []
    assert codes(kiosk, opened=frozenset({(kiosk.place, code)})) == [code]


def test_a_silent_kiosk_raises_nothing_of_what_it_said_before() -> None:
    kiosk = replace(GOOD, received_ms=NOW - DAY_MS, state="degraded", health=HealthFacts(unsent=5_000))
    assert not found(kiosk, "kiosk.silent").is_stale
    assert found(kiosk, "kiosk.degraded").is_stale
    assert found(kiosk, "kiosk.outbox").is_stale


def test_the_server_accuses_nobody_of_silence_right_after_its_start() -> None:
    """It was away itself."""
    kiosk = replace(GOOD, received_ms=NOW - DAY_MS)
    young = ServerFacts(started_ms=NOW - SILENT_MS + 1)
    assert find_problems([kiosk], young, NOW, ())[kiosk.place, "kiosk.silent"].is_stale


def fleet_of(number: int, silent: int, for_ms: int = 2 * SILENT_MS) -> list[KioskFacts]:
    kiosks = [replace(GOOD, place=f"acme/s-{n}/door") for n in range(number)]
    return [replace(k, received_ms=NOW - for_ms) if n < silent else k for n, k in enumerate(kiosks)]


def test_many_that_fall_silent_at_once_are_one_problem_of_the_server() -> None:
    assert codes(*fleet_of(1_000, 1_000)) == ["server.silent"]
    assert codes(*fleet_of(40, 11)) == ["server.silent"]
    assert codes(*fleet_of(40, 10)) == ["kiosk.silent"] * 10
    assert codes(*fleet_of(100, 11)) == ["kiosk.silent"] * 11  # far fewer than a quarter


def test_those_that_were_silent_before_stay_alerts_of_their_own() -> None:
    """Kiosks that nobody uses any more do not count as an outage."""
    kiosks = fleet_of(100, 60)
    known = frozenset((kiosk.place, "kiosk.silent") for kiosk in kiosks[:55])
    assert codes(*kiosks, opened=known) == ["kiosk.silent"] * 60
    assert codes(*fleet_of(100, 60, 3 * DAY_MS)) == ["kiosk.silent"] * 60


def test_an_outage_is_measured_by_the_kiosks_that_were_heard() -> None:
    """60 kiosks of 100 are gone for good; 11 of the other 40 fall silent."""
    known = frozenset((kiosk.place, "kiosk.silent") for kiosk in fleet_of(100, 60)[:60])
    kiosks = fleet_of(100, 71)
    assert codes(*kiosks, opened=known) == ["kiosk.silent"] * 60 + ["server.silent"]


def test_an_outage_that_ends_bit_by_bit_ends_once() -> None:
    opened = frozenset({("", "server.silent")})
    assert codes(*fleet_of(40, 8), opened=opened) == ["server.silent"]
    assert codes(*fleet_of(40, 5), opened=opened) == ["kiosk.silent"] * 5


def test_the_server_watches_itself() -> None:
    full = replace(SERVER, free_bytes=1_999_999_999, data="/data")
    assert codes(server=full) == ["server.disk"]
    assert codes(server=replace(SERVER, broker_fault="broker: it refuses this user name.")) == ["server.broker"]
    assert codes(server=replace(SERVER, pages_fault="The pages do not answer.")) == ["server.pages"]
    assert codes(server=replace(full, free_bytes=2_000_000_000)) == []
    assert codes(server=replace(SERVER, certificate_ends_ms=NOW + 13 * DAY_MS)) == ["server.certificate"]
    assert codes(server=replace(SERVER, certificate_ends_ms=NOW + 15 * DAY_MS)) == []
    assert codes(server=replace(SERVER, certificate="/cert.pem")) == ["server.certificate"]
    assert (
        "has expired"
        in find_problems([], replace(SERVER, certificate_ends_ms=NOW - 1), NOW, ())["", "server.certificate"].text
    )


@pytest.mark.parametrize(
    ("halted", "text"),
    [
        (
            HaltedRollout("acme", "0.3.0", "returned", NOW - 5),
            "The rollout of 0.3.0 to the kiosks of acme stopped: too many kiosks returned to their former program.",
        ),
        (
            HaltedRollout("acme", "0.3.0", "silent", NOW - 5),
            "The rollout of 0.3.0 to the kiosks of acme stopped: too many kiosks fell silent.",
        ),
        (
            HaltedRollout("acme", "0.3.0", "", None, "fleet: the key is missing. Restore it"),
            "The rollout of 0.3.0 to the kiosks of acme cannot go on: fleet: the key is missing. Restore it.",
        ),
    ],
)
@pytest.mark.parametrize("code", ["de", "ru"])
def test_a_halted_rollout_is_one_problem_of_the_server_in_each_language(
    halted: HaltedRollout, text: str, code: str
) -> None:
    server = replace(SERVER, rollouts=(halted, HaltedRollout("zebra", "0.4.0", "silent", NOW)))
    assert codes(server=server) == ["server.rollout"]
    problem = find_problems([], server, NOW, ())["", "server.rollout"]
    assert (problem.text, problem.since_ms) == (text, halted.at_ms or NOW)
    assert translate_known("alert", find_language(code), text).code == code


def test_signatures_that_cannot_be_renewed_are_a_problem() -> None:
    server = replace(SERVER, failures={"fleet": "fleet: the key is missing. Restore it."})
    problem = find_problems([], server, NOW, ())["", "server.fleet"]
    assert problem.text == (
        "The signatures for the kiosks' updates cannot be renewed: fleet: the key is missing. Restore it."
    )
    assert translate_known("alert", find_language("de"), problem.text).code == "de"


def test_every_code_has_a_cure() -> None:
    for code in CODES.values():
        assert code.cure
        assert code.meaning
        assert code.severity in ("warning", "error")
        assert 0 <= code.lasts_ms <= 60 * MINUTE_MS


@pytest.mark.parametrize(
    ("backups", "text"),
    [
        (Backups(), None),
        (Backups(made_ms=NOW - 8 * DAY_MS, begun_ms=NOW - DAY_MS), None),
        (
            Backups(made_ms=NOW - 8 * DAY_MS - 1),
            "No backup has been made for 8 days. The newest complete one is from 2027-01-07T07:59:59.999Z.",
        ),
        (
            Backups(begun_ms=NOW - DAY_MS - 1),
            "A backup was started at 2027-01-14T07:59:59.999Z, but none has finished since. There is no complete"
            " backup.",
        ),
        (
            Backups(made_ms=NOW - 2, begun_ms=NOW - 1, failed_ms=NOW),
            "The backup of 2027-01-15T08:00:00.000Z failed. The newest complete one is from 2027-01-15T07:59:59.998Z.",
        ),
    ],
)
def test_backups_are_missed_once_one_was_begun(backups: Backups, text: str | None) -> None:
    """Unless the settings ask for none."""
    server = replace(SERVER, backups=backups, backup_days=8)
    problem = find_problems([], server, NOW, ()).get(("", "server.backup"))
    assert (problem and problem.text) == text
    assert codes(server=replace(server, backup_days=0)) == []
