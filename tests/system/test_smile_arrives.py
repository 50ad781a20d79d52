"""A smile on its way: from the second of a film that the player told, over a broker, into the report of central."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from heapq import merge
from pathlib import Path
from random import Random
from statistics import mean

import pytest

from central.clock import now_ms
from central.reports import answers
from central.reports.selection import Request
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.scope import Scope
from central.store.sums import sum_all
from edge.audience.audience import Audience
from edge.clock import Clock, machine_time_s
from edge.events import (
    FaceObservation,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    Release,
    ReleaseBatch,
    ReleasedReaction,
    Tick,
    VisitClosed,
)
from edge.kiosk import networks
from edge.kiosk.build import audience_rules
from edge.kiosk.state.message_writer import MessageWriter, PresentState
from edge.kiosk.state.state import KioskStateTracker
from edge.messages.commands import ReceivedCommands
from edge.messages.wire import Header
from edge.screen.player.items import ListProgram, PlayerItem
from edge.settings.audience import AudienceSettings
from edge.settings.settings import Settings
from edge.stage import StageContext
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.outbox.outbox import Outbox
from edge.uplink.publisher.publisher import Publisher
from tests.central.rows import one
from tests.doubles.broker import Mosquitto, running
from tests.doubles.central_server import CentralServer
from tests.doubles.player_page import connected_page, page_ms
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import served
from tests.worlds import NEUTRAL, SMILE

HZ = 5
FILM_S, SMILE_S = 9, 4  # the film, and its second in which people begin to smile
PEOPLE, SEEDS, ENOUGH = 6, 10, 9
LEAST_RISE = 0.4
BEHIND_S = 1000.0  # of the kiosk's clock, so that what follows the film is over when central hears of it
SETTINGS = Settings(audience=AudienceSettings(k=5, k_reaction=5, unmasked_staff=2))


def plays_of_the_player(folder: Path) -> list[PlayStarted | PlayEnded]:
    """One play of a page, from the player's server: first and last frame are told when the film is over."""
    clock = Clock(wall=lambda: machine_time_s() - BEHIND_S)
    film = folder / "spring.mp4"
    film.touch()
    program = ListProgram([PlayerItem(creative="spring", file=film, kind="video", duration_s=FILM_S)])
    with served(folder, program, clock=clock) as it, connected_page(it.port, it.token) as page:
        show = page.wait_for("show")
        ended_ms = page_ms()
        page.start(show, t=ended_ms - FILM_S * 1000, duration_s=FILM_S)
        page.end(show, t=ended_ms, media_s=FILM_S - 0.03)
        return list(it.wait_for_plays(2))


def faces(play: PlayStarted) -> Iterator[FrameObservation]:
    """Six people, each in a cell of their own, who look from a second before the film to a second after it."""
    for step in range((FILM_S + 2) * HZ):
        at_s = play.at_s - 1 + step / HZ
        shows = SMILE if at_s - play.at_s >= SMILE_S else NEUTRAL
        is_last = step == (FILM_S + 2) * HZ - 1
        yield FrameObservation(
            at_s,
            tuple(
                FaceObservation(
                    who, 200.0 * who, 100.0, 60.0, 75.0, 0.0, 0.0, is_last, is_last, True, (who, who, who, who), shows
                )
                for who in range(PEOPLE)
            ),
        )


def released(plays: Sequence[PlayStarted | PlayEnded], seed: int) -> list[Release]:
    """The part that the rules tell, with the noise of a seed."""
    start = plays[0]
    assert isinstance(start, PlayStarted)
    ticks = (Tick(start.at_s - 1 + second) for second in range(400))
    audience = Audience(audience_rules(SETTINGS, random=Random(seed)))
    events: Iterator[InputEvent] = merge(ticks, plays, faces(start), key=lambda event: event.at_s)
    found = [release for event in events for release in audience.handle_event(event)]
    return [release for release in found if not isinstance(release, VisitClosed)]


