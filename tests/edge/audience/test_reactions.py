"""What is held of a creative, and when it leaves."""

from dataclasses import replace

import pytest

from edge.audience.rules import AudienceRules
from edge.events import (
    Abstention,
    AudioObservation,
    BodyObservation,
    ConsentEnded,
    Experiment,
    ExpressionScores,
    FaceObservation,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    ReleasedBody,
)
from tests.worlds import BEGIN_S, DAY_S, SMILE, Person, Showing, live, loop, person, verdict, world

FEW = AudienceRules(k=3, k_reaction=3, unmasked_staff=2)


def crowd(count: int, enters: float, stays: float = 16.0, first: int = 0) -> list[Person]:
    return [person(enters=enters, stays=stays, x_px=200.0 * (first + i)) for i in range(count)]


def with_voice(events: list[InputEvent], *laughs: int, until: int) -> list[InputEvent]:
    sound = [AudioObservation(BEGIN_S + i + 1.0, 1.0, -40.0, i in laughs) for i in range(until)]
    return sorted([*events, *sound], key=lambda event: event.at_s)


def test_a_reaction_leaves_with_a_window_once_it_is_full() -> None:
    """All seconds of the advert seen by three: it leaves with the window that is told."""
    told = live(world(*crowd(3, 10), plays=[Showing("ad", 10, 15)], until=200), FEW)
    (reaction,) = told.reactions
    (window,) = told.windows
    assert (reaction.from_s, reaction.to_s, reaction.at_s) == (window.from_s, window.to_s, window.at_s)
    assert (reaction.plays, reaction.exposed, reaction.watchers, reaction.n) == (1, 3, 3, 3)
    assert reaction.attention_s == 15.0
    assert reaction.curve.n == (3,) * 15


def test_a_reaction_that_is_not_full_waits_for_the_windows_to_come() -> None:
    """A second group that sees the rest of the advert fills it; `from` is that of the first window."""
    plays = [Showing("ad", 10, 15), Showing("ad", 70, 15)]
    told = live(world(*crowd(3, 10, 6), *crowd(3, 76, 12), plays=plays, until=200), FEW)
    assert len(told.windows) == 2
    (reaction,) = told.reactions
    assert (reaction.from_s - BEGIN_S, reaction.to_s - BEGIN_S, reaction.at_s - BEGIN_S) == (10, 120, 150)
    assert (reaction.plays, reaction.exposed) == (2, 6)
    assert reaction.curve.n == (3,) * 15


def test_the_next_reaction_begins_with_the_next_window() -> None:
    """No visit is in two reactions of a creative, no window either."""
    plays = [Showing("ad", 10, 15), Showing("ad", 130, 15)]
    told = live(world(*crowd(3, 10), *crowd(3, 130), plays=plays, until=300), FEW)
    assert [(r.from_s - BEGIN_S, r.to_s - BEGIN_S, r.plays) for r in told.reactions] == [(10, 60, 1), (60, 180, 1)]
    assert told.counts.reactions_released == 6


def test_at_a_stop_a_reaction_leaves_with_what_it_has() -> None:
    """If it has its people; the cells that are short of them are null."""
    told = live(world(*crowd(3, 10, 6.0), plays=[Showing("ad", 10, 15)], until=100), FEW)
    (reaction,) = told.reactions
    assert reaction.at_s == BEGIN_S + 100
    assert reaction.curve.n == (3,) * 6 + (None,) * 9
    two = live(world(*crowd(2, 10, 6.0), *crowd(1, 28, 6.0, 2), plays=[Showing("ad", 10, 15)], until=100), FEW)
    assert two.reactions == []


def test_at_the_days_end_what_lacks_people_is_dropped() -> None:
    """Counted for each creative; the day's last window need not be told for the rest to leave."""
    begin_s = BEGIN_S + DAY_S - 300
    plays = [Showing("seen", 10, 15), Showing("missed", 40, 15)]
    people = [*crowd(3, 10, 6.0), *crowd(2, 40, 6.0, 3), *crowd(1, 120, 6.0)]
    told = live(world(*people, plays=plays, until=700, begin_s=begin_s), FEW)
    assert [r.creative for r in told.reactions] == ["seen"]
    assert told.reactions[0].at_s == begin_s + 330
    assert (told.counts.reactions_released, told.counts.reactions_dropped, told.counts.reactions_waiting) == (3, 2, 0)
    assert (told.counts.released, told.counts.dropped) == (5, 1)


