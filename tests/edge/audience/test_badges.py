"""Staff with badges leave no trace: a shop with them tells the same, to the byte, as the shop without them.

The worlds of these tests have a clerk whose badge is read within the time for which frames are held. Who is read later
is taken out of what no window has told yet.
"""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.audience.draws import Draws
from edge.audience.noise import NoiseSource
from edge.audience.rules import AudienceRules
from edge.events import FrameObservation, InputEvent, SourceLost, SourceRestored, VisitClosed
from edge.messages.build import build_release_message
from edge.messages.payloads import Models
from edge.messages.wire import Header
from tests.edge.audience.attacker import random_worlds
from tests.worlds import BEGIN_S, HOUR_S, SMILE, AudienceResult, Person, loop, person, run_audience, world

HZ = 5.0
RULES = AudienceRules(badges=True, k=3, k_reaction=5, unmasked_staff=2)
CLERK_PX = (100.0, 300.0)
"""Places of clerks. Passers-by are further right, in other cells, where no visit continues another."""


def shop(*people: Person, minutes: float, creatives: tuple[str, ...] = ("a", "b")) -> list[InputEvent]:
    until = minutes * 60
    return list(world(*people, plays=loop(creatives, each=15, until=until), hz=HZ, until=until, empty_frames=True))


def without_staff(events: Iterable[InputEvent]) -> list[InputEvent]:
    """The same world without the clerks: without every face at their places."""
    return [
        replace(event, faces=tuple(face for face in event.faces if face.x_px > max(CLERK_PX)))
        if isinstance(event, FrameObservation)
        else event
        for event in events
    ]


def told(events: Iterable[InputEvent], rules: AudienceRules = RULES, seed: int = 0) -> AudienceResult:
    return run_audience(events, replace(rules, noise=NoiseSource(0.5, Draws(Random(seed)))))


def clerk(
    *spans: tuple[float, float], badge_from: float | None = 0.4, x_px: float = 300.0, over_edge: bool = False
) -> Person:
    return Person(spans, ((0.0, HOUR_S),), SMILE, over_edge, x_px, 60.0, badge_from)


def passers(chance: Random, minutes: float, per_minute: float, *, inside: bool = False) -> list[Person]:
    people, at_s = [], chance.uniform(0, 60 / per_minute)
    while at_s < minutes * 60 - 40:
        x_px = chance.uniform(1000, 9000)
        people.append(person(enters=at_s, stays=chance.uniform(1, 40), x_px=x_px, over_edge=not inside))
        at_s += chance.expovariate(per_minute / 60)
    return people


@st.composite
def shops(draw: st.DrawFn) -> list[InputEvent]:
    """Passers-by, and one or two clerks who come and go: each span in view has a badge that is read, or begins inside
    within a minute of one that has, in its place."""
    chance, minutes = Random(draw(st.integers(0, 2**32))), draw(st.sampled_from([3, 8]))
    people = passers(chance, minutes, draw(st.sampled_from([1, 4, 12])), inside=draw(st.booleans()))
    for x_px in CLERK_PX[: draw(st.integers(1, 2))]:
        at_s, free_s = chance.uniform(0, 60), -100.0
        while at_s < minutes * 60 - 3:  # else the recording ends before the badge is read
            until_s = at_s + chance.choice([0.4, 3, 20, 100])
            is_read = at_s - free_s > 59 or chance.random() < 0.5
            if is_read and until_s - at_s < 3:
                until_s = at_s + 3
            over_edge = is_read and chance.random() < 0.3
            people.append(
                clerk(
                    (at_s, until_s),
                    badge_from=chance.uniform(0, 2.6) if is_read else None,
                    x_px=x_px,
                    over_edge=over_edge,
                )
            )
            if is_read:
                free_s = -100.0 if over_edge else until_s
            at_s = until_s + chance.choice([0.2, 1, 4, 30, 61, 100])
    return shop(*people, minutes=minutes)


@random_worlds(15)
@given(shops())
def test_a_shop_with_badges_tells_the_same_as_without_its_staff(events: list[InputEvent]) -> None:
    """Every release and every count is equal, numbers with noise included."""
    assert without_staff(events) != events
    with_staff, without = told(events), told(without_staff(events))
    assert with_staff.releases == without.releases
    assert with_staff.counts == without.counts


def test_what_leaves_is_equal_to_the_byte() -> None:
    """A busy half hour with a clerk in view all the time, as messages; without the badge they differ."""
    chance = Random(5)
    people = passers(chance, 30, 12)
    spans = [(i * 60.0 + 3, i * 60.0 + 50) for i in range(29)]
    with_badge = shop(*people, clerk(*spans), minutes=30)
    without_badge = shop(*people, clerk(*spans, badge_from=None), minutes=30)
    wanted = _messages(without_staff(with_badge))
    assert len(wanted) > 20
    assert any(b"reaction" in message for message in wanted)
    assert _messages(with_badge) == wanted
    assert _messages(without_badge) != wanted