def rise(curve: Sequence[float | None], second: int = SMILE_S) -> float:
    """From the mean of the three seconds before a second to that of the three from it on."""
    before, after = curve[second - 3 : second], curve[second : second + 3]
    assert None not in (*before, *after)
    return mean(one or 0.0 for one in after) - mean(one or 0.0 for one in before)


def steepest_of(curve: Sequence[float | None]) -> int:
    """Second of the steepest rise."""
    return max(range(3, FILM_S - 2), key=lambda second: rise(curve, second))


def curve_of(releases: Sequence[Release]) -> Sequence[float | None]:
    (reaction,) = [release for release in releases if isinstance(release, ReleasedReaction)]
    return reaction.curve.smile


@pytest.fixture(scope="module")
def plays(tmp_path_factory: pytest.TempPathFactory) -> list[PlayStarted | PlayEnded]:
    return plays_of_the_player(tmp_path_factory.mktemp("player"))


def test_six_people_who_begin_to_smile_are_a_rise_in_nine_of_ten_draws_of_the_noise(
    plays: list[PlayStarted | PlayEnded],
) -> None:
    """In the right second, by the default noise."""
    curves = [curve_of(released(plays, seed)) for seed in range(SEEDS)]
    rises = [rise(curve) for curve in curves]
    print("rises:", " ".join(f"{one:.2f}" for one in rises))
    assert sum(one >= LEAST_RISE for one in rises) >= ENOUGH, rises
    steepest = [steepest_of(curve) for curve in curves]
    assert steepest.count(SMILE_S) >= ENOUGH, steepest


@contextmanager
def publishing(folder: Path, broker: int, clock: Clock) -> Iterator[MessageWriter]:
    """The sending half of a kiosk: what is written goes to the broker."""
    header = Header("acme", "berlin-7", "door")
    outbox, state = Outbox(folder / "outbox.db"), KioskStateTracker(clock)
    writer = MessageWriter(header, networks.reaction_model_names(SETTINGS), outbox, clock)
    context: StageContext[ReceivedCommands] = StageContext(clock.now, lambda: True, lambda: None, lambda _: None)
    publisher = Publisher(BrokerOptions("127.0.0.1", broker), header, outbox, PresentState(writer, state), context)
    thread = threading.Thread(target=publisher.run, name="publisher")
    thread.start()
    try:
        yield writer
    finally:
        publisher.publish_rest_and_stop()
        thread.join(20)
        outbox.close()


def test_the_smile_is_in_the_report_of_central(plays: list[PlayStarted | PlayEnded], tmp_path: Path) -> None:
    """The same second and the same numbers as left the kiosk, through a real broker and a real server."""
    releases = released(plays, seed=os.getpid() % SEEDS)
    with running(Mosquitto(tmp_path)) as broker:
        server = CentralServer(tmp_path, f'data = "{tmp_path}/data"', f"port = {broker.port}")
        try:
            server.start()
            server.wait_until_connected()
            with publishing(tmp_path, broker.port, Clock(wall=lambda: machine_time_s() - BEHIND_S)) as writer:
                writer.write_releases(ReleaseBatch(tuple(releases)))
                told = read_report(tmp_path / "data", len(releases))
        finally:
            server.close()
    assert told == pytest.approx(list(curve_of(releases)), abs=0.001)
    assert rise(told) == pytest.approx(rise(curve_of(releases)), abs=0.001)


def read_report(data: Path, messages: int) -> list[float | None]:
    """Curve of the film's report, once central has stored all messages but the state."""
    store = open_store(Location(data))
    stored = "SELECT count(*) FROM messages WHERE seq IS NOT NULL"
    try:
        wait_until(lambda: one(store, stored) >= messages, "the messages at central")
        sum_all(store)
        with read_view(store) as connection:
            (report,) = answers.answer_reports(
                connection, Scope.whole_store(), ["spring"], Request("acme", None, None, ()), now_ms()
            )
    finally:
        store.engine.dispose()
    return [second.smile for second in report.curve]
