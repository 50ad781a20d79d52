"""A real PostgreSQL for tests, in a folder of its own, on a free port of this machine."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.broker import free_port

_TIMEOUT_S = 60.0


def _folder_of_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if not found:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    return found[-1].parent


class Postgres:
    """A server process. It can be stopped, killed and started again, and goes on with the same data."""

    def __init__(self) -> None:
        self.programs = _folder_of_programs()
        self.folder = Path(tempfile.mkdtemp(prefix="vitrina-postgres-"))
        self.port = free_port()
        self._user: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            nobody = pwd.getpwnam("nobody")
            self._user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self._data = self.folder / "data"
        self._run("initdb", "-D", str(self._data), "-U", "vitrina", "-A", "trust", "-E", "UTF8", "--no-sync")
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0

    def start(self) -> None:
        """Starts the server and returns when it answers."""
        options: tuple[str, ...] = (
            "-k",
            str(self.folder),
            "-c",
            f"port={self.port}",
            "-c",
            "listen_addresses=127.0.0.1",
        )
        options += ("-c", "fsync=off")  # a killed process loses nothing by that, only a machine without power would
        with (self.folder / "log").open("ab") as log:
            program = [str(self.programs / "postgres"), "-D", str(self._data), *options]
            self._process = subprocess.Popen(
                program, stdout=log, stderr=log, cwd=self.folder, start_new_session=True, **self._user
            )
        self._run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port), is_repeated=True)

    @property
    def pid(self) -> int | None:
        """Process of the running server."""
        return None if self._process is None else self._process.pid

    def stop(self, number: int = signal.SIGINT) -> None:
        """Ends the server: with SIGINT in order, with SIGKILL as a power cut does."""
        if self._process is None:
            return
        if number == signal.SIGKILL:
            os.killpg(self._process.pid, number)  # its children too, or they would hold the shared memory
        else:
            self._process.send_signal(number)
        self._process.wait(_TIMEOUT_S)
        self._process = None

    def remove(self) -> None:
        """Ends the server and deletes its data."""
        self.stop(signal.SIGQUIT)  # without the checkpoint of an orderly end
        shutil.rmtree(self.folder)

    def new_database(self) -> str:
        """URL of a new, empty database."""
        self._databases += 1
        name = f"test_{self._databases}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "vitrina", name)
        return f"postgresql://vitrina@127.0.0.1:{self.port}/{name}"

    def sql(self, url: str, statement: str) -> str:
        """Output of psql for a statement, without head and frame."""
        done = self._run("psql", "-h", "127.0.0.1", "-AtX", "-c", statement, url)
        return done.stdout.decode().strip()

    def _run(self, name: str, *arguments: str, is_repeated: bool = False) -> "subprocess.CompletedProcess[bytes]":
        program = [str(self.programs / name), *arguments]
        for _ in range(600 if is_repeated else 1):
            done = subprocess.run(
                program, capture_output=True, timeout=_TIMEOUT_S, cwd=self.folder, check=False, **self._user
            )
            if done.returncode == 0:
                return done
            if is_repeated and self._process is not None:
                try:
                    self._process.wait(0.1)  # it ended; else it may need more time
                except subprocess.TimeoutExpired:
                    continue
                break
        log = self.folder / "log"
        raise AssertionError(f"{name}: {done.stderr.decode()} {log.read_text()[-2000:] if log.exists() else ''}")


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server that runs until the end of the block."""
    server = Postgres()
    server.start()
    try:
        yield server
    finally:
        server.remove()
