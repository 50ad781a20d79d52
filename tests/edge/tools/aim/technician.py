"""Runs the real `vitrina aim` in a pseudo-terminal: reads its screen and types like a technician."""

from contextlib import AbstractContextManager
from pathlib import Path

from tests.doubles.terminal import TerminalWithProgram, in_terminal
from tests.system import shop


def at_work(config: Path) -> AbstractContextManager[TerminalWithProgram]:
    """Start `vitrina aim` in the folder of its settings. Its home and temporary files are below that folder too."""
    environment = shop.environment(config.parent, PYTHONPATH=str(shop.ROOT), TERM="xterm-256color")
    return in_terminal(shop.command("aim", "--config", config), config.parent, environment, (120, 40))
