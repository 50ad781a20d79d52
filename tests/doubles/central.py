"""examples/subscriber.py as a process, with access to its log and its database."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.doubles.reference import EXAMPLES, Reference
from tests.doubles.waiting import wait_until

NAME, PASSWORD = "central", "secret of central"


@dataclass
class Central:
    """The subscriber process. It can be ended by any signal and started again, and goes on with the same file."""

    folder: Path
    broker: Reference

    def __post_init__(self) -> None:
        self.file = self.folder / "vitrina.db"
        self._log = self.folder / "central.log"
        self._log.touch()
        self._password = self.folder / "central.password"
        self._password.touch(mode=0o600)
        self._password.write_text(PASSWORD + "\n")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the process and returns at once; see `wait_until_listening`."""
        self._log_start = len(self.log)
        broker = ("127.0.0.1", "--port", str(self.broker.port), "--ca", str(self.broker.ca), "--db", str(self.file))
        login = ("--user", NAME, "--password-file", str(self._password))
        with self._log.open("a") as log:
            self.process = subprocess.Popen([sys.executable, EXAMPLES / "subscriber.py", *broker, *login], stderr=log)

    def wait_until_listening(self) -> None:
        """Waits until the process is subscribed after its last start."""
        wait_until(lambda: self.has_said("connection answered: Success"), "the subscriber to listen")

    def has_said(self, words: str) -> bool:
        """True if the words are in a log line since the last start."""
        return any(words in line for line in self.log[self._log_start :])

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def end(self, number: int) -> int:
        """Ends the process with this signal; returns its exit code."""
        self.signal(number)
        assert self.process is not None
        return self.process.wait(20)

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    @property
    def log(self) -> list[str]:
        return self._log.read_text(encoding="utf-8").splitlines()

    @property
    def asked(self) -> int:
        """Number of messages that it asked for again; a message asked for twice counts twice."""
        ranges = re.findall(r"asking for (\d+) to (\d+)", "\n".join(self.log))
        return sum(int(high) - int(low) + 1 for low, high in ranges)

    def fetch_rows(self, query: str) -> list[tuple[Any, ...]]:
        """Result of a query on its database, which it may be writing. Empty if there is no file yet."""
        if not self.file.exists():
            return []
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as db:
            return db.execute(query).fetchall()
