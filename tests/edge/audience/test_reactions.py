"""Reactions: the sums held of a creative, and their release."""

from dataclasses import replace
from typing import Any

import pytest

from edge.audience import reactions
from edge.audience.exposure import VisitCellSums, VisitExposure, VisitMediaSecondSums
from edge.audience.people import VisitStay
from edge.audience.plays import PlayHistory
from edge.audience.reaction_batch import ReactionBatch
from edge.audience.reactions import PendingReactions, ReleasedWindowStays
from edge.audience.rules import AudienceRules
from edge.events import (
    Abstention,
    AudioObservation,
    BodyObservation,
    ConsentEnded,
    Experiment,
    ExpressionScores,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    ReleasedBody,
    ReleasedReaction,
)
from tests.edge.audience.stays import EVERY_VISIT
from tests.worlds import BEGIN_S, DAY_S, SMILE, Person, Showing, face_of, loop, person, run_audience, verdict, world

FEW = AudienceRules(k=3, k_reaction=3, unmasked_staff=2)
NAN = float("nan")
ARM_A, ARM_B = Experiment("e1", "a"), Experiment("e1", "b")


def crowd(count: int, enters: float, stays: float = 16.0, first: int = 0) -> list[Person]:
    return [person(enters=enters, stays=stays, x_px=200.0 * (first + i)) for i in range(count)]


def with_audio(events: list[InputEvent], *laughs: int, until: int) -> list[InputEvent]:
    sound = [AudioObservation(BEGIN_S + i + 1.0, 1.0, -40.0, i in laughs) for i in range(until)]
    return sorted([*events, *sound], key=lambda event: event.at_s)


def test_a_full_reaction_leaves_with_its_window() -> None:
    """Three people see all seconds of the advert, so the reaction leaves with their window."""
    result = run_audience(world(*crowd(3, 10), plays=[Showing("ad", 10, 15)], until=200), FEW)
    (reaction,) = result.reactions
    (window,) = result.windows
    assert (reaction.from_s, reaction.to_s, reaction.at_s) == (window.from_s, window.to_s, window.at_s)
    assert (reaction.plays, reaction.exposed, reaction.watchers, reaction.n) == (1, 3, 3, 3)
    assert reaction.attention_s == 15.0
    assert reaction.curve.n == (3,) * 15


def test_a_reaction_that_is_not_full_waits_for_later_windows() -> None:
    """A second group that sees the rest of the advert fills it. `from` is that of the first window."""
    plays = [Showing("ad", 10, 15), Showing("ad", 70, 15)]
    result = run_audience(world(*crowd(3, 10, 6), *crowd(3, 76, 12), plays=plays, until=200), FEW)
    assert len(result.windows) == 2
    (reaction,) = result.reactions
    assert (reaction.from_s - BEGIN_S, reaction.to_s - BEGIN_S, reaction.at_s - BEGIN_S) == (10, 120, 150)
    assert (reaction.plays, reaction.exposed) == (2, 6)
    assert reaction.curve.n == (3,) * 15


def test_the_next_reaction_begins_with_the_next_window() -> None:
    """No visit and no window is in two reactions of a creative."""
    plays = [Showing("ad", 10, 15), Showing("ad", 130, 15)]
    result = run_audience(world(*crowd(3, 10), *crowd(3, 130), plays=plays, until=300), FEW)
    assert [(r.from_s - BEGIN_S, r.to_s - BEGIN_S, r.plays) for r in result.reactions] == [(10, 60, 1), (60, 180, 1)]
    assert result.counts.reactions_released == 6


def test_at_a_stop_a_reaction_with_enough_people_leaves_as_it_is() -> None:
    """Its cells with too few people are None. A reaction with too few people does not leave."""
    result = run_audience(world(*crowd(3, 10, 6.0), plays=[Showing("ad", 10, 15)], until=100), FEW)
    (reaction,) = result.reactions
    assert reaction.at_s == BEGIN_S + 100
    assert reaction.curve.n == (3,) * 6 + (None,) * 9
    two = run_audience(world(*crowd(2, 10, 6.0), *crowd(1, 28, 6.0, 2), plays=[Showing("ad", 10, 15)], until=100), FEW)
    assert two.reactions == []


