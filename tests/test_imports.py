"""Modules that an import loads, which the import linter cannot see; and faults that it must see."""

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
ROOMS = ("edge", "models", "firmware_bridge", "central")
WEB = {"starlette", "uvicorn", "h11", "anyio", "jinja2", "argon2", "prometheus_client", "multipart", "pyotp"}
CENTRAL_ONLY = {"sqlalchemy", "alembic", "pg8000", "markupsafe", "pyarrow", "duckdb", "ibis", "joserfc", *WEB}
HEAVY = ["cv2", "mediapipe", "onnxruntime", "torch", "scipy", "sounddevice"]


@cache
def modules_after(code: str) -> frozenset[str]:
    """All modules that a fresh interpreter has after running `code`."""
    script = f"{code}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return frozenset(json.loads(run.stdout.splitlines()[-1]))


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after running `code`."""
    return {name.split(".")[0] for name in modules_after(code)}


def modules() -> list[str]:
    files = [path.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    found = {".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in files}
    return sorted(found - {"central.store.migrations.env"})  # Alembic alone can run it


def test_message_types_load_nothing_of_the_kiosk() -> None:
    """A central server may ask for the types alone: no camera, no network, no MQTT client comes with them."""
    assert loaded_by("import edge.messages.payloads").isdisjoint({*HEAVY, "numpy", "paho", "sqlite3"})


def test_the_core_loads_no_machine() -> None:
    """The rules of privacy run anywhere."""
    assert loaded_by("import edge.audience.audience").isdisjoint({*HEAVY, "numpy", "paho", "pydantic", "sqlite3"})


def test_the_bridge_loads_nothing_of_the_kiosk() -> None:
    """Whoever wants a sensor kit alone installs pyserial and numpy; a decoder wants neither."""
    assert loaded_by("import firmware_bridge.kit_session").isdisjoint({*HEAVY, "edge", "models", "pydantic", "paho"})
    code = "from firmware_bridge.kits import registry\nfor name in registry.OURS: registry.load_kit_class(name)"
    assert loaded_by(code).isdisjoint({*HEAVY, "edge", "models", "numpy", "serial"})


KIOSK = (
    "import contextlib, sys, edge.cli.main as c, edge.kiosk.run, edge.kiosk.build, edge.tools.replay.replay\n"
    "from edge.kiosk.stages.comment_stage import CommentStage\n"
    "from edge.cli.errors import exit_code\n"
    "exit_code(ValueError())\n"
    "with contextlib.suppress(SystemExit): c.main(['--help'])\n"
    "assert 'edge.perception.text.comment_reader' not in sys.modules"
)
"""A kiosk and a replay, help and an error: what they must not load is asked of one process."""


def test_a_kiosk_loads_no_library_for_a_function_or_two() -> None:
    """Nor does its ear: scipy, which is for training and tests, takes 70 MB of a small machine."""
    loaded = loaded_by(KIOSK)
    assert "numpy" in loaded
    assert "scipy" not in loaded


def test_a_kiosk_loads_no_reader_of_comments_until_somebody_writes() -> None:
    """Neither the tokenizer nor our module; building the stage loads none of them."""
    assert "sentencepiece" not in loaded_by(KIOSK)


SERVER = {"starlette", "uvicorn", "websockets", "h11", "anyio", "prometheus_client"}


def modules_of_a_kiosk(playback: str) -> frozenset[str]:
    """The modules of a process that has built a kiosk with these settings of [playback], and asked for its page."""
    return modules_after(
        "import edge.kiosk.run, edge.kiosk.screen.player, edge.cli.main, edge.cli.errors, tempfile, pathlib\n"
        "from edge.clock import Clock\n"
        "from edge.kiosk.kiosk import Kiosk\n"
        "from edge.settings.loading import load_from_place\n"
        "from edge.settings.places import SettingsPlace\n"
        "folder = pathlib.Path(tempfile.mkdtemp())\n"
        'text = f\'[models]\\nexpression = "none"\\n[outbox]\\npath = "{folder}/outbox.db"\\n\'\n'
        f"text += {playback!r}\n"
        "(folder / 'kiosk.toml').write_text(text)\n"
        "settings = load_from_place(SettingsPlace(folder / 'kiosk.toml'), {}).settings\n"
        "Kiosk(settings, Clock())\n"
        "import contextlib, edge.cli.console, edge.tools.console\n"
        "from edge.kiosk.console.console import NO_TOOLS, open_console\n"
        "open_console(settings, Clock().now, NO_TOOLS, lambda: None, contextlib.ExitStack())\n"
        "from edge.kiosk.console.metrics import ignore_health_message, open_metrics_page\n"
        "assert open_metrics_page(settings, contextlib.ExitStack()) is ignore_health_message"
    )


def loaded_by_a_kiosk(playback: str) -> set[str]:
    """The same, top-level modules only."""
    return {name.split(".")[0] for name in modules_of_a_kiosk(playback)}


FLEET = ("edge.fleet", "edge.settings.remote", "edge.kiosk.state.fleet_")


def test_a_kiosk_without_fleet_loads_nothing_of_it() -> None:
    """Neither the updater's modules nor the rules for settings from afar; with the section, the kiosk's part of it."""
    assert [name for name in modules_of_a_kiosk("") if name.startswith(FLEET)] == []
    found = {
        name for name in modules_of_a_kiosk('[fleet]\nurl = "https://c/fleet/"\n') if name.startswith("edge.fleet.")
    }
    assert found == {"edge.fleet.public_status"}


def test_a_session_of_a_study_without_pages_loads_no_web_server() -> None:
    """Nor anything of the session leader's page."""
    script = "import edge.cli.main, edge.study_sessions.record, sys\n"
    script += "assert not [name for name in sys.modules if name.startswith('edge.study_sessions.leader')]"
    assert loaded_by(script).isdisjoint(SERVER)


