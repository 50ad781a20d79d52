"""`vitrina-central serve` as a process that can be killed and started again."""

import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.doubles.waiting import wait_until

ROOT = Path(__file__).parents[2]


@dataclass
class CentralServer:
    """The server with a settings file in `folder`. `store` is the text of its section [central], and `broker` that of
    [broker]; other sections may follow in it. `root`: checkout whose server runs."""

    folder: Path
    store: str
    broker: str
    parts: tuple[str, ...] = ("--ingest",)
    root: Path = ROOT
    process: "subprocess.Popen[bytes] | None" = None
    _log_start: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.config = self.folder / "central.toml"
        self.config.write_text(f"[central]\n{self.store}\n[broker]\n{self.broker}\n", encoding="utf-8")
        self._log = self.folder / "central.log"
        self._log.touch()

    def start(self) -> None:
        """Starts the process and returns at once."""
        self._log_start = len(self.log)
        program = [sys.executable, "-m", "central", "serve", *self.parts, "--config", str(self.config)]
        with self._log.open("a") as log:
            self.process = subprocess.Popen(program, stderr=log, cwd=self.root)

    def wait_until_connected(self) -> None:
        """Waits until it is connected to the broker after its last start."""
        wait_until(lambda: self.has_logged("connected to"), "central to connect")

    def has_logged(self, words: str) -> bool:
        """True if a line since the last start has the words."""
        return any(words in line for line in self.log[self._log_start :])

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ends the process with this signal; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Waits until it has ended; returns its exit code."""
        assert self.process is not None
        code = self.process.wait(40)
        self.process = None
        return code

    def close(self) -> None:
        """Kills it if it runs."""
        if self.process is not None:
            self.end(signal.SIGKILL)

    @property
    def log(self) -> list[str]:
        """Its log lines since it was made."""
        return self._log.read_text(encoding="utf-8").splitlines()