@pytest.mark.parametrize(("hold_s", "leaves"), [(None, 400), (170.0, 210), (50.0, 90), (51.0, 150)])
def test_a_reaction_may_be_held_for_no_longer(hold_s: float | None, leaves: float) -> None:
    """Then it leaves with the next window that is told, with an emptier curve."""
    people = [p for i in range(3) for p in crowd(3, 10 + 60 * i, 6.0, 3 * i)]
    told = live(world(*people, plays=[Showing("ad", 10, 15)], until=400), FEW, reaction_hold_s=hold_s)
    assert told.reactions[0].at_s - BEGIN_S == leaves


def test_arms_of_an_experiment_are_told_apart() -> None:
    """Each its own batch; who saw both belongs to the first."""
    arms = [Experiment("e1", "a", 1), Experiment("e1", "b", 1)]
    plays = [Showing("ad", 10, 15, arms[0]), Showing("ad", 25, 15, arms[1])]
    told = live(world(*crowd(3, 10, 30.0), *crowd(4, 25, 15.0, 3), plays=plays, until=200), FEW)
    assert [(r.experiment, r.exposed, r.plays) for r in told.reactions] == [
        (Experiment("e1", "a"), 3, 1),
        (Experiment("e1", "b"), 4, 1),
    ]


def test_an_advert_nobody_sees_has_no_reaction() -> None:
    """Not even with no k."""
    told = live(world(person(enters=30), plays=[Showing("ad", 5, 15)], until=100), k=0, k_reaction=0)
    assert told.reactions == []


def test_the_numbers_of_a_reaction_are_what_people_did() -> None:
    """One smiles all the time, one shows nothing, one only in the second half, one abstains."""
    faces: list[ExpressionScores | Abstention] = [
        SMILE,
        verdict(),
        verdict(surprise=0.5, anger=0.5, valence=-0.5),
        Abstention("unsure"),
    ]
    people = [
        person(enters=10, stays=15, x_px=200.0 * i, shows=shows, looks=[(17, 25)] if i == 2 else True)
        for i, shows in enumerate(faces)
    ]
    told = live(world(*people, plays=[Showing("ad", 10, 14)], until=100), FEW)
    (reaction,) = told.reactions
    assert (reaction.exposed, reaction.watchers, reaction.n) == (4, 4, 3)
    assert (reaction.positive, reaction.negative, reaction.surprise) == (0.33, 0.17, 0.17)
    assert (reaction.valence, reaction.arousal, reaction.abstained) == (0.1, 0.17, 0.0)
    assert reaction.attention_s == 12.2
    assert reaction.curve.watchers == (3,) * 7 + (4,) * 7
    assert reaction.curve.n == (None,) * 8 + (3,) * 6  # the eighth hides the two people of the seven


def test_abstention_is_a_share_of_attention() -> None:
    """Every other reading abstains: half of the attentive time of those who were read."""
    faces = [
        [FaceObservation(i, 200.0 * i, 100, 60, 75, 0, 0, False, reading) for i in range(3)]
        for reading in (SMILE, Abstention("unsure"))
    ]
    seen: list[InputEvent] = [FrameObservation(BEGIN_S + i / 10, tuple(faces[i % 2])) for i in range(101)]
    (reaction,) = live([PlayStarted(BEGIN_S, "ad", duration_s=10.0), *seen], FEW).reactions
    assert (reaction.positive, reaction.abstained, reaction.attention_s) == (1.0, 0.5, 10.0)


def test_laughter_is_told_where_sound_was_heard() -> None:
    """Seconds of it per exposed visit, and who was present in each second."""
    events = list(world(*crowd(3, 10), plays=[Showing("ad", 10, 15)], until=100))
    told = live(with_voice(events, 12, 13, 60, until=100), FEW)
    (reaction,) = told.reactions
    assert reaction.laughter_s == 2.0
    assert reaction.curve.laughter == (0.0,) * 2 + (1.0,) * 2 + (0.0,) * 11
    assert live(events, FEW).reactions[0].laughter_s is None


def test_laughter_that_is_not_known_is_null_and_not_none() -> None:
    """As while the advert may be what laughs: no seconds of it, no cell of the curve."""
    events = list(world(*crowd(3, 10), plays=[Showing("ad", 10, 15)], until=100))
    withheld = [
        replace(event, laughter=None) if isinstance(event, AudioObservation) else event
        for event in with_voice(events, 12, 13, until=100)
    ]
    (reaction,) = live(withheld, FEW).reactions
    assert reaction.laughter_s is None
    assert reaction.curve.laughter == (None,) * 15


