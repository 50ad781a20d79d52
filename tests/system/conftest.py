"""One day in a shop that several tests look at: seven people, a real kiosk, a real broker, a stop."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.broker import Mosquitto, Subscriber, running, subscribed
from tests.people import PRESENT_S, Films
from tests.system import shop
from tests.system.shown import Told, shown_once


@pytest.fixture(scope="session")
def told(films: Films, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Seven people for 7 s."""
    folder = tmp_path_factory.mktemp("told")
    return shown_once(folder, films(7), PRESENT_S, 'tiles = "whole"', f"{shop.CALLS},{shop.TALKS}")


@pytest.fixture
def traced(told: Told) -> Told:
    if not told.run.is_traced:
        pytest.skip("strace is not installed: apt-get install strace")
    return told


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    made = Mosquitto(tmp_path)
    with running(made):
        yield made


@pytest.fixture
def listener(broker: Mosquitto) -> Iterator[Subscriber]:
    with subscribed(broker.port) as made:
        yield made