def test_a_kiosk_without_a_player_loads_no_web_server() -> None:
    """Nothing that could listen is in its memory; 18 MB less, too. Nor does one that asks another player."""
    loaded = loaded_by_a_kiosk("")
    assert "sqlite3" in loaded
    assert loaded.isdisjoint(SERVER)
    asked = '[playback]\nfeed = "anthias"\nanthias_url = "http://127.0.0.1"\nmpv_socket = "/run/mpv"\n'
    assert loaded_by_a_kiosk(asked).isdisjoint(SERVER)


def test_a_kiosk_that_is_told_plays_by_http_loads_the_server() -> None:
    """So the test above would notice it."""
    assert loaded_by_a_kiosk('[playback]\nfeed = "http"\nport = 0\n') >= SERVER - {"websockets", "prometheus_client"}


def test_a_kiosk_never_loads_the_central_server() -> None:
    """Neither ours nor its libraries: it runs on machines that do not have them."""
    assert loaded_by(KIOSK).isdisjoint({"central", "sqlalchemy", "alembic", "pg8000", "jinja2"})


BY_MESSAGES = ("edge.events", "edge.opening_hours")
"""Values that the messages are made of."""

SHARED = (
    "edge.http_exchange",
    "edge.exchange_bounds",
    "edge.law",
    "edge.toml_errors",
    "edge.media",
    "edge.child_environment",
    "edge.module_command",
    "edge.remote_keys",
    "edge.toml_text",
    "edge.variable_values",
    "edge.promise",
    "edge.intended_purpose",
    "edge.papers",
    "edge.playlist",
    "edge.command_line",
    "edge.statistics",
)
"""The HTTP client, the child that reads films, the reader of TOML, the words of the promise, of the purpose and of the
papers, the codes of countries, the arms of playlists, the parser of commands and sums of plain numbers, of both
programs."""


@pytest.mark.skipif(find_spec("sqlalchemy") is None, reason="the central server's packages are missing: make setup")
def test_the_central_server_loads_nothing_of_the_kiosk_but_messages_and_what_both_share() -> None:
    """No camera, no network: it runs where the packages of a kiosk are not installed. No web server without pages."""
    alone = "with s.run_pages(WebSection(), Location(None), is_wanted=False) as web: assert web is None"
    imports = "import central.cli.commands as c, central.serve.serve as s; from central.store.location import Location"
    code = f"{imports}\nc.build_parser('')\nfrom central.settings import WebSection\n{alone}"  # as by `serve --ingest`
    unwanted = {*HEAVY, "numpy", "models", "firmware_bridge", "serial", "rich", "tomlkit", "pyarrow", "duckdb", "ibis"}
    assert loaded_by(code).isdisjoint(unwanted | WEB)
    ours = {name for name in modules_after(code) if name.startswith("edge.")}
    assert {".".join(name.split(".")[:2]) for name in ours} <= {"edge.messages", *BY_MESSAGES, *SHARED}


@pytest.mark.skipif(find_spec("sqlalchemy") is None, reason="the central server's packages are missing: make setup")
def test_without_single_sign_on_its_package_is_not_loaded() -> None:
    """The section [oidc] loads it, and nothing else does."""
    pages = "import central.cli.commands, central.serve.serve, central.web.build"
    assert "joserfc" not in loaded_by(pages)
    assert "joserfc" in loaded_by(f"{pages}, central.oidc.provider")


def test_a_detector_loads_no_library_that_draws() -> None:
    """MediaPipe would have matplotlib for pictures that no kiosk draws: 20 MB and a quarter of a second."""
    loaded = loaded_by(
        "from edge.perception.vision.detector import FaceDetector, read_checked_model\n"
        "from edge.perception.vision.face_finder import FAR\n"
        "from models.serving.spec import ZOO\n"
        "FaceDetector(read_checked_model(FAR, ZOO), 0.5).close()"
    )
    assert "mediapipe" in loaded
    assert loaded.isdisjoint({"matplotlib", "PIL", "sounddevice"})


def test_help_is_quick() -> None:
    """Asking for help does not load a network."""
    code = "import contextlib, edge.cli.main as c\nwith contextlib.suppress(SystemExit): c.main(['--help'])"
    assert loaded_by(code).isdisjoint({*HEAVY, "numpy"})


