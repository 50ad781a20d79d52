"""First hour of the image: start without a user, health, the first link through the proxy, a video, an end in order."""

import re
import shutil
import signal
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.central_image_try.image_root import ImageRoot
from tests.doubles.broker import free_port
from tests.doubles.central_compose import HOST, SECRETS, prepare_compose, started_broker, write_nginx_configuration
from tests.doubles.made_films import make_film
from tests.doubles.postgres import Postgres

PREFIX = "VITRINA_CENTRAL_"
PATIENCE_S, LOOK_S = 60.0, 0.2
LINK = re.compile(r"https://\S+(/first/[\w-]+)")


class ImageTrial:
    """A trial of one image. `folder`: for everything that the trial writes."""

    def __init__(self, image: ImageRoot, folder: Path) -> None:
        self._image, self._folder = image, folder
        self._compose = prepare_compose(folder)
        self._ports = {name: free_port() for name in ("broker", "accounts", "web", "proxy")}
        self._environment: dict[str, str] = self._compose.read()["services"]["central"]["environment"]
        self._log: list[str] = []

    def steps(self) -> Iterator[tuple[str, str]]:
        """Tries everything in order. Yields each step with its outcome. AssertionError at the first fault."""
        for name in SECRETS:
            shutil.copy(self._compose.secret(name), self._image.secrets / name)
        with ExitStack() as stack:
            stack.enter_context(self._database())
            (self._folder / "broker").mkdir()
            ports = self._ports["broker"], self._ports["accounts"]
            stack.enter_context(started_broker(self._compose, self._folder / "broker", *ports))
            stack.enter_context(self._proxy())
            yield from self._server_steps()

    def _server_steps(self) -> Iterator[tuple[str, str]]:
        started_s = time.monotonic()
        command = self._image.inside(self._image.command, self._environment)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        reader = threading.Thread(target=self._read_log, args=(process,), daemon=True)
        reader.start()
        try:
            yield (
                "from the start to the first healthy check of compose.yaml",
                f"{self._healthy_s(process, started_s):.0f} s",
            )
            yield "user and file system", self._rights(process)
            yield "the link for the first administrator, through the proxy", self._first_link()
            yield "`vitrina-central doctor`", self._doctor()
            yield "`vitrina-central creative add`", self._add_video()
            yield "memory", f"{self._memory_mb(process):.0f} MB"
        finally:
            stopped_s = time.monotonic()
            process.send_signal(signal.SIGTERM)
            code = process.wait(PATIENCE_S)
            reader.join(PATIENCE_S)
        assert code == 0, self._log
        yield "SIGTERM", f"ends with exit code 0 after {time.monotonic() - stopped_s:.1f} s"

    @contextmanager
    def _database(self) -> Iterator[None]:
        postgres = Postgres()
        try:
            postgres.start()
            self._environment[f"{PREFIX}CENTRAL__DATABASE"] = postgres.new_database()
            self._environment[f"{PREFIX}BROKER__PORT"] = str(self._ports["broker"])
            self._environment[f"{PREFIX}WEB__PORT"] = str(self._ports["web"])
            yield
        finally:
            postgres.remove()

    @contextmanager
    def _proxy(self) -> Iterator[None]:
        ports = {"listen 8443": f"listen 127.0.0.1:{self._ports['proxy']}", ":8470": f":{self._ports['web']}"}
        file = write_nginx_configuration(self._compose, self._folder, ports)
        process = subprocess.Popen(["nginx", "-c", file, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE_S)

    def _read_log(self, process: "subprocess.Popen[str]") -> None:
        assert process.stderr is not None
        self._log.extend(process.stderr)

    def _healthy_s(self, process: "subprocess.Popen[str]", started_s: float) -> float:
        kind, *check = self._compose.read()["services"]["central"]["healthcheck"]["test"]
        assert kind == "CMD"
        check = [word.replace(":8470/", f":{self._ports['web']}/") for word in check]
        while self._image.run(check, self._environment).returncode != 0:
            assert process.poll() is None, self._log
            assert time.monotonic() < started_s + PATIENCE_S, self._log
            time.sleep(LOOK_S)
        return time.monotonic() - started_s

    def _rights(self, process: "subprocess.Popen[str]") -> str:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        user = re.search(r"^Uid:\t(\d+)", status, re.MULTILINE)
        capabilities = re.search(r"^CapEff:\t(\w+)", status, re.MULTILINE)
        assert user
        assert capabilities
        assert (user[1], int(capabilities[1], 16)) == (self._image.config["User"], 0), status
        refused = self._image.run(["sh", "-c", "touch /opt/x"], self._environment).stderr
        assert "Read-only file system" in refused, refused
        return f"user {user[1]} without capabilities; it writes into its volume and /tmp only"

    def _get(self, path: str) -> int:
        context = ssl.create_default_context(cafile=str(self._compose.secret("tls_ca")))
        try:
            with urlopen(f"https://{HOST}:{self._ports['proxy']}{path}", timeout=PATIENCE_S, context=context) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    def _first_link(self) -> str:
        """The printed link opens the page; the next link ends it."""
        assert self._get("/healthz") == 200
        printed = LINK.search("".join(self._log))
        assert printed, self._log
        assert self._get(printed[1]) == 200
        made = self._image.run(["vitrina-central", "user", "first-link"], self._environment)
        again = LINK.fullmatch(made.stdout.strip())
        assert again, made
        assert (self._get(printed[1]), self._get(again[1])) == (404, 200)
        return "printed, opens; `vitrina-central user first-link` prints another, which ends it"

    def _doctor(self) -> str:
        done = self._image.run(["vitrina-central", "doctor"], self._environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return "nothing to fix"

    def _add_video(self) -> str:
        """Cut by the ffmpeg in the image."""
        make_film(self._image.state / "spring.mp4", 1.0)
        (self._image.state / "spring.mp4").chmod(0o644)
        ((volume, _),) = self._image.config["Volumes"].items()
        command = ["vitrina-central", "creative", "add", "acme/spring", "--file", f"{volume}/spring.mp4"]
        done = self._image.run(command, self._environment)
        assert done.returncode == 0, done.stderr
        return "a video of one second is stored"

    @staticmethod
    def _memory_mb(process: "subprocess.Popen[str]") -> float:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        assert found
        return int(found[1]) / 1024
