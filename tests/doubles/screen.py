"""A screen in memory (Xvfb) whose pixels are read without an X client, and Chromium on it."""

import http.client
import json
import mmap
import os
import shlex
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from websockets.sync.client import connect

from edge.chromium import browser_arguments
from tests.doubles.waiting import wait_until

PATIENCE_S = 90.0  # a loaded machine took 16 s to open the browser
TEST_FLAGS = ("--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--remote-allow-origins=*")


def why_no_browser() -> str | None:
    """Reason why no browser can be opened here; None if one can."""
    missing = [name for name in ("chromium", "Xvfb") if shutil.which(name) is None]
    return f"{' and '.join(missing)} missing: apt-get install chromium xvfb" if missing else None


def skip_without_browser() -> None:
    """Skips the test where no browser can be opened."""
    if why := why_no_browser():
        pytest.skip(why)


class FrameBuffer:
    """The screen as a file of X (XWD): a header of 25 words, colours, then 4 bytes a pixel, blue first."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head = struct.unpack(">25I", self._memory[:100])
        self.width, self.height, self._row = head[4], head[5], head[12]
        self._start = head[0] + 12 * head[19]

    def pixel(self, x: int, y: int) -> tuple[int, int, int]:
        """Blue, green and red."""
        at = self._start + y * self._row + 4 * x
        blue, green, red = self._memory[at : at + 3]
        return blue, green, red

    def is_white(self, x: int, y: int) -> bool:
        return bool(self._memory[self._start + y * self._row + 4 * x + 1] > 128)

    def picture(self) -> NDArray[np.uint8]:
        """The whole screen (height, width, 3), blue first."""
        flat = np.frombuffer(self._memory, np.uint8, self._row * self.height, self._start)
        return (
            flat.reshape(self.height, self._row)[:, : 4 * self.width]
            .reshape(self.height, self.width, 4)[:, :, :3]
            .copy()
        )

    def save(self, path: Path) -> None:
        """Writes the screen as a PNG, for people."""
        cv2.imwrite(str(path), self.picture())


@contextmanager
def screen(folder: Path, width: int, height: int) -> Iterator[tuple[str, FrameBuffer]]:
    """A screen: its name, and its pixels."""
    buffers = folder / "screen"
    buffers.mkdir(exist_ok=True)
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-fbdir", str(buffers)]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([*command, "-nolisten", "tcp"], pass_fds=[writing], stdout=quiet, stderr=quiet)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}", FrameBuffer(buffers / "Xvfb_screen0")
    finally:
        server.terminate()
        server.wait(20)


@dataclass
class Browser:
    """Chromium that shows a page. `evaluate` runs JavaScript in it."""

    process: "subprocess.Popen[bytes]"
    profile: Path

    def evaluate(self, expression: str) -> Any:
        """Value of an expression in the page; None too while it gives way to another one, and nothing can answer."""
        parameters = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        (answer,) = self._ask(("Runtime.evaluate", parameters))
        return answer["result"].get("value") if answer else None

    def serious_faults(self) -> list[str]:
        """Faults that axe finds on the page and that are serious or critical for people with a disability."""
        self.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
        found = json.loads(self.evaluate("axe.run().then(found => JSON.stringify(found))"))
        assert len(found["passes"]) > 5
        return [
            f"{one['id']}: {one['help']}" for one in found["violations"] if one["impact"] in ("serious", "critical")
        ]

    def reload(self, script: str, address: str = "") -> None:
        """Loads the page again, or another one; the script runs before those of the page."""
        add = ("Page.addScriptToEvaluateOnNewDocument", {"source": script})
        loaded = "new Promise(done => document.readyState === 'complete' ? done(1) : onload = () => done(1))"
        wait = ("Runtime.evaluate", {"expression": loaded, "awaitPromise": True})
        load = ("Page.navigate", {"url": address}) if address else ("Page.reload", {})
        self._ask(("Page.enable", {}), add, load, wait)

    def _ask(self, *commands: tuple[str, Mapping[str, object]]) -> list[Any]:
        """Answers of the page to commands, one after the other."""
        pages = [page for page in self.debug("/json/list") if page["type"] == "page"]
        answers = []
        with connect(pages[0]["webSocketDebuggerUrl"], open_timeout=PATIENCE_S) as socket:
            for number, (method, parameters) in enumerate(commands):
                socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
                while (answer := json.loads(socket.recv(PATIENCE_S))).get("id") != number:
                    pass
                answers.append(answer.get("result"))
        return answers

    def debug(self, path: str, method: str = "GET") -> Any:
        """Answer of the debugging port: `/json/new` opens a tab before the page."""
        port = int((self.profile / "DevToolsActivePort").read_text().splitlines()[0])
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        client.request(method, path)
        body = client.getresponse().read()
        client.close()
        return json.loads(body) if body.startswith((b"{", b"[")) else None

    def renderers(self) -> list[int]:
        """Ids of the processes that draw pages."""
        return [pid for pid, arguments in self._processes() if "--type=renderer" in arguments]

    def main_process(self) -> int:
        """Id of the browser, where another process keeps it."""
        flag = f"--user-data-dir={self.profile}"
        ours = [(pid, arguments) for pid, arguments in self._processes() if pid != self.process.pid]
        return next(pid for pid, arguments in ours if flag in arguments and "--type=" not in arguments)

    def _processes(self) -> list[tuple[int, str]]:
        run = subprocess.run(["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
        processes = [line.split(maxsplit=2) for line in run.stdout.splitlines()]
        ours = {str(self.process.pid)}
        while more := {pid for pid, parent, _ in processes if parent in ours} - ours:
            ours |= more
        return [(int(pid), arguments) for pid, _, arguments in processes if pid in ours]


def press(display: str, *keys: str) -> None:
    """Presses keys at the keyboard of a screen, one after the other: "ctrl+n", "F12"."""
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], env={**os.environ, "DISPLAY": display}, check=True)


def in_own_mounts(script: str) -> list[str]:
    """Command that runs a line of shell, then the words behind it, and mounts what nobody else sees."""
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", *as_root, "--mount", "sh", "-euc", f'{script}; exec "$@"', "sh"]


def may_mount() -> bool:
    """True where this user may have mounts of its own, as the units of systemd have."""
    return subprocess.run([*in_own_mounts("mount -t tmpfs none /mnt"), "true"], capture_output=True).returncode == 0


def kept_command(folder: Path, link: str, flags: Sequence[str]) -> list[str]:
    """Command that starts `vitrina screen --kiosk` as its unit does: with its policy, where this user may mount."""
    port, token = urlsplit(link).port, urlsplit(link).fragment
    for name in ("bin", "credentials", "policy"):
        (folder / name).mkdir(exist_ok=True)
    wrapper, secret, config = folder / "bin/chromium", folder / "credentials/player-token", folder / "vitrina.toml"
    wrapper.write_text(f'#!/bin/sh\nexec {shutil.which("chromium")} {shlex.join(flags)} "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    secret.write_text(token, encoding="utf-8")
    secret.chmod(0o600)
    config.write_text(f'[playback]\nfeed = "player"\n[player]\nmedia = "/nowhere"\nport = {port}\n', encoding="utf-8")
    place = "/etc/chromium/policies/managed"
    mounts = f"mount -t tmpfs none /etc/chromium; mkdir -p {place}; mount --bind {folder / 'policy'} {place}"
    program = [sys.executable, "-c", "from edge.cli.main import main; raise SystemExit(main())"]
    return [*(in_own_mounts(mounts) if may_mount() else []), *program, "screen", "--kiosk", "--config", str(config)]


def unit_environment(folder: Path) -> dict[str, str]:
    """Environment in which a unit would start that command, with the browser of `kept_command` in the path."""
    return {
        "PATH": f"{folder}/bin:{os.environ['PATH']}",
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "RUNTIME_DIRECTORY": str(folder),
        "CREDENTIALS_DIRECTORY": str(folder / "credentials"),
    }


@contextmanager
def browser(
    folder: Path, link: str, display: str, size: tuple[int, int], flags: Sequence[str] = (), *, is_kept: bool = False
) -> Iterator[Browser]:
    """Chromium as `vitrina screen --kiosk` starts it, on a screen. `is_kept`: by that command, which stays."""
    profile = folder / ("vitrina-browser" if is_kept else "profile")
    profile.mkdir(mode=0o700, exist_ok=True)
    window = [f"--window-size={size[0]},{size[1]}", "--window-position=0,0"]
    flags = [*TEST_FLAGS, *flags, *window]
    environment = {**os.environ, "DISPLAY": display, "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)}
    if is_kept:
        command = kept_command(folder, link, flags)
        environment |= unit_environment(folder)
    else:
        command = ["chromium", *flags, *browser_arguments(link, profile, True, {})]
    environment.pop("WAYLAND_DISPLAY", None)
    with _opened(command, environment, folder, profile) as opened:
        yield opened


@contextmanager
def _opened(command: Sequence[str], environment: Mapping[str, str], folder: Path, profile: Path) -> Iterator[Browser]:
    with (folder / "chromium.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        told = profile / "DevToolsActivePort"  # which is there a moment before its lines are
        wait_until(lambda: told.exists() and bool(told.read_text()), "the browser", PATIENCE_S)
        yield Browser(process, profile)
    finally:
        process.terminate()
        process.wait(30)


CAGE = {"WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman", "WLR_LIBINPUT_NO_DEVICES": "1", "LIBSEAT_BACKEND": "noop"}


@contextmanager
def cage_browser(folder: Path, link: str) -> Iterator[tuple[Browser, str]]:
    """Chromium as the unit of the screen starts it, in cage on no screen; and the name of cage's display."""
    profile = folder / "vitrina-browser"
    profile.mkdir(mode=0o700, exist_ok=True)
    for old in folder.glob("wayland-*"):
        old.unlink()
    command = ["cage", "-s", "--", *kept_command(folder, link, TEST_FLAGS)]
    hidden = ("DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden} | unit_environment(folder)
    with _opened(command, {**environment, **CAGE}, folder, profile) as opened:
        yield opened, next(path.name for path in folder.glob("wayland-*") if path.suffix != ".lock")
