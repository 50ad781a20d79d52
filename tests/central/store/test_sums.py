"""Sums of a day are those of its rows, however often and in whatever order messages came."""

import random
from typing import Any

import pytest

from central.store.sites import set_site
from central.store.store import Store
from central.store.sums import sum_all, sum_dirty
from central.store.tables.totals import ROLLUPS, SUMS, flow_days
from tests.central import fleet
from tests.central.rows import one, rows

TABLES = [table.name for table in SUMS]
OTHER = "acme/oslo-1/door"


def day_of_messages(seed: int, device: str, version: int = 3) -> list[Any]:
    """Messages of some hours, with several creatives, arms and nulls. `version`: of the reactions."""
    rng = random.Random(seed)
    messages = []
    for seq in range(1, 40):
        minutes = rng.randrange(600)
        span: fleet.Fields = {"from": fleet.at(minutes=-minutes - 5), "to": fleet.at(minutes=-minutes)}
        kind = rng.choice(["play", "play", "window", "reaction"])
        if kind == "play":
            fields = fleet.play(seq, device, creative=rng.choice("ab"), start=span["from"], end=span["to"])
        elif kind == "window":
            fields = fleet.window(seq, device, **span, visits=rng.randrange(20), dwell_s=rng.choice([None, 2.5]))
        else:
            of: fleet.Fields = {**span, "creative": rng.choice("ab"), "n": rng.randrange(10, 30)}
            fields = fleet.reaction(seq, device, version=version, **of)
            fields["laughter_s"] = rng.choice([None, 0.5])
            fields["body"] = rng.choice([None, {"n": 10, "arousal": 0.5, "hr_bpm": None, "scr_per_min": 2.0}])
        messages.append(fleet.reading(kind, fields, device))
    return messages


def sums(store: Store) -> dict[str, Any]:
    return {
        table.name: rows(store, f"SELECT * FROM {table.name} ORDER BY {', '.join(map(str, table.primary_key.columns))}")
        for table in (*SUMS, flow_days, *ROLLUPS)
    }


def test_sums_are_those_of_the_rows(store: Store) -> None:
    store.write_messages(day_of_messages(1, fleet.DEVICE) + day_of_messages(2, OTHER))
    sum_all(store)
    for table, sources in (
        ("window_hours", ("count(*)", "sum(visits)", "sum(looked_1)", "sum(dwell_s * visits)", "sum(to_ms - from_ms)")),
        ("play_hours", ("count(*)", "sum(end_ms - start_ms)")),
        ("reaction_days", ("count(*)", "sum(n)", "sum(smile * n)", "sum(laughter_s * exposed)", "sum(body_n)")),
    ):
        columns = {
            "window_hours": ("windows", "visits", "looked_1", "dwell_s_sum", "span_ms"),
            "play_hours": ("plays", "proof_ms"),
            "reaction_days": ("reactions", "n", "smile_sum", "laughter_s_sum", "body_n"),
        }[table]
        of = f"{table.partition('_')[0]}s"
        expected = rows(store, f"SELECT site_id, day, {', '.join(sources)} FROM {of} GROUP BY 1, 2 ORDER BY 1, 2")
        columns_text = ", ".join(f"sum({column})" for column in columns)
        found = rows(store, f"SELECT site_id, day, {columns_text} FROM {table} GROUP BY 1, 2 ORDER BY 1, 2")
        assert len(expected) >= 2
        for have, want in zip(found, expected, strict=True):
            assert have == pytest.approx(tuple(float(value) for value in want))


def test_cells_are_weighted_by_their_people(store: Store) -> None:
    """A cell that is withheld counts with no people."""
    fields = [fleet.reaction(seq) for seq in (1, 2)]
    fields[1]["curve"]["n"] = [10, None, 12]
    fields[1]["curve"]["smile"] = [0.5, None, -0.5]
    fields[1]["curve"]["laughter"] = [None, 0.1, None]
    store.write_messages([fleet.reading("reaction", some) for some in fields])
    sum_all(store)
    query = "SELECT second, reactions, watchers, n, smile_sum, laughter_sum, laughter_n FROM cell_days ORDER BY 1"
    expected = [
        (0, 2, 38, 26, 16 * 0.25 + 5.0, 19 * 0.25, 19),
        (1, 2, 38, 16, 4.0, 19 * 0.25 + 1.9, 38),
        (2, 2, 38, 12, -6.0, 0.0, 0),
    ]
    for found, row in zip(rows(store, query), expected, strict=True):
        assert found == pytest.approx(row)


