"""An experiment by day from end to end: its playlist is sent, players follow it for 28 days, and central's lift counts
the days on which the players showed the arm of its plan.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from central.clock import DAY_MS
from central.messages.reader import read_message
from central.messages.values import Reading
from central.reports import lift
from central.reports.lift import LiftRequest, answer_lift
from central.reports.lift_values import Lift
from central.reports.playlist_push import Push, Sender, push_playlist
from central.store.database import open_store
from central.store.lift_plans import read_arm_days, read_plan
from central.store.local_time import EPOCH_DAY
from central.store.sales import SalesDay, store_days
from central.store.scope import Scope
from central.store.sites import set_site
from central.store.store import Store
from central.store.sums import sum_all
from edge.audience.plays import PlayHistory
from edge.events import PlayEnded, PlayStarted, ProofOfPlay
from edge.media.check import CheckedFile, MediaFile
from edge.messages.build import build_release_message
from edge.messages.payloads import Models
from edge.messages.playlist import SentPlaylist
from edge.messages.wire import Header
from edge.playlist.numbers import NumbersInMemory
from edge.playlist.program import Program
from edge.playlist.schedule import CycleNumbers
from edge.playlist.values import CreativePlaylist, Screen
from edge.screen.play_feed import PlayEvent
from edge.screen.player.page_events import PageJoined, PageMessageReceived
from edge.screen.player.page_messages import AnyPageMessage, Ended, Started
from edge.screen.player.playback import Playback
from edge.screen.player.scheduled import PlaylistChecks, ScheduledProgram
from edge.screen.playlist_watch import PlaylistWatch
from tests.doubles.ready_store import ready

FIRST = date(2026, 10, 5)
DAYS = 28
PAST = 14
"""The clock changes on 2026-10-25 in Berlin, and on 2026-11-01 in New York."""
ZONES = {"berlin-7": "Europe/Berlin", "new-york-1": "America/New_York", "ulm-1": "Europe/Berlin"}
ALL = Scope.whole_store()
OPEN = "Mo-Su 22:30-00:45"
PLAYLIST = {
    "creatives": [
        {
            "id": name,
            "sha256": "a" * 64,
            "bytes": 1,
            "type": "image/png",
            "duration_s": 600,
            "open": "Mo-Su 22:30-00:45",
        }
        for name in ("spring_a", "rest", "more")
    ],
    "experiments": [
        {
            "id": "e12",
            "unit": "day",
            "arms": {"on": ["spring_a"], "off": []},
            "from": str(FIRST),
            "until": str(FIRST + timedelta(days=DAYS - 1)),
        }
    ],
}


def ms(day: date, hour: int = 0, zone: str = "UTC") -> int:
    return round(datetime.combine(day, time(hour), ZoneInfo(zone)).timestamp() * 1000)


def number(day: date) -> int:
    return day.toordinal() - EPOCH_DAY


def _checked(playlist: CreativePlaylist, _: Path) -> Mapping[str, CheckedFile]:
    file = MediaFile("image/png", "png", 640, 360, None, "a" * 64)
    return {creative.id: file for creative in playlist.creatives}


class ShownPlayer:
    """The kiosk's own player before a page that shows each item for its time. Its clock is that of the test."""

    def __init__(self, folder: Path, site: str) -> None:
        sent = SentPlaylist.model_validate_json(json.dumps({"version": 1, **PLAYLIST}))
        (folder / "list.toml").write_text(sent.to_playlist_toml())
        self._watch, self._folder, self._site = PlaylistWatch(folder / "list.toml"), folder, site
        self._checks = PlaylistChecks(self._watch, folder, _checked)
        self._checks.check_for_changes()
        self._zone = ZoneInfo(ZONES[site])

    def _start(self, at_s: float) -> Playback:
        """The player after a start of the kiosk."""
        screen = Screen(self._site, "door")
        schedule = Program(self._watch.playlist, screen, NumbersInMemory(CycleNumbers()))
        program = ScheduledProgram(schedule, self._checks, self._folder)
        course = Playback(program, lambda now_s: datetime.fromtimestamp(now_s, self._zone), at_s)
        course.handle_event(PageJoined(at_s))
        return course

    def play(self, from_s: float, to_s: float) -> Iterator[PlayEvent]:
        """Plays of a time, in which the kiosk starts again every day at 23:00 UTC."""
        at_s, course = from_s, self._start(from_s)
        while at_s < to_s:
            if (at_s - from_s) % 86_400 == 82_800:
                course = self._start(at_s)
            shown = [command for command in course.commands if command["do"] == "show"]
            course.commands.clear()
            if not shown:
                course.tick(at_s := at_s + 300.0)
                continue
            n = int(str(shown[-1]["n"]))
            yield from course.handle_event(_told(Started(e="start", t=0, n=n, media_s=0, duration_s=None), at_s))
            course.tick(at_s + 1)
            values = {"e": "end", "t": 0, "n": n, "media_s": 600.0, "gap_ms": 0.0, "shown": 1, "dropped": 0}
            end = Ended.model_validate({**values, "why": "ended", "detail": ""})
            yield from course.handle_event(_told(end, at_s := at_s + 600.0))


