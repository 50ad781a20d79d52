"""The set-up page on the first day: all of its questions, those of a screen included, with the sign between them."""

from pathlib import Path
from typing import TYPE_CHECKING

from edge.tools.console_on_network import default_route_address
from tests.doubles.made_films import make_film
from tests.install_try.machine import Machine
from tests.install_try.setup_answers import SetupAnswers
from tests.install_try.technician import Technician

if TYPE_CHECKING:
    from playwright.sync_api import Page

CAMERA, CAMERA_S = Path("var/lib/vitrina/door.mp4"), 1200.0
COUNTRY = "GB"
PLAYER = '\nfeed = "player"'
SETTINGS = Path("etc/vitrina/vitrina.toml")


class FirstPage:
    """The set-up page of a machine, in a browser."""

    def __init__(self, machine: Machine, page: "Page") -> None:
        self._machine, self._technician = machine, Technician(page)
        self._answers = SetupAnswers(machine, self._technician)

    @staticmethod
    def address() -> str:
        """The broker's: one that the unit lets nobody reach before the line that the page prints."""
        return default_route_address()

    def answer_all(self, link: str, broker: int, operator: str) -> str:
        """Answers each step but the last one: who saw the sign, and when."""
        make_film(self._machine.root / CAMERA, CAMERA_S, "640x360", 5)
        self._technician.open(link)
        self._answers.describe_place(COUNTRY, CAMERA)
        self._answers.connect(self.address(), broker)
        assert self._technician.is_asked("player__media"), "the page does not ask for videos"
        self._answers.describe_shop()
        self._answers.word_sign(operator)
        return "names, country, camera, direction, broker, staff, hours, microphone, films, sign"

    def finish(self) -> str:
        """Confirms that the sign is in its place, and presses the last button."""
        self._answers.confirm_sign()
        self._technician.finish()
        settings = (self._machine.root / SETTINGS).read_text(encoding="utf-8")
        assert PLAYER in settings, f"the settings have no feed of the player: {settings}"
        return "the page shows that it is sensing"
