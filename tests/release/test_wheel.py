"""The wheel: what an index shows of it, what is inside, and that it works in any folder."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from edge import __version__
from tests.edge.test_module_command import folder_of_others
from tests.packaging.sources import ROOT, ReleaseError, build_wheel, copy_sources, run, version


def metadata(wheel: Path) -> "Message[str, str]":
    with ZipFile(wheel) as files:
        (name,) = [name for name in files.namelist() if name.endswith(".dist-info/METADATA")]
        return HeaderParser().parsestr(files.read(name).decode())


def test_an_index_shows_licence_versions_and_topics(wheel: Path) -> None:
    told = metadata(wheel)
    assert (told["Name"], told["Version"], told["License-Expression"]) == ("vitrina", __version__, "Apache-2.0")
    assert told["Requires-Python"] == ">=3.10"
    assert told["Description-Content-Type"] == "text/markdown"
    classifiers = told.get_all("Classifier") or []
    assert {f"Programming Language :: Python :: 3.{minor}" for minor in range(10, 14)} <= set(classifiers)
    assert "Operating System :: POSIX :: Linux" in classifiers
    assert not [each for each in classifiers if each.startswith("License ::")]  # the expression says it


def test_an_address_of_the_repository_brings_all_pages(tmp_path: Path) -> None:
    """There is none yet. With one, an index shows source, documentation, changelog, issues and security."""
    sources = copy_sources(tmp_path / "source")
    text = (sources / "setup.py").read_text(encoding="utf-8")
    assert 'REPOSITORY = ""' in text
    text = text.replace('REPOSITORY = ""', 'REPOSITORY = "https://git.example/acme/vitrina.git"')
    (sources / "setup.py").write_text(text, encoding="utf-8")
    script = f"from setuptools import build_meta; build_meta.prepare_metadata_for_build_wheel({str(tmp_path)!r})"
    run([sys.executable, "-c", script], sources)  # as pip asks for it before it builds the files
    (told,) = tmp_path.glob("*.dist-info/METADATA")
    fields = HeaderParser().parsestr(told.read_text(encoding="utf-8"))
    urls = dict(each.split(", ") for each in fields.get_all("Project-URL") or [])
    assert urls["Source"] == "https://git.example/acme/vitrina"
    assert urls.keys() == {"Source", "Documentation", "Changelog", "Issues", "Security"}


def test_units_and_examples_are_inside_and_nothing_of_the_workshop(wheel: Path) -> None:
    with ZipFile(wheel) as files:
        names = set(files.namelist())
    data = f"vitrina-{__version__}.data/data/share/vitrina"
    for folder in ("systemd", "examples"):
        known = run(["git", "ls-files", "--", folder]).split()
        assert {f"{data}/{name}" for name in known if (ROOT / name).exists()} <= names
    assert {name.split("/")[0] for name in names} == {
        *("edge", "models", "firmware_bridge", "central"),
        *(f"vitrina-{__version__}.data", f"vitrina-{__version__}.dist-info"),
    }
    assert not [name for name in names if "__pycache__" in name or name.startswith("models/runs")]


def test_what_setup_of_the_compose_file_has_written_stays_out(tmp_path: Path) -> None:
    """Passwords and keys: install.sh builds a wheel of a checkout as it is, and the wheel's data is readable."""
    for name in ("setup.py", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    folder = tmp_path / "examples/central-compose"
    for name in ("compose.yaml", ".env", ".env.example", "secrets/broker_password", "tls/server.key"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    script = "import runpy, setuptools; setuptools.setup = lambda **all: print(all['data_files']); "
    printed = run([sys.executable, "-c", f"{script}runpy.run_path('setup.py')"], tmp_path)
    assert "central-compose/compose.yaml" in printed
    assert "central-compose/.env.example" in printed
    assert not [name for name in ("secrets", "tls", "/.env'") if name in printed]


@pytest.fixture
def wheel_again(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The wheel of another copy of the sources: the one of the package, where that can be made."""
    if shutil.which("dpkg-deb") is None:
        return build_wheel(copy_sources(tmp_path / "again"), tmp_path)
    work: Path = request.getfixturevalue("deb").parents[1]
    (again,) = work.glob("*.whl")
    return again


def test_the_same_sources_give_the_same_bytes(wheel: Path, wheel_again: Path) -> None:
    assert wheel_again != wheel
    assert wheel_again.read_bytes() == wheel.read_bytes()


def test_another_version_is_in_name_and_program(tmp_path: Path) -> None:
    sources = copy_sources(tmp_path, "0.0.9")
    assert version(sources) == "0.0.9"
    assert version() == __version__


def test_a_program_that_fails_is_quoted() -> None:
    with pytest.raises(ReleaseError, match="git failed"):
        run(["git", "no-such-command"])
    with pytest.raises(ReleaseError, match="no-such-program is not installed"):
        run(["no-such-program"])


@pytest.fixture(scope="module")
def commands(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, made without a network; what it imports is that of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    python = folder / "bin/python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", "--quiet"]
    subprocess.run([*pip, "--no-compile", wheel], check=True, timeout=100)
    packages = next(folder.glob("lib/python3*/site-packages"))
    (packages / "of_the_tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin"


def ran(command: list[str | Path], folder: Path) -> "subprocess.CompletedProcess[str]":
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=100)


def test_it_works_in_an_empty_folder(commands: Path, tmp_path: Path) -> None:
    done = ran([commands / "vitrina", "--version"], tmp_path)
    assert (done.returncode, done.stdout) == (0, f"vitrina {__version__}\n")
    assert (commands.parent / "share/vitrina/systemd/vitrina.service").exists()
    assert (commands.parent / "share/vitrina/examples/subscriber.py").exists()
    assert '"$schema"' in ran([commands / "vitrina", "schema", "window"], tmp_path).stdout


def test_the_documents_are_inside(commands: Path, tmp_path: Path) -> None:
    """The command finds the site in its environment."""
    done = ran([commands / "vitrina", "docs"], tmp_path)
    assert done.stdout == f"{(commands.parent / 'share/vitrina/site/index.html').as_uri()}\n", done.stderr
    assert ran([commands / "vitrina", "docs", "--print"], tmp_path).stdout == "# Vitrina\n"


def test_packages_of_the_working_folder_are_not_taken_for_ours(commands: Path, tmp_path: Path) -> None:
    """Folders `models` and `edge` of somebody else are there, and a file numpy.py: also children read ours."""
    folder = folder_of_others(tmp_path)
    for command in (["schema", "window"], ["models", "gate", "--help"], ["kit", "--help"], ["settings", "--example"]):
        done = ran([commands / "vitrina", *command], folder)
        assert (done.returncode, "not ours" in done.stdout + done.stderr) == (0, False), done.stderr
    film = folder / "film.mp4"
    film.write_bytes(b"no film")
    done = ran([commands / "vitrina", "replay", "--video", film], folder)  # its capture process is a child
    assert done.returncode == 3, done.stderr
    assert "not ours" not in done.stderr
