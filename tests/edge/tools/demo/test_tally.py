"""Sums and sentences of what left the device."""

import json
from typing import Any

from edge.tools.demo.state import DemoMessage
from edge.tools.demo.tally import DemoTally


def message(kind: str, **values: Any) -> DemoMessage:
    return DemoMessage(f"vitrina/1/demo/shop/kiosk/{kind}", json.dumps(values))


REACTION = {
    "creative": "spring_a",
    "plays": 2,
    "exposed": 7,
    "watchers": 6,
    "smile": 0.31,
    "laughter_s": None,
    "body": {"n": 5, "hr_bpm": 92.4},
}


def test_a_reaction_is_one_sentence_with_its_creative_and_its_counts() -> None:
    """Nothing that was not told is in it."""
    tally = DemoTally()
    line = tally.add_message(message("reaction", **REACTION))
    assert line == (
        "reaction to spring_a: 7 exposed, 6 watchers in 2 plays, smiles 31 % of the time, 5 wearers at 92 bpm"
    )
    silent = {**REACTION, "smile": None, "laughter_s": 1.5, "body": None, "plays": 1, "watchers": 1}
    line = tally.add_message(message("reaction", **silent))
    assert line == "reaction to spring_a: 7 exposed, 1 watcher in 1 play, 1.5 s of laughter each"


def test_windows_and_alerts_are_sentences_and_plays_are_counted_alone() -> None:
    tally = DemoTally()
    assert tally.add_message(message("window", visits=7, watchers=1, dwell_s=14.9)) == (
        "window: 7 visits, 1 watcher, 14.9 s each"
    )
    assert tally.add_message(message("play")) == ""
    assert tally.add_message(message("alert", code="kit.lost", text="It is gone.", cleared=None)) == (
        "alert kit.lost: It is gone."
    )
    assert tally.add_message(message("alert", code="kit.lost", text="", cleared="later")) == "alert kit.lost: cleared"


def test_the_summary_adds_everything_up() -> None:
    """Visits, windows, reactions by creative, and plays."""
    tally = DemoTally()
    assert tally.summary_text().startswith("0 visits counted in 0 windows, 0 reactions reported, 0 plays.")
    for _ in range(2):
        tally.add_message(message("window", visits=7, watchers=7, dwell_s=15.0))
    tally.add_message(message("reaction", **REACTION))
    tally.add_message(message("play"))
    assert tally.summary_text().startswith(
        "14 visits counted in 2 windows, 1 reaction reported (1 of spring_a), 1 play. No fr"
    )


def test_the_end_is_known_by_the_last_state() -> None:
    tally = DemoTally()
    tally.add_message(message("state", state="sensing"))
    assert not tally.is_over
    tally.add_message(message("state", state="offline"))
    assert tally.is_over