def test_at_the_days_end_reactions_with_too_few_people_are_dropped() -> None:
    """They count for each creative. The other reactions leave even without a last window of the day."""
    begin_s = BEGIN_S + DAY_S - 300
    plays = [Showing("seen", 10, 15), Showing("missed", 40, 15)]
    people = [*crowd(3, 10, 6.0), *crowd(2, 40, 6.0, 3), *crowd(1, 120, 6.0)]
    result = run_audience(world(*people, plays=plays, until=700, begin_s=begin_s), FEW)
    assert [r.creative for r in result.reactions] == ["seen"]
    assert result.reactions[0].at_s == begin_s + 330
    assert (result.counts.reactions_released, result.counts.reactions_dropped, result.counts.reactions_waiting) == (
        3,
        2,
        0,
    )
    assert (result.counts.released, result.counts.dropped) == (5, 1)


@pytest.mark.parametrize(("hold_s", "leaves"), [(None, 400), (170.0, 210), (50.0, 90), (51.0, 150)])
def test_reaction_hold_s_limits_the_time_of_holding(hold_s: float | None, leaves: float) -> None:
    """After that time it leaves with the next window, with an emptier curve."""
    people = [p for i in range(3) for p in crowd(3, 10 + 60 * i, 6.0, 3 * i)]
    result = run_audience(world(*people, plays=[Showing("ad", 10, 15)], until=400), FEW, reaction_hold_s=hold_s)
    assert result.reactions[0].at_s - BEGIN_S == leaves


@pytest.mark.parametrize(("at_part", "leaves"), [(False, 90.0), (True, 200.0)])
def test_a_full_reaction_waits_for_the_end_of_a_part_where_it_shall(at_part: bool, leaves: float) -> None:
    """Here the stop ends it."""
    events = world(*crowd(3, 10), plays=[Showing("ad", 10, 15)], until=200)
    (reaction,) = run_audience(events, FEW, release_at_part=at_part).reactions
    assert reaction.at_s - BEGIN_S == leaves


def test_arms_of_an_experiment_have_separate_reactions() -> None:
    """Each arm has its own batch. A visit that saw both belongs to the first."""
    arms = [Experiment("e1", "a", 1), Experiment("e1", "b", 1)]
    plays = [Showing("ad", 10, 15, arms[0]), Showing("ad", 25, 15, arms[1])]
    result = run_audience(world(*crowd(3, 10, 30.0), *crowd(4, 25, 15.0, 3), plays=plays, until=200), FEW)
    assert [(r.experiment, r.exposed, r.plays) for r in result.reactions] == [
        (Experiment("e1", "a"), 3, 1),
        (Experiment("e1", "b"), 4, 1),
    ]


def test_an_advert_without_visits_has_no_reaction() -> None:
    """This holds even with k = 0."""
    result = run_audience(world(person(enters=30), plays=[Showing("ad", 5, 15)], until=100), k=0, k_reaction=0)
    assert result.reactions == []


def test_numbers_of_a_reaction_match_its_people() -> None:
    """One person smiles, one is neutral, one looks only in the second half, one has only abstentions."""
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
    result = run_audience(world(*people, plays=[Showing("ad", 10, 14)], until=100), FEW)
    (reaction,) = result.reactions
    assert (reaction.exposed, reaction.watchers, reaction.n) == (4, 4, 3)
    assert (reaction.smile, reaction.negative, reaction.surprise) == (0.33, 0.17, 0.17)
    assert (reaction.valence, reaction.arousal, reaction.abstained) == (0.1, 0.17, 0.0)
    assert reaction.attention_s == 12.2
    assert reaction.curve.watchers == (3,) * 7 + (4,) * 7
    assert (
        reaction.curve.n == (None,) * 8 + (3,) * 6
    )  # the withheld eighth cell hides the two people of the first seven


def test_abstention_is_a_share_of_attention() -> None:
    """Every other frame abstains: half of the attentive time of the n."""
    faces = [
        [face_of(i, 200.0 * i, 100, 60, 75, 0, 0, False, reading) for i in range(3)]
        for reading in (SMILE, Abstention("unsure"))
    ]
    frames: list[InputEvent] = [FrameObservation(BEGIN_S + i / 10, tuple(faces[i % 2])) for i in range(101)]
    (reaction,) = run_audience([PlayStarted(BEGIN_S, "ad", duration_s=10.0), *frames], FEW).reactions
    assert (reaction.smile, reaction.abstained, reaction.attention_s) == (1.0, 0.5, 10.0)


