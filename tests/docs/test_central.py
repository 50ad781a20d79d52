"""Commands that the pages of docs/central print, run as they are printed, with folders and a database of the test."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the central server's packages are missing: make setup")

from central.settings import load_settings
from central.store.database import open_store
from central.transfer.lines import make_line
from tests.central import fleet
from tests.central.former_version import files
from tests.doubles.broker import Mosquitto, running, subscribed
from tests.doubles.dynamic_broker import plugin
from tests.doubles.made_films import make_film
from tests.doubles.postgres import Postgres
from tests.doubles.ready_central import write_program
from tests.doubles.reference import EXAMPLES

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "central").glob("*.md"))
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
BLOCKS = [block.splitlines() for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)]
CONFIG = "/etc/vitrina/central.toml"


def block_with(word: str) -> list[str]:
    found: list[list[str]] = [block for block in BLOCKS if any(word in line for line in block)]
    assert len(found) == 1
    return found[0]


def run(commands: list[str], folder: Path, places: dict[str, str]) -> str:
    """Runs commands in a shell, with other places for those of the system; returns what they print."""
    script = "\n".join(commands)
    for place, own in places.items():
        script = script.replace(place, own)
    tools = folder / "bin"
    tools.mkdir(exist_ok=True)
    write_program(tools / "vitrina-central")
    environment = {**os.environ, "PIP_COMPILE": "0", "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-ec", script], capture_output=True, text=True, env=environment, timeout=240, cwd=folder, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_replay_is_imported_and_exported(tmp_path: Path) -> None:
    """The lines of a replay stand in for the recording."""
    device = "demo/shop/kiosk"  # the names of the default settings
    line = make_line(fleet.topic("reaction", device), fleet.payload(fleet.reaction(1, device)))
    (tmp_path / "replay.jsonl").write_bytes(line)
    block = block_with("vitrina replay")
    assert block[0].startswith("vitrina replay --video shop.mp4 --plays plays.csv --k 3 | ")
    places = {"vitrina replay --video shop.mp4 --plays plays.csv --k 3": "cat replay.jsonl"}
    assert run(block, tmp_path, places).encode().startswith(line)


def test_the_demo_runs_as_it_is_printed(tmp_path: Path) -> None:
    """For some seconds; then it is ended as by Ctrl-C."""
    (command,) = block_with("serve --demo")
    places = {command: f"timeout --preserve-status -s INT 15 {command}"}
    assert "stored" in run([command], tmp_path, places)


def test_a_simulated_fleet_is_imported_and_sent(tmp_path: Path) -> None:
    """As it is printed, with less to send and another port."""
    block = block_with("simulate --kiosks 30")
    with running(Mosquitto(tmp_path)) as broker, subscribed(broker.port) as central:
        places = {
            ":1883": f":{broker.port} --settle 0",
            "--kiosks 30 --speed 60": "--kiosks 2 --hours 3 --speed 100000",
        }
        printed = run(block, tmp_path, places | {"--days 2": "--days 1"})
        assert '"schema":"vitrina.reaction/3","tenant":"sim-1-' in printed
        assert "were stored before" in printed
        assert "simulate: sent" in printed
        assert central.wait_for_kind("window", 5)


def test_a_store_on_postgresql_is_kept_by_the_printed_commands(tmp_path: Path) -> None:
    """Settings as they are printed, save for the socket; shops, backup, restore, quarantine, forget, doctor."""
    postgres = Postgres()
    postgres.start()
    broker = Mosquitto(tmp_path)
    broker.start()
    users = block_with("createuser")
    assert [line.partition("postgres ")[2].split()[0] for line in users] == ["createuser", "createdb"]
    server = f"-h 127.0.0.1 -p {postgres.port} -U vitrina "
    folder = f"{postgres.programs}/"
    places = {f"sudo -u postgres {name} ": f"{folder}{name} {server}" for name in ("createuser", "createdb")}
    run(users, tmp_path, places)
    (settings,) = [block for block in re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL) if "[central]" in block]
    config = tmp_path / "central.toml"
    config.write_text(settings)
    assert load_settings(config, None).broker.tls
    settings = settings.replace("/var/run/postgresql/.s.PGSQL.5432", f"{postgres.folder}/.s.PGSQL.{postgres.port}")
    config.write_text(f"{settings.partition('[broker]')[0]}[broker]\nport = {broker.port}\n")
    store = open_store(load_settings(config, None).store_location())
    assert store.dialect.name == "postgresql"
    settings_of_films = f'media = "{tmp_path}/media"'
    assert 'media = "/var/lib/vitrina-central/media"' in settings
    config.write_text(re.sub("^media = .*$", settings_of_films, config.read_text(), flags=re.MULTILINE))
    store.write_messages([fleet.reading("play", fleet.play(1)), fleet.reading("play", fleet.play(2, tenant="x"))])
    store.engine.dispose()
    places = {CONFIG: str(config), "/var/lib/vitrina-central/": f"{tmp_path}/"}
    assert "Europe/Berlin" in run(block_with("site list"), tmp_path, places)
    (tmp_path / "shops.csv").write_text("site;name;city\nacme/berlin-7;Alexa West;Berlin\n")
    run(block_with("site import"), tmp_path, places)
    assert "Alexa West" in run(block_with("site list")[-1:], tmp_path, places)
    if shutil.which("ffmpeg"):
        make_film(tmp_path / "spring.mp4", 1.0)
        assert "Spring 2026" in run(block_with("creative list"), tmp_path, places)
        assert len(list((tmp_path / "media").iterdir())) == 1
        (tmp_path / "november.toml").write_text('[[creative]]\nid = "spring_a"\n')
        assert "spring_a" in run(block_with("playlist push"), tmp_path, places)
    printed = run(block_with("quarantine retry"), tmp_path, places)
    for words in (
        "backup: wrote",
        "differ from the topic",
        "stored 0 messages; 1 remain",
        "forget: deleted",
    ):
        assert words in printed
    backup = re.search(r"wrote (\d+) rows", printed)
    assert backup is not None
    drill = {line: f"{line} || true" for line in block_with("--data drill") if "doctor" in line}  # has another broker
    printed = run(block_with("--data drill"), tmp_path, drill)
    assert f"restore: restored {backup[1]} rows from backup.gz." in printed
    assert "✓ kiosks: 1;" in printed
    assert not (tmp_path / "drill").exists()
    (doctor,) = [line for line in block_with("systemctl enable") if "doctor" in line]
    assert "accepts central" in run([doctor], tmp_path, {CONFIG: str(config), "sudo -u vitrina-central ": ""})
    broker.stop()
    postgres.remove()


def test_a_store_is_migrated_by_hand_and_taken_back_by_the_printed_commands(tmp_path: Path) -> None:
    """A store of version 0.1, with a server that systemd would stop and start."""
    data = files.restore_sqlite(tmp_path / "data").file.parent
    config = tmp_path / "central.toml"
    config.write_text(f'[central]\ndata = "{data}"\nmigrate = "by hand"\n')
    places = {CONFIG: str(config), "sudo -u vitrina-central ": "", "/var/lib/vitrina-central": str(data)}
    places |= {f"systemctl {verb} vitrina-central": "true" for verb in ("start", "stop")}
    before = data.joinpath("central.db").read_bytes()
    printed = run(block_with("vitrina-central migrate"), tmp_path, places)
    assert f"migrate: wrote the backup {data}/central-0023.db" in printed
    assert "migrate: the schema version was 0023, is " in printed
    run(block_with("mv central-0023.db"), tmp_path, places)
    assert sorted(path.name for path in data.iterdir()) == ["central.db"]
    assert len(data.joinpath("central.db").read_bytes()) == len(before)


def test_a_kiosk_is_enrolled_listed_and_revoked_by_the_printed_commands(tmp_path: Path) -> None:
    """With the plugin, which the printed commands set up; passwords that a person types stand on the command line."""
    init, roles, commands = block_with("dynsec init"), block_with("dynamic-security.sh"), block_with("kiosk revoke")
    (lines,) = re.findall(r"```\n(plugin .*?)```", TEXT, re.DOTALL)
    state, library = tmp_path / "dynamic-security.json", plugin()
    run(init[:1], tmp_path, {"/var/lib/mosquitto/": f"{tmp_path}/", " admin": " admin secret"})
    lines = lines.replace("/var/lib/mosquitto/", f"{tmp_path}/").replace("x86_64-linux-gnu", Path(library).parent.name)
    broker = Mosquitto(tmp_path, more=[*lines.splitlines(), "max_queued_messages 1000"])
    with running(broker):
        assert state.exists()
        login = f"-h 127.0.0.1 -p {broker.port} -u admin -P secret"
        places = {"examples/dynamic-security.sh": f"{EXAMPLES}/dynamic-security.sh {login}"}
        places |= {"mosquitto_ctrl ": f"mosquitto_ctrl {login} ", "createClient central": "createClient central -p own"}
        run(roles, tmp_path, places)
        (tmp_path / "password").write_text("own")
        config = tmp_path / "central.toml"
        config.write_text(
            f'[central]\ndata = "{tmp_path}/data"\n[broker]\nport = {broker.port}\nusername = "central"\n'
            f'password_file = "{tmp_path}/password"\ndynamic_security = true\n'
        )
        printed = run(commands, tmp_path, {CONFIG: str(config)})
        for words in (
            "can use this code once",
            "waiting",
            "revoked acme/berlin-7/door",
            "has ended the kiosk's connection",
        ):
            assert words in printed


def test_the_broker_of_a_large_fleet_is_one_that_starts(tmp_path: Path) -> None:
    """The printed changes are made, and mosquitto takes the file."""
    shutil.copy(EXAMPLES / "mosquitto.conf", tmp_path / "mosquitto.conf")
    changes = [line for line in block_with("max_queued_bytes") if line.startswith("sed")]
    run(changes, tmp_path, {"/etc/mosquitto/": f"{tmp_path}/"})
    text = (tmp_path / "mosquitto.conf").read_text()
    limits = re.findall(r"^(max_queued_\w+ \d+)$", text, re.MULTILINE)
    assert limits == ["max_queued_messages 100000000", "max_queued_bytes 1500000000"]
    broker = Mosquitto(tmp_path / "run", more=limits)
    (tmp_path / "run").mkdir()
    with running(broker), subscribed(broker.port):
        assert not any("Error" in line for line in broker.log)


def test_the_server_installs_by_the_commands_and_runs(tmp_path: Path) -> None:
    """From `venv` to `--version`, without a package of a kiosk. Then reviews are imported, as the page says."""
    asked = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", "--no-deps", "pip"]
    if subprocess.run(asked, capture_output=True, check=False).returncode != 0:
        pytest.skip("no package index can be reached")
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    source = tmp_path / "source"
    for name in filter(None, listed.split("\0")):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    block = block_with("requirements-central.lock")
    commands = ["cd source", *(line for line in block if not line.startswith(("apt-get ", "useradd ")))]
    assert len(commands) == len(block) - 1
    (tmp_path / "usr").mkdir()
    places = {"/opt/": f"{tmp_path}/", "/usr/local/bin/": f"{tmp_path}/usr/", "python3 ": f"{sys.executable} "}
    places["vitrina-central --version"] = f"env -u PYTHONPATH {tmp_path}/usr/vitrina-central --version"
    assert "vitrina-central 0." in run(commands, tmp_path, places)
    packages = subprocess.run(
        [tmp_path / "vitrina-central" / "bin" / "pip", "list"], capture_output=True, text=True, check=True
    ).stdout.lower()
    assert "sqlalchemy" in packages
    assert not any(name in packages for name in ("mediapipe", "opencv", "onnxruntime", "sounddevice"))
    lines = [f"2026-11-24,The {number}th cup was wonderful" for number in range(12)]
    (tmp_path / "reviews.csv").write_text("\n".join(["date,text", *lines]) + "\n")
    places["vitrina-central comments"] = f"env -u PYTHONPATH {tmp_path}/usr/vitrina-central comments"
    take = block_with("comments import reviews.csv")[0]
    install = block_with("requirements-comments.lock")
    assert install[0].replace("/opt/", f"{tmp_path}/") in run([f"{take} || true"], tmp_path, places)
    said = run(["cd source", *install, "cd ..", take], tmp_path, places)
    assert "stored 12 reviews of 1 days for acme: acme-cola." in said


def test_units_and_packages_are_those_that_are_printed() -> None:
    """The unit that is installed is there, and the tests install the same packages of Debian."""
    (line,) = [line for line in block_with("systemctl enable") if line.startswith("install")]
    assert (ROOT / line.split()[3]).exists()
    (line,) = [line for line in block_with("apt-get") if line.startswith("apt-get")]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(name in makefile for name in line.split()[3:])
