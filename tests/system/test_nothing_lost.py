"""Whatever happens between a kiosk and its subscriber, in the end each message is there, once. Short forms: the long
ones are those of tests/soak.py."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import outages
from tests.outages import Result, Shop

AWAY_S = 1.0
FROZEN_S = 4.0  # the keep-alive of the kiosk is a second; it notices after two, and looks once a second
KILLS = 3


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with outages.open_shop(tmp_path) as opened:
        yield opened


def nothing_is_lost(result: Result) -> bool:
    print(result)
    return result.is_whole


def test_the_broker_is_stopped_and_comes_back(shop: Shop) -> None:
    """What is told meanwhile waits in the outbox, what it held for the subscriber on its disk."""
    assert nothing_is_lost(outages.broker_stopped(shop, AWAY_S))


def test_the_broker_freezes_and_thaws(shop: Shop) -> None:
    """The kiosk notices by its keep-alive, and sends what had no answer again; the subscriber drops what it has."""
    assert nothing_is_lost(outages.broker_frozen(shop, FROZEN_S))
    assert "connection to" in (shop.folder / "teller.log").read_text()


def test_the_power_of_the_broker_is_cut_while_it_holds_messages(shop: Shop) -> None:
    """What it had acknowledged is gone with it. The subscriber sees the gap, and the kiosk still has it all."""
    result = outages.broker_killed(shop, AWAY_S)
    assert nothing_is_lost(result)
    assert result.asked >= 20


def test_the_subscriber_is_killed_again_and_again(shop: Shop) -> None:
    """What it had not acknowledged comes again, and what it had on its disk is not there twice."""
    assert nothing_is_lost(outages.subscriber_killed(shop, KILLS, random.Random(7)))


def test_the_kiosk_is_killed_again_and_again(shop: Shop) -> None:
    """No number is given twice, none is left out but to the next thousand where a write may have been cut, and what the
    outbox took is never forgotten."""
    assert nothing_is_lost(outages.kiosk_killed(shop, KILLS, random.Random(8)))