def test_laughter_is_released_where_there_was_sound() -> None:
    """Seconds of laughter per exposed visit, and shares of the visits present in each second."""
    events = list(world(*crowd(3, 10), plays=[Showing("ad", 10, 15)], until=100))
    result = run_audience(with_audio(events, 12, 13, 60, until=100), FEW)
    (reaction,) = result.reactions
    assert reaction.laughter_s == 2.0
    assert reaction.curve.laughter == (0.0,) * 2 + (1.0,) * 2 + (0.0,) * 11
    assert run_audience(events, FEW).reactions[0].laughter_s is None


def test_unknown_laughter_is_none_and_not_zero() -> None:
    """While the laughter may come from the advert, there are no seconds of it and no cells."""
    events = list(world(*crowd(3, 10), plays=[Showing("ad", 10, 15)], until=100))
    withheld = [
        replace(event, laughter=None) if isinstance(event, AudioObservation) else event
        for event in with_audio(events, 12, 13, until=100)
    ]
    (reaction,) = run_audience(withheld, FEW).reactions
    assert reaction.laughter_s is None
    assert reaction.curve.laughter == (None,) * 15


def test_wearers_count_with_a_second_on_the_body_during_the_creative() -> None:
    """k_reaction wearers need at least a second each during the plays."""

    def body_seconds(wearers: int, first: int = 11, on_body: bool = True) -> list[InputEvent]:
        return [
            BodyObservation(BEGIN_S + i, f"w{w}", on_body or w > 0, 0.1 * w, 60.0 + w, None)
            for i in range(first, 40)
            for w in range(wearers)
        ]

    events = list(world(*crowd(3, 10), plays=[Showing("ad", 10, 15)], until=100))

    def body(observations: list[InputEvent]) -> ReleasedBody | None:
        return run_audience(sorted([*events, *observations], key=lambda e: e.at_s), FEW).reactions[0].body

    assert body(body_seconds(3)) == ReleasedBody(3, 0.1, 61.0, None)
    assert body(body_seconds(2)) is None
    assert body(body_seconds(3, on_body=False)) is None
    assert body(body_seconds(3, first=25)) == ReleasedBody(3, 0.1, 61.0, None)
    assert body(body_seconds(3, first=26)) is None


@pytest.mark.parametrize("ends", [20.0, 45.0, 95.0])
def test_no_values_leave_of_a_wearer_whose_consent_ended(ends: float) -> None:
    """Its values are dropped before, while and after they wait for their window. Then the wearers may be too few."""
    observations = [
        BodyObservation(BEGIN_S + i, f"w{w}", True, 0.1 * w, None, None) for i in range(11, 41) for w in range(4)
    ]
    # two windows: the second visitors fill the reaction that the first begin
    plays = [Showing("ad", 10, 15), Showing("ad", 70, 15)]
    events = list(world(*crowd(3, 10, 6.0), *crowd(3, 76, 12), plays=plays, until=200))

    def body(*ended: str) -> ReleasedBody | None:
        endings: list[InputEvent] = [ConsentEnded(BEGIN_S + ends, who) for who in ended]
        kept: list[InputEvent] = [one for one in observations if one.wearer not in ended or one.at_s < BEGIN_S + ends]
        return run_audience(sorted([*events, *kept, *endings], key=lambda e: e.at_s), FEW).reactions[0].body

    assert body() == ReleasedBody(4, 0.15, None, None)
    assert body("w3") == ReleasedBody(3, 0.1, None, None)
    assert body("w2", "w3") is None


def test_without_plays_there_are_windows_and_no_reactions() -> None:
    """Without play reports no reaction is made."""
    result = run_audience(world(*crowd(3, 10), until=100), FEW)
    assert len(result.windows) == 1
    assert result.reactions == []


@pytest.mark.parametrize(
    ("late_by", "reactions", "late"), [(0.0, 1, 0), (2.9, 1, 0), (20.0, 1, 0), (30.0, 1, 0), (31.0, 0, 1)]
)
def test_a_late_play_makes_its_reaction_up_to_half_a_minute_after_its_end(
    late_by: float, reactions: int, late: int
) -> None:
    """A later play is counted as late. Every play is proven."""
    result = run_audience(
        world(*crowd(3, 5, 60.0), plays=[Showing("ad", 10, 15, reported_late_by=late_by)], until=300), FEW
    )
    assert len(result.reactions) == reactions
    assert result.counts.late_plays == late
    assert [(p.start_s - BEGIN_S, p.end_s - BEGIN_S) for p in result.plays] == [(10, 25)]
    for reaction in result.reactions:
        assert reaction.exposed == 3
        assert reaction.attention_s == 15.0
        assert reaction.curve.n == (3,) * 15


