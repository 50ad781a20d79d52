"""Scripts that complete command lines: in real shells, from the words of the commands as they are."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edge.cli.main import main, make_parser
from edge.command_line.scripts import SCRIPTS
from tests.doubles.terminal import in_terminal

SHELLS = ("bash", "zsh", "fish")

LINES = [
    ("vitrina", ["rep"], {"replay"}),
    ("vitrina", ["screen", "pl"], {"plan"}),
    ("vitrina", ["screen", "plan", "--ho"], {"--hours"}),
    ("vitrina", ["notice", "--size", ""], {"A4", "A5"}),
    ("vitrina", ["--log-level", "w"], {"warning"}),
    ("vitrina", ["run", "--verb"], {"--verbose"}),
    ("vitrina", ["models", "ev"], {"evaluate"}),
    ("vitrina", ["replay", "--video", "fil"], {"film.mp4"}),
    ("vitrina", ["replay", "--k", ""], set()),
    ("vitrina-central", ["alerts", "sn"], {"snooze"}),
    ("vitrina-central", ["simulate", "--kio"], {"--kiosks"}),
    ("vitrina-central", ["import", "fil"], {"film.mp4"}),
]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the scripts of both programs."""
    parsers = {"vitrina": make_parser()}
    if sys.version_info >= (3, 11):  # the central server runs on no older Python
        from central import VERSION
        from central.cli.commands import build_parser

        parsers["vitrina-central"] = build_parser(VERSION)
    there = tmp_path_factory.mktemp("scripts")
    for program, made in parsers.items():
        for name, make in SCRIPTS.items():
            (there / f"{program}.{name}").write_text(make(program, made), encoding="utf-8")
    return there


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file, and a space in its own name."""
    there = tmp_path / "my films"
    there.mkdir()
    (there / "film.mp4").touch()
    return there


def shell(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed: apt-get install {name}")
    return path


def ident(value: object) -> str:
    """The same in each process of a run: a set has no order of its own."""
    return ",".join(sorted(value)) if isinstance(value, set) else str(value)


@pytest.mark.parametrize(("program", "words", "wanted"), LINES, ids=ident)
def test_bash_completes(scripts: Path, folder: Path, program: str, words: list[str], wanted: set[str]) -> None:
    """As readline calls it: with the words of the line, and the number of the last one."""
    line = " ".join(map(shlex.quote, [program, *words]))
    code = f"""source {shlex.quote(str(scripts / f"{program}.bash"))}
COMP_WORDS=({line}); COMP_CWORD={len(words)}
_{program.replace("-", "_")}; printf '%s\\n' "${{COMPREPLY[@]}}"; complete -p {program} >&2"""
    done = subprocess.run([shell("bash"), "-c", code], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == wanted
    assert f"-F _{program.replace('-', '_')} {program}" in done.stderr


def test_bash_completes_a_value_behind_an_equals_sign(scripts: Path, folder: Path) -> None:
    """Bash takes it for a word of its own."""
    code = f"""source {shlex.quote(str(scripts))}/vitrina.bash
COMP_WORDS=(vitrina notice --size =); COMP_CWORD=3; _vitrina; echo "${{COMPREPLY[@]}}"
COMP_WORDS=(vitrina notice --size = A4); COMP_CWORD=4; _vitrina; echo "${{COMPREPLY[@]}}" """
    done = subprocess.run([shell("bash"), "-c", code], capture_output=True, text=True, cwd=folder)
    assert done.stdout == "A4 A5\nA4\n"


@pytest.mark.parametrize(("program", "words", "wanted"), LINES, ids=ident)
def test_fish_completes(scripts: Path, folder: Path, program: str, words: list[str], wanted: set[str]) -> None:
    """As it does when somebody presses the tabulator, with the meaning of each word."""
    script = shlex.quote(str(scripts / f"{program}.fish"))
    code = f"source {script}; complete -C {shlex.quote(' '.join([program, *words]))}"
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")}
    command = [shell("fish"), "--no-config", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr
    assert {line.split("\t")[0] for line in done.stdout.splitlines()} == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("vitrina rep", "vitrina replay "),
        ("vitrina screen pl", "vitrina screen plan "),
        ("vitrina replay --video fil", "vitrina replay --video film.mp4 "),
        ("vitrina-central alerts sn", "vitrina-central alerts snooze "),
    ],
)
@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_a_person_presses_the_tabulator(scripts: Path, folder: Path, name: str, typed: str, wanted: str) -> None:
    """In a shell on a terminal: one word fits, and is written."""
    program = typed.split()[0]
    script = shlex.quote(str(scripts / f"{program}.{name}"))
    start = "" if name == "bash" else f"autoload -U compinit; compinit -u -d {shlex.quote(str(folder / '.dump'))}; "
    options = ["--norc", "--noprofile"] if name == "bash" else ["-f"]
    environment = {**os.environ, "TERM": "dumb", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    with in_terminal([shell(name), *options, "-i"], folder, environment) as terminal:
        terminal.press(f"PS1='rea''dy> '; {start}source {script}\r".encode())
        terminal.see("ready> ")
        terminal.press(f"{typed}\t".encode())
        terminal.see(wanted)
        terminal.press(b"\x15exit\r")
        terminal.leave()


@pytest.mark.parametrize("name", SHELLS)
def test_the_commands_print_their_scripts(name: str, scripts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each its own, made from the parser of the moment."""
    assert main(["completion", name]) == 0
    assert capsys.readouterr().out == (scripts / f"vitrina.{name}").read_text(encoding="utf-8")
    if sys.version_info >= (3, 11):
        from central.cli.main import main as central

        assert central(["completion", name]) == 0
        assert capsys.readouterr().out == (scripts / f"vitrina-central.{name}").read_text(encoding="utf-8")
