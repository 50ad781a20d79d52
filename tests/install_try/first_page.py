"""The set-up page on the first day: all of its questions, those of a screen included, with the sign between them."""

from pathlib import Path
from typing import TYPE_CHECKING

from edge.tools.console_on_network import default_route_address
from tests.doubles.made_films import make_film
from tests.install_try.machine import Machine
from tests.install_try.technician import Technician, line_for_sudo

if TYPE_CHECKING:
    from playwright.sync_api import Page

CAMERA, CAMERA_S = Path("var/lib/vitrina/door.mp4"), 1200.0
NOTICE = {
    "notice__version": "2026-11",
    "notice__contact": "privacy@example.org",
    "notice__legal_basis": "legitimate interests",
}
MEDIA = Path("var/lib/vitrina/media")
PLAYER = 'feed = "player"'
SETTINGS = Path("etc/vitrina/vitrina.toml")


class FirstPage:
    """The set-up page of a machine, in a browser."""

    def __init__(self, machine: Machine, page: "Page") -> None:
        self._machine, self._technician = machine, Technician(page)

    @staticmethod
    def address() -> str:
        """The broker's: one that the unit lets nobody reach before the line that the page prints."""
        return default_route_address()

    def answer_all(self, link: str, broker: int, operator: str) -> str:
        """Answers each step but the last one: who saw the sign, and when."""
        machine, technician = self._machine, self._technician
        make_film(machine.root / CAMERA, CAMERA_S, "640x360", 5)
        technician.page.goto(link)
        technician.wait_for("document.querySelectorAll('section form').length >= 7")
        technician.answer(
            "names", "It works", site__tenant="acme", site__site="berlin-7", site__device="door", site__timezone="UTC"
        )
        technician.answer("camera", "frames per second", camera__source=f"/{CAMERA}")
        technician.answer("screen", "Saved.", screen__yaw_deg="0")
        place = {"broker__host": self.address(), "broker__port": str(broker)}
        machine.run(line_for_sudo(technician.answer("broker", "1 to fix.", **place)))
        technician.answer("broker", "accepts this kiosk")
        declared = {"staff__declared_by": "Ada", "staff__declared_on": "2026-11-20"}
        technician.answer("staff", "It works", staff__in_view="nobody", **declared)
        technician.answer("hours", "open now", site__open="Mo-Su 00:00-24:00")
        technician.answer("microphone", "Not tested")
        technician.answer("films", "found ", player__media=f"/{MEDIA}")
        technician.answer("sign", "Saved.", **NOTICE, notice__operator=operator)
        return "names, camera, direction, broker, staff, hours, microphone, films, sign"

    def finish(self) -> str:
        """Confirms that the sign is in its place, and presses the last button."""
        confirmed = {"notice__confirmed_by": "Ada", "notice__confirmed_on": "2026-11-20"}
        self._technician.answer("notice", "seen by Ada", **confirmed)
        self._technician.finish()
        settings = (self._machine.root / SETTINGS).read_text(encoding="utf-8")
        assert PLAYER in settings, f"the settings have no {PLAYER}: {settings}"
        return "the page says that it senses"
