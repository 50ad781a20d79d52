"""A screen in memory in place of a machine's first console: the unit of the screen starts its browser there."""

import json
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.install_try.machine import Machine

WIDTH, HEIGHT, NUMBER = 1280, 720, 97
DROP_IN = Path("run/systemd/system/vitrina-screen.service.d/memory.conf")
IN_MEMORY = f"""\
[Service]
ExecStart=
ExecStart=/opt/vitrina/current/bin/vitrina screen --kiosk --config ${{CREDENTIALS_DIRECTORY}}/settings
Environment=DISPLAY=:{NUMBER}
PAMName=
TTYPath=
StandardInput=null
DevicePolicy=auto
"""
"""The unit without cage and a console. User, token, locks and addresses stay."""
PATIENCE_S = 120.0
GREY = 12.0
"""Least standard deviation of the grey levels of a screen that shows something."""


class ShownScreen:
    """The screen during a `with`."""

    def __init__(self, machine: Machine, pictures: Path) -> None:
        self._machine, self._pictures = machine, pictures
        self._memory = tempfile.TemporaryDirectory(prefix="vitrina-screen-")
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "ShownScreen":
        size = f"{WIDTH}x{HEIGHT}x24"
        command = ["Xvfb", f":{NUMBER}", "-screen", "0", size, "-ac", "-fbdir", self._memory.name, "-nolisten", "tcp"]
        self._server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        Machine.wait(lambda: self._file.exists(), "the screen in memory", PATIENCE_S)
        path = self._machine.root / DROP_IN
        self._machine.run(
            f"mkdir -p /{DROP_IN.parent} && cat >/{DROP_IN} <<'END'\n{IN_MEMORY}END\nsystemctl daemon-reload"
        )
        assert path.name == DROP_IN.name
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        if self._file.exists():
            self.save("screen.png")
        journal = self._machine.run("journalctl --no-pager -o cat -n 40 -u vitrina-screen", check=False)
        (self._pictures / f"{self._machine.root.name}-screen.log").write_text(journal, encoding="utf-8")
        self._server.terminate()
        self._server.wait(PATIENCE_S)
        self._memory.cleanup()

    @property
    def _file(self) -> Path:
        return Path(self._memory.name) / "Xvfb_screen0"

    def wait_for_films(self) -> str:
        """Waits until the kiosk tells a play of its own player, and two pictures of the screen differ."""
        seconds = Machine.wait(lambda: self._plays() > 0, "a play of the player", PATIENCE_S)
        first = self.pixels()
        Machine.wait(lambda: bool(np.abs(self.pixels() - first).max() > GREY), "a film that moves", PATIENCE_S)
        assert float(self.pixels().std()) > GREY, "the screen is empty"
        return f"the first play {seconds:.0f} s after the unit's start; the image moves"

    def _plays(self) -> int:
        """Messages `play` in the outbox whose feed is the player."""
        printed = self._machine.run(PLAYS, check=False)
        return sum(json.loads(line).get("feed") == "player" for line in printed.splitlines())

    def pixels(self) -> NDArray[Any]:
        """Grey levels of the screen."""
        return np.asarray(cv2.cvtColor(self._frame(), cv2.COLOR_BGR2GRAY), dtype=np.float32)

    def save(self, name: str) -> None:
        """Writes a picture of the screen."""
        cv2.imwrite(str(self._pictures / f"{self._machine.root.name}-{name}"), self._frame())

    def _frame(self) -> NDArray[Any]:
        """The screen from the file of the X server, an XWD: a header, its colours of 12 bytes each, then BGRX."""
        data = self._file.read_bytes()
        header = np.frombuffer(data[:100], ">u4")
        start = int(header[0]) + int(header[19]) * 12
        rows = np.frombuffer(data[start : start + int(header[12]) * HEIGHT], np.uint8).reshape(HEIGHT, -1)
        return rows[:, : WIDTH * 4].reshape(HEIGHT, WIDTH, 4)[:, :, :3].copy()


PLAYS = """/opt/vitrina/current/bin/python -c 'import sqlite3
for payload, in sqlite3.connect("file:/var/lib/vitrina/outbox.db?mode=ro", uri=True).execute(
        "SELECT payload FROM messages WHERE kind = \\"play\\""):
    print(payload.decode() if isinstance(payload, bytes) else payload)'"""
