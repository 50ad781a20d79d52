"""After any outage between a kiosk and its subscriber, each message arrives exactly once in the end. These are the
short tests; the long ones are in tests/soak.py.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import outages
from tests.outages import Result, Shop

AWAY_S = 1.0
FROZEN_S = 4.0  # the kiosk's keep-alive is 1 s: it detects the freeze after 2 s, with one check a second
KILLS = 3


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with outages.open_shop(tmp_path) as opened:
        yield opened


def nothing_is_lost(result: Result) -> bool:
    print(result)
    return result.is_whole


def test_the_broker_is_stopped_and_comes_back(shop: Shop) -> None:
    """Messages made meanwhile wait in the outbox; the broker's queue for the subscriber waits on its disk."""
    assert nothing_is_lost(outages.broker_stopped(shop, AWAY_S))


def test_the_broker_freezes_and_thaws(shop: Shop) -> None:
    """The kiosk detects it by its keep-alive, and resends unanswered messages; the subscriber drops duplicates."""
    assert nothing_is_lost(outages.broker_frozen(shop, FROZEN_S))
    assert "connection to" in (shop.folder / "teller.log").read_text()


def test_the_power_of_the_broker_is_cut_while_it_holds_messages(shop: Shop) -> None:
    """Its acknowledged messages are lost. The subscriber detects the gap, and the kiosk still has all messages."""
    result = outages.broker_killed(shop, AWAY_S)
    assert nothing_is_lost(result)
    assert result.asked >= 20


def test_the_subscriber_is_killed_again_and_again(shop: Shop) -> None:
    """Unacknowledged messages arrive again, and messages on its disk are not stored twice."""
    assert nothing_is_lost(outages.subscriber_killed(shop, KILLS, random.Random(7)))


def test_the_kiosk_is_killed_again_and_again(shop: Shop) -> None:
    """No number is given twice. Numbers are skipped only up to the next thousand, if a write may have been cut. The
    outbox loses no accepted message."""
    assert nothing_is_lost(outages.kiosk_killed(shop, KILLS, random.Random(8)))