@pytest.mark.parametrize("seed", [3, 4])
def test_order_batches_and_duplicates_change_no_sum(store: Store, seed: int) -> None:
    """The same messages, shuffled, in small batches with sums in between and half of them twice."""
    rng = random.Random(seed)
    messages = day_of_messages(seed, fleet.DEVICE)
    store.write_messages(messages)
    sum_all(store)
    expected = sums(store)
    with store.engine.begin() as connection:
        for table in (*TABLES, "flow_days", "windows", "plays", "reactions", "cells"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("UPDATE devices SET last_seq = 0")
    sent = messages + messages[::2]
    rng.shuffle(sent)
    while sent:
        count = rng.randrange(1, 8)
        store.write_messages(sent[:count])
        del sent[:count]
        if rng.random() < 0.5:
            sum_dirty(store, at_most=1)
    sum_all(store)
    found = sums(store)
    for name in found:
        for have, want in zip(found[name], expected[name], strict=True):
            assert have == pytest.approx(want)


def test_a_duplicate_makes_no_work(store: Store) -> None:
    messages = day_of_messages(5, fleet.DEVICE)
    store.write_messages(messages)
    assert sum_all(store) > 0
    store.write_messages(messages)
    assert one(store, "SELECT count(*) FROM dirty") == 0


def test_days_are_taken_a_few_at_a_time(store: Store) -> None:
    store.write_messages(
        [fleet.reading("play", fleet.play(n, start=fleet.at(days=-n), end=fleet.at(days=-n))) for n in range(1, 6)]
    )
    assert [sum_dirty(store, at_most=2) for _ in range(4)] == [2, 2, 1, 0]


def test_what_a_reader_does_not_tell_has_no_people(store: Store) -> None:
    """A kiosk in a shop tells smiles alone; a mean over its reactions divides by those who told the number."""
    shop: fleet.Fields = {"negative": None, "surprise": None, "valence": None, "arousal": None}
    fields = [
        fleet.reaction(1),
        fleet.reaction(2, n=20, **shop),
        fleet.reaction(3, smile=None, abstained=None, **shop),
    ]
    for name in ("negative", "surprise", "valence", "arousal"):
        fields[1]["curve"][name] = fields[2]["curve"][name] = [None] * 3
    fields[2]["curve"]["smile"] = [None] * 3
    written = store.write_messages([fleet.reading("reaction", some) for some in fields])
    assert (written.stored, written.rejections) == (3, [])
    sum_all(store)
    query = "SELECT n, smile_sum, smile_n, negative_sum, negative_n, abstained_n FROM reaction_days"
    (found,) = rows(store, query)
    assert tuple(found) == pytest.approx((52, 36 * 0.22, 36, 16 * 0.09, 16, 36))
    cells = rows(store, "SELECT second, n, smile_n, negative_sum, negative_n FROM cell_days ORDER BY 1")
    assert [tuple(row) for row in cells] == [(0, 48, 32, 4.0, 16), (1, 48, 32, 4.0, 16), (2, 0, 0, 0.0, 0)]


def test_told_visits_are_those_of_windows_within_a_reaction(store: Store) -> None:
    """Of the same kiosk and creative; a window that begins before the reaction is not told."""
    hours = [(-4, -3), (-3, -2), (-2, -1)]
    messages = [
        fleet.reading(
            "window", fleet.window(seq, **{"from": fleet.at(hours=begin), "to": fleet.at(hours=end)}, visits=10 * seq)
        )
        for seq, (begin, end) in enumerate(hours, 1)
    ]
    messages.append(fleet.reading("window", fleet.window(1, OTHER, visits=100), OTHER))
    span: dict[str, Any] = {"from": fleet.at(hours=-3), "to": fleet.at(hours=-1)}
    messages.append(fleet.reading("reaction", fleet.reaction(4, **span)))
    span = {"from": fleet.at(hours=-3.5), "to": fleet.at(hours=-2)}
    messages.append(fleet.reading("reaction", fleet.reaction(5, creative="b", **span)))
    store.write_messages(messages)
    sum_all(store)
    query = (
        "SELECT s.site, c.creative, t.visits, t.told_visits FROM told_days t JOIN sites s ON s.id = t.site_id"
        " JOIN creatives c ON c.id = t.creative_id ORDER BY 2"
    )
    assert rows(store, query) == [("berlin-7", "b", 60, 20), ("berlin-7", "spring_a", 60, 50)]


def test_a_block_is_complete_with_each_arm_of_the_day_played_to_its_end(store: Store) -> None:
    def play(seq: int, arm: str | None, block: int | None, **changed: Any) -> Any:
        experiment = None if arm is None else {"id": "e1", "arm": arm, "block": block}
        return fleet.reading("play", fleet.play(seq, experiment=experiment, **changed))

    store.write_messages(
        [
            *(play(1, "a", 1), play(2, "b", 1), play(3, "a", 2)),
            *(play(4, "a", 3), play(5, "b", 3, complete=False), play(6, None, None)),
        ]
    )
    sum_all(store)
    assert rows(store, "SELECT experiment, blocks, complete_blocks, arms FROM block_days") == [("e1", 3, 1, 2)]


@pytest.mark.parametrize(("zone", "within"), [(None, 7), ("Asia/Kolkata", 5)])
def test_windows_within_an_hour_are_counted_by_the_local_hour(store: Store, zone: str | None, within: int) -> None:
    """One from 10:10 to 10:20 UTC, one from 10:25 to 10:35: in India an hour ends at 10:30 UTC."""
    store.write_messages(
        [
            fleet.reading(
                "window", fleet.window(1, visits=5, **{"from": fleet.at(minutes=8), "to": fleet.at(minutes=18)})
            ),
            fleet.reading(
                "window", fleet.window(2, visits=2, **{"from": fleet.at(minutes=23), "to": fleet.at(minutes=33)})
            ),
        ]
    )
    set_site(store, "acme/berlin-7", zone=zone, parts=None, is_new=False)
    sum_all(store)
    assert one(store, "SELECT sum(within_visits) FROM window_hours") == within


def test_of_a_shop_numbers_of_research_have_nobody_behind_them(store: Store) -> None:
    """They are absent from its reactions, not 0: so is the arousal of its wearers, whose heart rates are there."""
    store.write_messages([fleet.reading("reaction", fleet.reaction(1, use="shop"))])
    sum_all(store)
    names = ("smile_n", "negative_n", "surprise_n", "valence_n", "arousal_n", "body_n", "body_hr_n")
    assert rows(store, f"SELECT {', '.join(names)} FROM reaction_days") == [(16, 0, 0, 0, 0, 0, 11)]
    assert rows(store, "SELECT negative_n, smile_n FROM cell_days ORDER BY second") == [(0, 16), (0, 16), (0, 0)]


def test_the_variance_of_the_noise_is_added_up(store: Store) -> None:
    """That of a total by the version of its reaction; the seconds of laughter have noise from version 3 on."""
    kinds = ((1, 3, 0.5), (2, 3, 2.0), (3, 2, 0.5), (4, 1, 0.5))
    made = [fleet.reaction(seq, version=version, noise=noise) for seq, version, noise in kinds]
    store.write_messages([fleet.reading("reaction", fields) for fields in made])
    sum_all(store)
    found = rows(store, "SELECT sum(noise_variance_sum), sum(noise_laughter_sum) FROM reaction_days")
    assert found == [pytest.approx((1.0 + 16.0 + 0.5, 1.0 + 16.0))]