def test_a_late_play_takes_its_seconds_from_the_play_before_it() -> None:
    """Until the report of the second play its time belonged to the first."""
    visitors = crowd(3, 5, 60.0)
    on_time = [PlayStarted(BEGIN_S + 5, "first")]
    late: list[InputEvent] = [PlayStarted(BEGIN_S + 20, "second"), PlayEnded(BEGIN_S + 30)]
    events = sorted([*world(*visitors, until=300), *on_time], key=lambda e: e.at_s)
    cut = next(i for i, e in enumerate(events) if e.at_s > BEGIN_S + 45)
    result = run_audience([*events[:cut], *late, *events[cut:]], FEW)
    assert {r.creative: r.attention_s for r in result.reactions} == {"first": 15.0, "second": 10.0}


def test_a_loop_of_two_adverts_makes_two_reactions_of_the_same_visits() -> None:
    """A visit is in one batch for each creative."""
    result = run_audience(world(*crowd(3, 0, 61.0), plays=loop(["a", "b"], each=15, until=60), until=200), FEW)
    assert [(r.creative, r.exposed, r.plays, r.attention_s) for r in result.reactions] == [
        ("a", 3, 2, 30.0),
        ("b", 3, 2, 30.0),
    ]


def test_reactions_of_one_window_come_in_the_order_of_their_names() -> None:
    """Not in that of the screen: a replay gives the same lines each time."""
    plays = [Showing("winter", 10, 8), Showing("autumn", 18, 8)]
    result = run_audience(world(*crowd(3, 10), plays=plays, until=200), FEW)
    assert [reaction.creative for reaction in result.reactions] == ["autumn", "winter"]


@pytest.mark.parametrize("end_s", [60.4, 60.5, 60.6])
def test_a_second_on_the_body_at_the_border_of_two_windows_counts_in_one(end_s: float) -> None:
    """Windows are [from, to): the second that ends at 60.5 s lies around their border, and counts in the later."""
    events = list(world(*crowd(3, 10, 6.0), *crowd(3, 62, 16), plays=[Showing("ad", 55, 30)], until=200))
    border = [BodyObservation(BEGIN_S + end_s, f"w{w}", True, 0.1 * w, None, None) for w in range(3)]
    result = run_audience(sorted([*events, *border], key=lambda event: event.at_s), FEW)
    assert [(w.from_s - BEGIN_S, w.to_s - BEGIN_S) for w in result.windows] == [(10, 60), (60, 120)]
    assert [reaction.body for reaction in result.reactions] == [ReleasedBody(3, 0.1, None, None)]


def test_arms_of_a_creative_come_after_it_and_in_order() -> None:
    """In that of their names, whichever was shown first."""
    showings = [Showing("ad", 10 + 10 * i, 8, arm) for i, arm in enumerate((ARM_B, ARM_A, None))]
    people = [visitor for i in range(3) for visitor in crowd(3, 10 + 10 * i, 8.0, 3 * i)]
    result = run_audience(world(*people, plays=showings, until=200), FEW)
    assert [reaction.experiment for reaction in result.reactions] == [None, ARM_A, ARM_B]


def of_wearers(
    end_s: float, arousal: float = 0.5, hr_bpm: float | None = 70.0, scr_per_min: float | None = 1.0
) -> list[InputEvent]:
    """A second of each of three wearers, by the time at which it ends."""
    return [BodyObservation(BEGIN_S + end_s, f"w{w}", True, arousal, hr_bpm, scr_per_min) for w in range(3)]


@pytest.mark.parametrize(("end_s", "counts"), [(10.47, False), (10.53, True), (20.47, True), (20.53, False)])
def test_a_second_of_a_wearer_belongs_to_the_play_in_its_middle(end_s: float, counts: bool) -> None:
    events = [*world(*crowd(3, 8, 16.0), plays=[Showing("ad", 10, 10)], until=200), *of_wearers(end_s)]
    (reaction,) = run_audience(sorted(events, key=lambda event: event.at_s), FEW).reactions
    assert (reaction.body is not None) is counts