def _messages(events: list[InputEvent]) -> list[bytes]:
    header, models = Header("acme", "berlin-7", "door"), Models(expression="none", valence="none")
    return [
        build_release_message(release, header, models, id=f"00000000-0000-7000-8000-{seq:012x}", seq=seq).payload
        for seq, release in enumerate(told(events).releases, 1)
        if not isinstance(release, VisitClosed)
    ]


@pytest.mark.parametrize("read_after_s", [0.0, 2.0, 20.0, 120.0])
def test_no_visit_is_left_however_late_the_badge_is_read(read_after_s: float) -> None:
    """From the first frame to the last, also after the badge turned away, and while the visit is open."""
    late = shop(clerk((5.0, 200.0), badge_from=read_after_s), minutes=6)
    result = told(late, replace(RULES, k=0, k_reaction=0))
    assert result.visits_in == 0
    assert sum(window.visits for window in result.windows) == 0
    assert [reaction.creative for reaction in result.reactions if reaction.exposed] == []


def test_staff_without_the_setting_are_visits_as_ever() -> None:
    """The flag alone does nothing: without badges no frame is held, and nobody is left out."""
    events = shop(clerk((5.0, 50.0)), minutes=2)
    assert told(events, replace(RULES, badges=False, k=0, k_reaction=0)).visits_in == 1


def test_a_badge_that_is_read_after_ten_minutes_takes_back_what_was_not_told() -> None:
    """The visit is closed after 600 s and waits for more people: then it is nobody. Who is told stays told."""
    events = shop(clerk((5.0, 800.0), badge_from=700.0), minutes=20)
    waits = told(events, replace(RULES, k=3, k_reaction=5))
    assert waits.counts.dropped == waits.counts.waiting == waits.visits_in == 0
    stays = told(events, replace(RULES, k=1, k_reaction=1))
    assert stays.counts.released == 1


def test_who_begins_where_staff_were_is_no_visit_for_a_minute() -> None:
    """A clerk whose track broke while the badge was turned away; a minute later it may be anybody."""

    def visits(gap_s: float, **changes: bool) -> int:
        again = clerk((20.0 + gap_s, 40.0 + gap_s), badge_from=None, **changes)
        return told(shop(clerk((5.0, 20.0)), again, minutes=4), replace(RULES, k=0, k_reaction=0)).visits_in

    assert [visits(gap) for gap in (0.4, 4.0, 30.0, 59.8, 60.8)] == [0, 0, 0, 0, 1]
    assert visits(30.0, over_edge=True) == 1


def test_a_visitor_before_and_after_staff_at_one_place_stays_one_visit() -> None:
    """The frames of the clerk between them are gone before visits are made, so that the visit goes on."""
    visitor = person(enters=5, stays=30, away=[(15, 19)], x_px=310, over_edge=False)
    alone = told(shop(visitor, minutes=2), replace(RULES, k=0, k_reaction=0))
    assert alone.visits_in == 1
    steps_in = clerk((15.2, 36.0), badge_from=2.4, x_px=330.0)
    beside = told(shop(visitor, steps_in, minutes=2), replace(RULES, k=0, k_reaction=0))
    assert beside.releases == alone.releases


def test_frames_that_are_held_count_when_the_camera_is_lost_or_the_kiosk_stops() -> None:
    """Two visits: one is cut off by the loss, one by the end. Neither badge nor hold loses a second of them."""

    def run(badges: bool) -> AudienceResult:
        events = shop(person(enters=2, stays=8, x_px=1000), person(enters=28, stays=10, x_px=1000), minutes=0.5)
        kept = [event for event in events if not 10 < event.at_s - BEGIN_S < 20]
        lost: list[InputEvent] = [SourceLost(BEGIN_S + 10, "camera"), SourceRestored(BEGIN_S + 20, "camera")]
        ordered = sorted(kept + lost, key=lambda event: event.at_s)
        return told(ordered, replace(RULES, badges=badges, k=0, k_reaction=0))

    assert run(badges=True) == run(badges=False)
    assert run(badges=True).visits_in == 2


def test_holding_frames_changes_nothing_where_nobody_wears_a_badge() -> None:
    """Random passers-by: the same windows and reactions with the setting and without."""
    for seed in range(2):
        events = shop(*passers(Random(seed), 8, 12, inside=seed == 1), minutes=8)
        on, off = told(events), told(events, replace(RULES, badges=False))
        assert on.windows
        assert on == off