def _told(message: AnyPageMessage, at_s: float) -> PageMessageReceived:
    return PageMessageReceived(at_s, 0.001, message)


def proofs(events: Iterator[PlayEvent]) -> Iterator[ProofOfPlay]:
    history, at_s = PlayHistory(), 0.0
    for event in events:
        at_s = event.at_s
        if isinstance(event, PlayStarted):
            yield from history.start_play(event, at_s, at_s)
        else:
            assert isinstance(event, PlayEnded)
            yield from history.end_play(event, at_s, at_s)
        history.forget_plays(at_s - 3600)
    yield from history.end_current_play(at_s)


def messages(folder: Path, site: str) -> Iterator[Reading]:
    begin_s, end_s = (ms(FIRST + timedelta(days=days), 12) / 1000 for days in (-1, DAYS))
    header = Header(tenant="acme", site=site, device="door")
    for seq, proof in enumerate(proofs(ShownPlayer(folder, site).play(begin_s, end_s)), 1):
        made = build_release_message(
            proof, header, Models(expression="none", valence="none"), id=f"00000000-0000-7000-8000-{seq:012x}", seq=seq
        )
        yield read_message(made.topic, made.payload, round(proof.at_s * 1000) + 1)


def add_sales(store: Store, sites: Mapping[int, str]) -> None:
    """Ten cola more on each day of the arm `on`; the past has no other pattern."""
    with store.engine.begin() as connection:
        days = read_arm_days(connection, ALL, "acme", "e12")
        for site in sites:
            sold = [
                SalesDay(site, "cola", day, 40, 60.0 if days[site].get(day) == "on" else 50.0, 100.0)
                for day in range(number(FIRST) - PAST, number(FIRST) + DAYS)
            ]
            store_days(connection, sold, 1)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("by-day")
    with open_store(ready(folder / "data")) as store:
        for site, zone in ZONES.items():
            set_site(store, f"acme/{site}", zone=zone, parts=None, is_new=True)
        with store.engine.begin() as connection:
            push = Push("acme", json.dumps(PLAYLIST), [f"acme/{site}" for site in ZONES], product="cola")
            push_playlist(connection, push, Sender("ann", "ann"), ms(FIRST - timedelta(days=2)))
        written = store.write_messages([each for site in ZONES for each in messages(folder, site)])
        assert written.rejections == []
        sum_all(store)
        add_sales(store, sites(store))
        yield store


def sites(store: Store) -> dict[int, str]:
    with store.engine.begin() as connection:
        return {row.id: row.site for row in connection.exec_driver_sql("SELECT id, site FROM sites")}


def ask(store: Store, *changes: str) -> Lift:
    """The answer after the last day, with changes that are undone."""
    with store.engine.connect() as connection:
        for change in changes:
            connection.exec_driver_sql(change)
        found = answer_lift(connection, ALL, LiftRequest("e12"), ms(FIRST + timedelta(days=DAYS + 2)))
        connection.rollback()
    return found