@pytest.mark.parametrize(
    ("values", "body"),
    [
        ((0.5, NAN, 1.0), ReleasedBody(3, 0.5, None, 1.0)),
        ((0.5, 70.0, NAN), ReleasedBody(3, 0.5, 70.0, None)),
        ((0.5, None, None), ReleasedBody(3, 0.5, None, None)),
        ((NAN, 70.0, 1.0), None),
    ],
)
def test_a_value_of_a_wearer_that_is_no_number_is_not_told(
    values: tuple[float, float | None, float | None], body: ReleasedBody | None
) -> None:
    """Without arousal the second is none on the body."""
    events = [*world(*crowd(3, 10), plays=[Showing("ad", 10, 15)], until=200), *of_wearers(15.0, *values)]
    (reaction,) = run_audience(sorted(events, key=lambda event: event.at_s), FEW).reactions
    assert reaction.body == body


def test_seconds_of_wearers_after_the_days_end_belong_to_the_next_day() -> None:
    """The first one lies in the middle of the night. The batches of the day close half a minute later."""
    begin_s, end_s = BEGIN_S + DAY_S - 300, DAY_S
    people = [*crowd(3, 240, 16.0), *crowd(3, 301, 16.0)]
    events = [*world(*people, plays=[Showing("ad", 240, 100)], until=700, begin_s=begin_s), *of_wearers(end_s + 0.5)]
    first, second = run_audience(sorted(events, key=lambda event: event.at_s), FEW).reactions
    assert (first.body, second.body) == (None, ReleasedBody(3, 0.5, 70.0, 1.0))


def test_a_cell_counts_only_people_with_enough_readings() -> None:
    """A fourth watcher with half a second of readings is none of the n, and in no cell."""
    shows = [SMILE if second < 12.5 else Abstention("unsure") for second in (n / 10 for n in range(120, 200))]
    faces = [face_of(i, 200.0 * i, 100, 60, 75, 0, 0, False, SMILE) for i in range(3)]
    frames: list[InputEvent] = [
        FrameObservation(BEGIN_S + 12 + n / 10, (*faces, face_of(3, 600.0, 100, 60, 75, 0, 0, False, shows[n])))
        for n in range(80)
    ]
    (reaction,) = run_audience([PlayStarted(BEGIN_S + 12, "ad", duration_s=8.0), *frames], FEW).reactions
    assert (reaction.watchers, reaction.n) == (4, 3)
    assert reaction.curve.watchers == (4,) * 8
    assert reaction.curve.n == (3,) * 8


def test_a_long_advert_has_cells_for_ten_minutes() -> None:
    """A creative of twelve minutes has 600 media seconds with a cell."""
    people = [p for i in range(6) for p in crowd(3, 120 * i + 1, 119.0)]
    result = run_audience(world(*people, plays=[Showing("film", 0, 720)], until=900, hz=5.0), FEW)
    assert [len(reaction.curve.n) for reaction in result.reactions][-1] == 600


def test_the_first_reaction_of_a_creative_begins_with_the_day() -> None:
    """Also if it was first shown later: nothing tells when its first visitor came."""
    result = run_audience(
        world(*crowd(3, 10), *crowd(3, 70), plays=[Showing("early", 10, 15), Showing("late", 70, 15)], until=300), FEW
    )
    spans = [(r.creative, r.from_s - BEGIN_S, r.to_s - BEGIN_S) for r in result.reactions]
    assert spans == [("early", 10, 60), ("late", 10, 120)]


# Plays that do not count ----------------------------------------------------------------------------------------------


