"""Answers of the scripted person to the set-up page. A new question that must be answered belongs here."""

from pathlib import Path

from tests.install_try.machine import Machine
from tests.install_try.technician import Technician, line_for_sudo

DATE, PERSON = "2026-11-20", "Ada"
NAMES = {"site__tenant": "acme", "site__site": "berlin-7", "site__device": "door", "site__timezone": "UTC"}
SIGN = {
    "notice__version": "2026-11",
    "notice__contact": "privacy@example.org",
    "notice__legal_basis": "legitimate interests",
    "notice__balancing_test_on": DATE,
}
MEDIA = Path("var/lib/vitrina/media")


class SetupAnswers:
    """The set-up page of a machine, which the scripted person answers part by part."""

    def __init__(self, machine: Machine, technician: Technician) -> None:
        self._machine, self._technician = machine, technician

    def describe_place(self, country: str, camera: Path) -> None:
        """Answer names, country, camera and direction; and the question of the street, where the country asks it."""
        technician = self._technician
        technician.answer("names", "vitrina/1/acme/berlin-7/door", **NAMES, site__country=country)
        technician.answer("camera", "frames per second", camera__source=f"/{camera}")
        street = {"site__seen_from_street": "no"} if technician.is_asked("site__seen_from_street") else {}
        technician.answer("screen", "Saved.", screen__yaw_deg="-12.5", **street)

    def connect(self, host: str, port: int, **more: str) -> None:
        """Answer the broker: the unit refuses its address until the line is run that the page prints."""
        place = {"broker__host": host, "broker__port": str(port), **more}
        line = line_for_sudo(self._technician.answer("broker", "Errors to fix: 1.", **place))
        assert host in line
        self._machine.run(line)
        self._technician.answer("broker", "accepts this kiosk")

    def describe_shop(self) -> None:
        """Answer staff, opening hours, microphone, and, with the player, videos."""
        technician = self._technician
        declared = {"staff__declared_by": PERSON, "staff__declared_on": DATE}
        technician.answer("staff", "It works", staff__in_view="nobody", **declared)
        technician.answer("hours", "open now", site__open="Mo-Su 00:00-24:00")
        technician.answer("microphone", "Not tested")
        if technician.is_asked("player__media"):
            technician.answer("films", "found ", player__media=f"/{MEDIA}")

    def word_sign(self, operator: str) -> None:
        """Answer what the sign says."""
        self._technician.answer("sign", "Saved.", **SIGN, notice__operator=operator)

    def confirm_sign(self) -> None:
        """Answer who has seen the sign in its place, and when."""
        confirmed = {"notice__confirmed_by": PERSON, "notice__confirmed_on": DATE}
        self._technician.answer("notice", f"seen by {PERSON}", **confirmed)
