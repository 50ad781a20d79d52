"""The sound servers that a shop's machine may have, for tests that must hold on each."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.doubles.pipewire_server import running_pipewire
from tests.doubles.sound_server import SoundServer, running

Starter = Callable[[Path], AbstractContextManager[SoundServer]]
"""Runs a sound server for a block, in a folder. Skips the test where it cannot."""

SERVERS = (pytest.param(running, id="pulseaudio"), pytest.param(running_pipewire, id="pipewire"))
"""For `pytest.fixture(params=SERVERS)`: a Starter each."""