def sorted_seconds(*, stub: bool = False) -> list[InputEvent]:
    """Whoever sends the plays shows each second of the advert by itself: to eleven people the even ones, and, when one
    of them has left, the odd ones to ten. With `stub`, each after 20 ms of its start."""
    cells = 12
    plays: list[InputEvent] = []
    for second in range(2 * cells):
        media_s = float(2 * (second % cells) + second // cells)
        at_s = BEGIN_S + 2 + second
        plays += [PlayStarted(at_s, "ad", 0.0, 60.0)] if stub else []
        plays.append(PlayStarted(at_s + 0.02 * stub, "ad", media_s, 60.0))
    plays.append(PlayEnded(BEGIN_S + 2 + 2 * cells))
    crowd = [person(enters=1.0, stays=30.0, shows=SMILE) for _ in range(10)]
    leaves = person(enters=1.0, stays=1.0 + cells, shows=SMILE)
    return sorted([*world(*crowd, leaves, until=200.0), *plays], key=lambda event: event.at_s)


@pytest.mark.parametrize("stub", [False, True])
def test_seconds_that_the_sender_of_the_plays_has_sorted_fill_no_cells(stub: bool) -> None:
    """Each group had its own cells before, and the difference of their means was about one person."""
    reactions = [
        release
        for release in run_audience(sorted_seconds(stub=stub), AudienceRules()).releases
        if isinstance(release, ReleasedReaction)
    ]
    (reaction,) = reactions
    assert reaction.n == 11
    assert reaction.smile == 1.0
    assert reaction.curve.n == (11,)  # the advert's first second, which starts at 0


# What is held of a visit ----------------------------------------------------------------------------------------------

HALF = VisitMediaSecondSums(VisitCellSums(0.5, 0.5, 0.0, 0.5), known_s=0.5, laughter_s=0.5)
UNREAD = VisitMediaSecondSums(VisitCellSums(0.5, 0.0, 0.0, 0.0))


def held(
    monkeypatch: pytest.MonkeyPatch, rules: AudienceRules, *exposures: VisitExposure
) -> tuple[ReactionBatch, PendingReactions]:
    """The batch of a creative after a window with these exposures."""
    batches: list[ReactionBatch] = []

    def record(batch: ReactionBatch, *_: Any, **__: Any) -> None:
        batches.append(batch)

    monkeypatch.setattr(reactions, "release_reaction", record)
    pending = PendingReactions(rules, PlayHistory())
    window = ReleasedWindowStays(0.0, 60.0, [exposure.stay for exposure in exposures])
    pending.add_window(window, exposures, EVERY_VISIT)
    pending.end_day_part(EVERY_VISIT, 60.0, 90.0)
    return batches[0], pending


def exposure(
    verdict_s: float,
    seconds: dict[int, VisitMediaSecondSums],
    outside: dict[int, VisitMediaSecondSums],
    *,
    known_s: float = 0.5,
    cells: tuple[int, ...] = (),
) -> VisitExposure:
    stay = VisitStay(0.0, 20.0, cells)
    return VisitExposure(stay, ("ad", None, None), seconds, outside, 2.0, 0.0, verdict_s, known_s, 0.5)


def test_half_a_second_of_a_visit_counts_in_its_cell_and_outside_of_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in no cell counts among the withheld cells. One second without a verdict takes none away."""
    both = exposure(2.0, {0: HALF, 1: UNREAD}, {5: HALF, 6: UNREAD})
    neither = exposure(2.0, {0: UNREAD, 1: UNREAD}, {5: UNREAD}, known_s=0.0)
    too_few = exposure(0.9, {0: HALF}, {5: HALF})
    batch, _ = held(monkeypatch, replace(FEW, k_reaction=2, k=2), both, neither, too_few)
    assert batch.with_verdicts == [both.stay, neither.stay]
    assert batch.with_sound == [both.stay, too_few.stay]
    assert batch.verdicts_outside == {both.stay}
    assert batch.sound_outside == {both.stay, too_few.stay}
    first, second = batch.cells[0], batch.cells[1]
    assert (first.watchers, first.with_verdict, first.with_laughter) == (2, [both.stay], 2)
    assert first.sound_s == {both.stay: 0.5, too_few.stay: 0.5}
    assert (second.watchers, second.with_verdict, second.with_laughter, second.sound_s) == (0, [], 0, {})


@pytest.mark.parametrize(("k", "read"), [(2, 4), (3, 3)])
def test_a_visit_of_a_place_that_gave_enough_gives_none_and_is_counted_once(
    monkeypatch: pytest.MonkeyPatch, k: int, read: int
) -> None:
    """Only where visits are matched to people."""
    visits = [exposure(2.0, {0: HALF}, {}, cells=cells) for cells in ((7,), (7,), (8,), (9,))]
    unread = exposure(0.5, {0: HALF}, {}, cells=(7,))  # gives none anyway
    batch, pending = held(monkeypatch, AudienceRules(k=k, k_reaction=k), *visits, unread)
    assert len(batch.with_verdicts) == read
    assert pending.without_verdicts == 4 - read
