"""Advice to kiosks that send many small reactions."""

from pathlib import Path

from central.clock import DAY_MS
from central.serve.release_advice import release_advice
from central.store.database import read_view
from central.store.reaction_counts import kiosk_reactions
from tests.central.reports.shops import FIRST, Shop, stored, time_of

FIRST_DAY = round(FIRST.timestamp() * 1000) // DAY_MS


def kiosk(name: str, messages: int, people: int) -> Shop:
    """A kiosk with so many reactions on each of three days."""
    shop = Shop(f"acme/{name}/door")
    for day in range(3):
        for number in range(messages):
            hour = number * 0.5
            span = {"from": time_of(day, hour), "to": time_of(day, hour + 0.5), "at": time_of(day, hour + 0.6)}
            shop.add("reaction", **span, creative="a", experiment=None, exposed=people, watchers=people, n=people)
    return shop


def test_kiosks_that_gain_are_named_with_the_cost(tmp_path: Path) -> None:
    """Those that gain most first; one with 10 people a minute, and one with a message a day, are not."""
    shops = [kiosk("quiet", 12, 30), kiosk("other", 18, 74), kiosk("busy", 10, 1007), kiosk("waits", 1, 40)]
    made = [message for shop in shops for message in shop.made]
    with stored(tmp_path, made) as store, read_view(store) as connection:
        (finding,) = release_advice(kiosk_reactions(connection, FIRST_DAY))
        later = list(release_advice(kiosk_reactions(connection, FIRST_DAY + 3)))
    assert finding.is_good
    assert "2 kiosks send many small reactions" in finding.text
    assert "acme/quiet/door (0.43 at 12 messages), acme/other/door (0.62 at 18 messages)" in finding.text
    assert "a power cut loses" in finding.text
    assert later == []