def shown_arms(store: Store) -> dict[tuple[str, int], set[str]]:
    """Arms of the stored plays, by site and local day."""
    query = "SELECT s.site, p.day, p.arm FROM play_hours p JOIN sites s ON s.id = p.site_id WHERE p.experiment = 'e12'"
    found: dict[tuple[str, int], set[str]] = {}
    with store.engine.begin() as connection:
        for row in connection.exec_driver_sql(query):
            found.setdefault((row.site, row.day), set()).add(row.arm)
    return found


def test_the_players_show_the_plan_that_central_has(played: Store) -> None:
    """Every day, in every zone, also around midnight and on the days of 23 and 25 hours."""
    with played.engine.begin() as connection:
        plan = read_plan(connection, "acme", "e12")
        days = read_arm_days(connection, ALL, "acme", "e12")
    assert plan is not None
    assert (plan.first_day, plan.last_day, plan.run_days, plan.against) == (
        number(FIRST),
        number(FIRST) + DAYS - 1,
        1,
        "off",
    )
    assert (plan.seed, plan.product, plan.who) == ("e12", "cola", "ann")
    names = sites(played)
    planned = {(names[site], day) for site, of in days.items() for day, arm in of.items() if arm == "on"}
    assert len(planned) == len(ZONES) * DAYS // 2
    assert shown_arms(played) == {place: {"on"} for place in planned}
    plays = "SELECT p.day, p.start_ms, s.site FROM plays p JOIN sites s ON s.id = p.site_id"
    with played.engine.begin() as connection:
        nights = {row.site for row in connection.exec_driver_sql(plays) if _is_around_midnight(row.start_ms, row.site)}
    assert nights == {*ZONES}


def _is_around_midnight(start_ms: int, site: str) -> bool:
    local = datetime.fromtimestamp(start_ms / 1000, ZoneInfo(ZONES[site]))
    return (local + timedelta(seconds=600)).date() > local.date()


def test_no_day_is_lost_and_the_lift_is_found(played: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lift, "ASSIGNMENTS", 19)
    found = ask(played)
    (pair,) = found.pairs
    assert (pair.arm, pair.against, pair.shop_days, found.lost) == ("on", "off", len(ZONES) * DAYS, [])
    assert pair.lift == pytest.approx(61 / 51 - 1)
    assert (pair.drawn, found.product_planned, found.plan_ahead) == (True, True, True)


def test_a_day_with_an_ad_of_another_arm_or_without_its_own_is_lost(
    played: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of another arm: also outside the experiment, as from the kiosk's own list."""
    monkeypatch.setattr(lift, "ASSIGNMENTS", 19)
    with played.engine.begin() as connection:
        days = read_arm_days(connection, ALL, "acme", "e12")
        ((spring,),) = connection.exec_driver_sql("SELECT id FROM creatives WHERE creative = 'spring_a'")
    one, two, three = sorted(days)
    off = {site: next(day for day, arm in days[site].items() if arm == "off") for site in days}
    on = next(day for day, arm in days[three].items() if arm == "on")
    play = "INSERT INTO play_hours VALUES ({site}, {day}, 1, 10, {creative}, '{experiment}', '{arm}', 1, 1, 10)"
    found = ask(
        played,
        play.format(site=one, day=off[one], creative=spring, experiment="", arm=""),
        play.format(site=two, day=off[two], creative=spring, experiment="e12", arm="on"),
        "UPDATE play_hours SET creative_id = CASE experiment WHEN '' THEN 1000 ELSE 1001 END, experiment = '', arm = ''"
        f" WHERE site_id = {three} AND day = {on} AND creative_id = {spring}",
    )
    assert {each.reason: each.shop_days for each in found.lost} == {"other_arm": 2, "little_proof": 1}
    assert found.pairs[0].shop_days == len(ZONES) * DAYS - 3


def test_the_days_do_not_depend_on_when_they_are_asked(played: Store) -> None:
    """Before the end, the days that are over count."""
    with played.engine.connect() as connection:
        half = answer_lift(connection, ALL, LiftRequest("e12"), ms(FIRST) + 15 * DAY_MS)
    assert half.pairs[0].reason == "too_early"
    assert half.lost == []