def test_tomlkit_is_loaded_by_an_edit_only() -> None:
    """Help, a kiosk and a replay only read the settings."""
    assert "tomlkit" not in loaded_by(KIOSK)
    assert "tomlkit" in loaded_by("import edge.settings.edit")


IMPORTS = """
import importlib, json, os, sys, threading

opened = []

def hook(event, args):
    writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if (event == "socket.connect" or writes) and "matplotlib" not in str(args[0]) and args[0] != os.devnull:
        opened.append(f"{event} {args[0]}")

sys.addaudithook(hook)
sys.dont_write_bytecode = True
faults = {}
for name in sys.argv[1:]:
    opened.clear()
    threads = set(threading.enumerate())
    try:
        importlib.import_module(name)
    except ImportError as error:
        faults[name] = [f"import: {error}"]
    else:
        started = [f"thread {thread}" for thread in set(threading.enumerate()) - threads]
        faults[name] = [*opened, *started]
print(json.dumps(faults))
"""


def faults_of_imports(room: str) -> dict[str, list[str]]:
    """Files and threads of each module of a room, while one interpreter imported all of them in turn."""
    of_room = [module for module in modules() if module.split(".")[0] == room]
    run = subprocess.run(
        [sys.executable, "-c", IMPORTS, *of_room], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert run.returncode == 0, run.stderr
    faults: dict[str, list[str]] = json.loads(run.stdout.splitlines()[-1])
    assert len(faults) == len(of_room) > 30
    return faults


def is_of_a_missing_package(module: str, faults: list[str]) -> bool:
    """True if a package that the module wants is not installed: torch, or those of the central server."""
    missing = re.search("import: No module named '([a-z0-9_]+)", " ".join(faults))
    if missing is None:
        return False
    return missing[1] in {"models": {"torch", "onnx"}, "central": CENTRAL_ONLY}.get(module.split(".")[0], set())


@pytest.mark.parametrize("room", ROOMS)
def test_importing_opens_nothing(room: str) -> None:
    """No module starts a thread, opens a connection or writes a file when it, or what it imports first, is imported."""
    found = {module: faults for module, faults in faults_of_imports(room).items() if faults}
    missing = {module for module, faults in found.items() if is_of_a_missing_package(module, faults)}
    assert {module: faults for module, faults in found.items() if module not in missing} == {}
    if missing:
        pytest.skip(f"packages are missing for {', '.join(sorted(missing))}: make setup")


SENDERS = [
    "import socket", "import socketserver", "import http.client", "from urllib.request import urlopen", "import ssl",
    "from asyncio import open_connection", "import smtplib", "import ftplib", "import xmlrpc.client",
    "import subprocess", "import multiprocessing", "import webbrowser", "import ctypes",
    "from importlib import import_module", "import paho.mqtt.client", "import pylsl", "import requests",
    "import httpx", "import websockets", "import uvicorn", "from starlette.routing import Route",
    "from edge.uplink.mqtt.client import MqttClient", "from edge.uplink.outbox.outbox import Outbox",
    "from edge.messages import build", "from edge.web.server import PageServer",
    "from edge.screen.remote.media_server import MediaServer",
    "from edge.kiosk.state.message_writer import MessageWriter",
    "from edge.kiosk.process.systemd import SystemdNotifier", "from edge.tools.doctor import broker",
]  # fmt: skip
"""Imports with which a study could send something."""
STUDY_PLACES = {
    "edge.study": [],
    "edge.study.export": [],
    "edge.study_sessions": [],
    "edge.study_sessions.leader": [],
    "edge.study_sessions.pages": ["from starlette.routing import Route", "from edge.web.server import PageServer"],
}
"""Packages of studies, and what they may import of SENDERS: the pages of a session are served on loopback."""


@pytest.fixture(scope="module")
def linted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a copy of `edge` in which each of SENDERS stands in a function of each of the places."""
    place = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "edge", place / "edge", ignore=without_data)
    for package in STUDY_PLACES:
        for number, line in enumerate(SENDERS):
            file = place.joinpath(*package.split("."), f"planted_{number}.py")
            file.write_text(f"def plant() -> None:\n    {line}\n")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    of_studies = [one for one in contracts if one["name"].startswith(("A study sends nothing", "Layers: "))]
    lines = ["[importlinter]", "root_package = edge", "include_external_packages = True"]
    for number, contract in enumerate(of_studies):
        lines.append(f"[importlinter:contract:{number}]")
        lines += [f"{key} = {ini_value(value)}" for key, value in contract.items()]
    (place / ".importlinter").write_text("\n".join(lines) + "\n")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place)
    assert run.returncode == 1, run.stdout + run.stderr
    return run.stdout


def without_data(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "__pycache__" or ("." in name and not name.endswith(".py"))]


def ini_value(value: object) -> str:
    return "".join(f"\n    {one}" for one in value) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("package", STUDY_PLACES)
def test_the_linter_sees_each_import_with_which_a_study_could_send(package: str, linted: str) -> None:
    unseen = [line for number, line in enumerate(SENDERS) if f"{package}.planted_{number} -> " not in linted]
    assert unseen == STUDY_PLACES[package]
