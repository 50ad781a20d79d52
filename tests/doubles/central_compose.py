"""The files of examples/central-compose, ready to run without containers: with other places and ports."""

import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.doubles.dynamic_broker import plugin
from tests.doubles.reference import EXAMPLES

FOLDER = EXAMPLES / "central-compose"
HOST = "localhost"
"""The one name that every machine finds. setup.sh refuses it, because it leads from a container to itself."""
SECRETS = {
    "database_password": "secrets/database_password",
    "broker_password": "secrets/broker_password",
    "broker_admin_password": "secrets/broker_admin_password",
    "tls_certificate": "tls/server.crt",
    "tls_key": "tls/server.key",
    "tls_ca": "tls/ca.crt",
}
START_S = 30.0


@dataclass(frozen=True)
class ComposeFolder:
    """A copy of the folder, after setup.sh."""

    path: Path

    def secret(self, name: str) -> Path:
        """File of a secret."""
        return self.path / SECRETS[name]

    def read(self) -> dict[str, Any]:
        """compose.yaml, with the values of .env."""
        lines = (self.path / ".env").read_text(encoding="utf-8").splitlines()
        values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        text = (self.path / "compose.yaml").read_text(encoding="utf-8")
        found: dict[str, Any] = yaml.safe_load(re.sub(r"\$\{(\w+)(?::[-?][^}]*)?\}", lambda m: values[m[1]], text))
        return found

    def central_environment(self) -> dict[str, str]:
        """Environment of the service central, with the secrets where they lie here."""
        environment: dict[str, str] = self.read()["services"]["central"]["environment"]
        return {name: self.with_secrets(text) for name, text in environment.items()}

    def with_secrets(self, text: str) -> str:
        """A text with the places of the secrets here."""
        for name in SECRETS:
            text = re.sub(rf"/run/secrets/{name}\b", str(self.secret(name)), text)
        return text


def run_setup(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs setup.sh in a copy of the folder."""
    return subprocess.run(["sh", folder / "setup.sh", *options], capture_output=True, text=True, timeout=60)


def prepare_compose(folder: Path) -> ComposeFolder:
    """Copies the folder, and prepares it for the name of this machine."""
    copy = folder / FOLDER.name
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns(".env", "secrets", "tls"))
    shutil.copy(EXAMPLES / "dynamic-security.sh", folder)
    script = copy / "setup.sh"
    text = script.read_text(encoding="utf-8")
    script.write_text(text.replace(" | localhost)", ")"), encoding="utf-8")
    done = run_setup(copy, HOST)
    script.write_text(text, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"setup: ready for https://{HOST}. Continue with: docker compose up --detach\n"
    return ComposeFolder(copy)


@contextmanager
def started_broker(compose: ComposeFolder, folder: Path, port: int, accounts_port: int) -> Iterator[None]:
    """Runs start-broker.sh until its broker listens. `folder`: for the state of the broker."""
    for name in SECRETS:
        shutil.copy(compose.secret(name), folder / name)
    shutil.copy(EXAMPLES / "dynamic-security.sh", folder)
    places = {
        "/mosquitto/data": str(folder),
        "WORK=/tmp": f"WORK={folder}",
        "HERE=/vitrina": f"HERE={folder}",
        "/usr/lib/mosquitto_dynamic_security.so": plugin(),
        "listener 8883": f"log_type information\nuser root\nlistener {port} 127.0.0.1",
        "listener 1884": f"user root\nlistener {accounts_port}",
        "-p 1884": f"-p {accounts_port}",
        "/run/secrets": str(folder),
    }
    for name in ("start-broker.sh", "mosquitto.conf"):
        _copy_with(compose.path / name, folder / name, places)
    process = subprocess.Popen(
        ["sh", folder / "start-broker.sh"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    listens, log = threading.Event(), list[str]()
    reader = threading.Thread(target=_read_log, args=(process, port, log, listens), daemon=True)
    reader.start()
    try:
        assert listens.wait(START_S), log
        assert process.poll() is None, log
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(START_S)
        reader.join(START_S)
        process.stderr.close()


def _read_log(process: "subprocess.Popen[str]", port: int, log: list[str], listens: threading.Event) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        log.append(line)
        if "running" in line and any(f"port {port}." in each for each in log):
            listens.set()
    listens.set()  # it has ended


def write_nginx_configuration(compose: ComposeFolder, folder: Path, ports: Mapping[str, str]) -> Path:
    """Writes nginx.conf for this machine. `ports`: other texts for its ports."""
    file = folder / "nginx.conf"
    _copy_with(compose.path / "nginx.conf", file, {" /tmp/": f" {folder}/", **ports})
    file.write_text(compose.with_secrets(file.read_text(encoding="utf-8")), encoding="utf-8")
    return file


def _copy_with(source: Path, target: Path, places: Mapping[str, str]) -> None:
    text = source.read_text(encoding="utf-8")
    for place, own in places.items():
        text = text.replace(place, own)
    target.write_text(text, encoding="utf-8")