def test_wearers_count_if_they_wore_it_while_the_creative_was_shown() -> None:
    """At least a second on the body during its plays; k_reaction of them."""

    def felt(wearers: int, first: int = 11, on_body: bool = True) -> list[InputEvent]:
        return [
            BodyObservation(BEGIN_S + i, f"w{w}", on_body or w > 0, 0.1 * w, 60.0 + w, None)
            for i in range(first, 40)
            for w in range(wearers)
        ]

    events = list(world(*crowd(3, 10), plays=[Showing("ad", 10, 15)], until=100))

    def body(worn: list[InputEvent]) -> ReleasedBody | None:
        return live(sorted([*events, *worn], key=lambda e: e.at_s), FEW).reactions[0].body

    assert body(felt(3)) == ReleasedBody(3, 0.1, 61.0, None)
    assert body(felt(2)) is None
    assert body(felt(3, on_body=False)) is None
    assert body(felt(3, first=25)) == ReleasedBody(3, 0.1, 61.0, None)
    assert body(felt(3, first=26)) is None


@pytest.mark.parametrize("ends", [20.0, 45.0, 95.0])
def test_of_a_wearer_whose_consent_ended_nothing_leaves(ends: float) -> None:
    """While it is felt, when it waits for its window, when it is held of the creative: it is dropped, and with it what
    would have been about enough wearers."""
    worn = [BodyObservation(BEGIN_S + i, f"w{w}", True, 0.1 * w, None, None) for i in range(11, 41) for w in range(4)]
    # two windows: the second visitors fill the reaction that the first begin
    plays = [Showing("ad", 10, 15), Showing("ad", 70, 15)]
    events = list(world(*crowd(3, 10, 6.0), *crowd(3, 76, 12), plays=plays, until=200))

    def body(*ended: str) -> ReleasedBody | None:
        endings: list[InputEvent] = [ConsentEnded(BEGIN_S + ends, who) for who in ended]
        felt: list[InputEvent] = [one for one in worn if one.wearer not in ended or one.at_s < BEGIN_S + ends]
        return live(sorted([*events, *felt, *endings], key=lambda e: e.at_s), FEW).reactions[0].body

    assert body() == ReleasedBody(4, 0.15, None, None)
    assert body("w3") == ReleasedBody(3, 0.1, None, None)
    assert body("w2", "w3") is None


def test_without_plays_there_are_windows_and_no_reactions() -> None:
    """Nothing is guessed."""
    told = live(world(*crowd(3, 10), until=100), FEW)
    assert len(told.windows) == 1
    assert told.reactions == []


@pytest.mark.parametrize(
    ("late_by", "reactions", "late"), [(0.0, 1, 0), (2.9, 1, 0), (20.0, 1, 0), (30.0, 1, 0), (31.0, 0, 1)]
)
def test_a_play_told_late_is_joined(late_by: float, reactions: int, late: int) -> None:
    """Up to half a minute after its end it makes its reaction; after that it is counted, and proven all the same."""
    told = live(world(*crowd(3, 5, 60.0), plays=[Showing("ad", 10, 15, told_late_by=late_by)], until=300), FEW)
    assert len(told.reactions) == reactions
    assert told.counts.late_plays == late
    assert [(p.start_s - BEGIN_S, p.end_s - BEGIN_S) for p in told.plays] == [(10, 25)]
    for reaction in told.reactions:
        assert reaction.exposed == 3
        assert reaction.attention_s == 15.0
        assert reaction.curve.n == (3,) * 15


def test_a_late_play_takes_its_seconds_from_the_one_that_was_thought_to_go_on() -> None:
    """Without a word of the second play its time was the first one's."""
    crowd_ = crowd(3, 5, 60.0)
    on_time = [PlayStarted(BEGIN_S + 5, "first")]
    late: list[InputEvent] = [PlayStarted(BEGIN_S + 20, "second"), PlayEnded(BEGIN_S + 30)]
    events = sorted([*world(*crowd_, until=300), *on_time], key=lambda e: e.at_s)
    cut = next(i for i, e in enumerate(events) if e.at_s > BEGIN_S + 45)
    told = live([*events[:cut], *late, *events[cut:]], FEW)
    assert {r.creative: r.attention_s for r in told.reactions} == {"first": 15.0, "second": 10.0}


def test_loop_of_two_adverts_makes_two_reactions_of_the_same_visits() -> None:
    """One visit, one batch for each creative."""
    told = live(world(*crowd(3, 0, 61.0), plays=loop(["a", "b"], each=15, until=60), until=200), FEW)
    assert [(r.creative, r.exposed, r.plays, r.attention_s) for r in told.reactions] == [
        ("a", 3, 2, 30.0),
        ("b", 3, 2, 30.0),
    ]
