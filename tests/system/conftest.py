"""Fixtures of the system tests: a broker, and one run of a kiosk with seven people that several tests check."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.broker import Mosquitto, Subscriber, running, subscribed
from tests.people import PRESENT_S, Films
from tests.system import shop
from tests.system.shown import KioskDay, run_film


@pytest.fixture(scope="session")
def kiosk_day(films: Films, tmp_path_factory: pytest.TempPathFactory) -> KioskDay:
    """A run with seven people for 7 s."""
    folder = tmp_path_factory.mktemp("kiosk-day")
    return run_film(folder, films(7), PRESENT_S, 'tiles = "whole"', f"{shop.CALLS},{shop.TALKS}")


@pytest.fixture
def traced_day(kiosk_day: KioskDay) -> KioskDay:
    if not kiosk_day.run.is_traced:
        pytest.skip(str(shop.why_not_traced()))
    return kiosk_day


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    mosquitto = Mosquitto(tmp_path)
    with running(mosquitto):
        yield mosquitto


@pytest.fixture
def listener(broker: Mosquitto) -> Iterator[Subscriber]:
    with subscribed(broker.port) as subscriber:
        yield subscriber
