"""The page of an installed kiosk, from its first question to a phone on the network, below the locks of its unit."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge.tools.console_on_network import default_route_address
from tests.doubles.broker import Mosquitto, running
from tests.doubles.made_films import make_film
from tests.install_try.machine import Machine
from tests.install_try.setup_answers import SetupAnswers
from tests.install_try.technician import Technician, browser, line_for_sudo

SETTINGS = Path("etc/vitrina/vitrina.toml")
FILM = Path("var/lib/vitrina/door.mp4")
FILM_S = 600.0
COUNTRY = "FR"
"""A country that asks whether the screen can be seen from the street."""
LINK = "runuser -u vitrina -- vitrina console"
PHONE = f"{LINK} --for 5m"
ALLOW_NOBODY = "systemctl set-property vitrina.service IPAddressAllow= IPAddressAllow=localhost"
"""Before a phone is tried: the broker's address is the one at which the phone is to come."""
LOADED_S = 60.0


class PageTrial:
    """One trial on one machine, whose kiosk asks for its settings. The broker is at an address that needs leave."""

    def __init__(self, machine: Machine, profile: Path) -> None:
        self._machine, self._profile, self._address = machine, profile, default_route_address()

    def steps(self) -> Iterator[tuple[str, str]]:
        """Tries all, in order. AssertionError at the first thing that is wrong."""
        make_film(self._machine.root / FILM, FILM_S, "640x360", 5)
        with running(Mosquitto(self._profile.parent, address=self._address)) as broker, browser(self._profile) as shown:
            self._technician = Technician(shown.pages[0])
            started_s = time.monotonic()
            yield "`vitrina console`, its questions in Chromium", self._answer(broker.port)
            yield "from the link to `sensing`", f"{time.monotonic() - started_s:.0f} s"
            yield "other opening hours on the page", self._hours()
            yield "the camera image, and a mask over its middle", self._view()
            yield "`systemctl reload vitrina`", self._reload()
            yield "`vitrina console --for 5m`", self._phone()
            yield "`vitrina doctor` as user vitrina", self._doctor()
            self._technician.wait_for_text("state", "sensing")

    def _answer(self, broker: int) -> str:
        """The broker's address is refused, until the line is run that the page prints."""
        machine, technician = self._machine, self._technician
        technician.open(machine.run(LINK).strip())
        answers = SetupAnswers(machine, technician)
        answers.describe_place(COUNTRY, FILM)
        answers.connect(self._address, broker, broker__password="s3cret")
        answers.word_sign("Acme, Berlin")
        answers.confirm_sign()
        answers.describe_shop()
        technician.finish()
        assert machine.run("cat /etc/vitrina/broker-password") == "s3cret\n"
        return "broker refused by the unit; accepted after the line that the page prints"

    def _hours(self) -> str:
        self._technician.change(site__open="Mo-Su 00:00-23:59")
        assert 'open = "Mo-Su 00:00-23:59"' in self._settings()
        self._technician.wait_for_text("state", "paused")
        self._technician.wait_for_text("reasons", "on the clock")
        self._technician.wait_for_text("state", "sensing")
        return "written into `/etc/vitrina/vitrina.toml`, taken, sensing again at a full minute"

    def _view(self) -> str:
        technician = self._technician
        width, height = technician.look()
        technician.wait_for_text("alerts", "view.open")
        assert not technician.is_black()
        technician.draw_mask()
        assert "masks = [" in self._settings()
        technician.wait_for("document.getElementById('picture').hidden")
        technician.look()
        self._machine.wait(technician.is_black, "the mask", LOADED_S)
        technician.page.click("#view-end")
        return f"{width} × {height}; the mask is written, and black in the next image"

    def _reload(self) -> str:
        """Settings that are wrong, then others that are right, in one process."""
        machine, technician, path = self._machine, self._technician, self._machine.root / SETTINGS
        pid, text = machine.run("systemctl show vitrina --value -p MainPID"), self._settings()
        path.write_text(re.sub(r"(?m)^device = .*", 'device = "Door!"', text), encoding="utf-8")
        machine.run("systemctl reload vitrina")
        technician.wait_for_text("alerts", "settings.refused")
        path.write_text(text.replace("[camera]\n", "[camera]\nloop = true\n"), encoding="utf-8")
        machine.run("systemctl reload vitrina")
        technician.wait_for("!document.getElementById('alerts').textContent.includes('settings.refused')")
        machine.wait(
            lambda: machine.run("systemctl is-active vitrina", check=False) == "active\n", "the reload", LOADED_S
        )
        assert machine.run("systemctl show vitrina --value -p MainPID") == pid
        return "wrong settings refused, with an alert; right ones taken, in the same process"

    def _phone(self) -> str:
        """The unit lets no phone in, until the line is run that the command prints."""
        self._machine.run(ALLOW_NOBODY)
        with self._opened() as (_, said):
            line = line_for_sudo(self._until(said, "IPAddressAllow="))
        self._machine.run(line)
        with self._opened() as (link, said):
            phone = Technician(self._technician.page.context.new_page())
            phone.page.goto(link)
            phone.wait_for("document.getElementById('in-view').textContent !== ''")
            assert not phone.page.is_visible("#outlines")
        phone.wait_for_text("age", "does not answer")
        phone.page.close()
        assert "Even this kiosk cannot reach" not in said.read_text(encoding="utf-8")
        return "no phone gets in; one does after the line that the command prints, until it ends"

    @contextmanager
    def _opened(self) -> Iterator[tuple[str, Path]]:
        """The page is open to the network for a while: its link, and the file of what the command says."""
        said = self._profile.with_name("said.txt")
        with said.open("wb") as errors:
            command = self._machine.inside(PHONE)
            opened = subprocess.Popen(command, stdout=-1, stderr=errors, text=True, start_new_session=True)
        assert opened.stdout is not None
        try:
            link = opened.stdout.readline().strip()
            assert link.startswith(f"https://{self._address}:8461/#"), link
            self._technician.wait_for_text("alerts", "console.open")
            yield link, said
        finally:
            os.killpg(opened.pid, signal.SIGTERM)  # Ctrl-C is ignored by what began in the background
            opened.communicate(timeout=LOADED_S)
        self._technician.wait_for("!document.getElementById('alerts').textContent.includes('console.open')")

    def _until(self, file: Path, text: str) -> str:
        self._machine.wait(lambda: text in file.read_text(encoding="utf-8"), text, LOADED_S)
        return file.read_text(encoding="utf-8")

    def _doctor(self) -> str:
        printed = self._machine.run("runuser -u vitrina -- vitrina doctor")
        return printed.splitlines()[-1]

    def _settings(self) -> str:
        return (self._machine.root / SETTINGS).read_text(encoding="utf-8")
