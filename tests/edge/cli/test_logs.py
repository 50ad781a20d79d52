"""Levels of the log: by option, by variable, or as they are without both."""

import argparse
import json
import logging
import os
import subprocess
import sys

import pytest

from edge.cli.logs import NUMBERS, add_log_options, requested_format, requested_level
from edge.messages.wire import parse_rfc3339_s


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_log_options(parser)
    return parser.parse_args(words)


def test_an_option_is_stronger_than_the_variable() -> None:
    assert requested_level(parsed(), {}) == "info"
    assert requested_level(parsed(), {"VITRINA_LOG": ""}) == "info"
    assert requested_level(parsed(), {"VITRINA_LOG": "error"}) == "error"
    assert requested_level(parsed("--log-level", "warning"), {"VITRINA_LOG": "error"}) == "warning"
    assert requested_level(parsed("--verbose"), {"VITRINA_LOG": "error"}) == "verbose"
    with pytest.raises(ValueError, match="VITRINA_LOG is 'loud'"):
        requested_level(parsed(), {"VITRINA_LOG": "loud"})


@pytest.mark.parametrize("level", NUMBERS)
def test_a_level_bounds_what_is_logged(level: str) -> None:
    """Lines of our own from the level on; those of libraries from `warning` on, or all with `verbose`."""
    code = (
        "import logging, sys\n"
        "from edge.cli.logs import set_up_log\n"
        "set_up_log(sys.argv[1])\n"
        "for name in ('edge.kiosk', 'library'):\n"
        "    for level in (logging.INFO, logging.WARNING, logging.ERROR):\n"
        "        logging.getLogger(name).log(level, '%s %d', name, level)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, level], capture_output=True, text=True, check=True)
    told = {tuple(line.split()[-2:]) for line in run.stderr.splitlines()}
    ours = {("edge.kiosk", str(number)) for number in (20, 30, 40) if number >= NUMBERS[level]}
    least = logging.INFO if level == "verbose" else max(30, NUMBERS[level])
    assert told == ours | {("library", str(number)) for number in (20, 30, 40) if number >= least}


def vitrina(*words: str, level: str = "") -> "subprocess.CompletedProcess[str]":
    start = "from edge.cli.main import main; raise SystemExit(main())"
    environment = {**os.environ, "VITRINA_LOG": level}
    command = [sys.executable, "-c", start, *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_options_stand_before_or_behind_run() -> None:
    """A variable that is no level ends the command with its usage."""
    for words in (["--verbose", "run"], ["run", "--log-level", "error"]):
        run = vitrina(*words, "--config", "/nowhere/vitrina.toml")
        assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    run = vitrina("status", level="loud")
    assert run.returncode == 2
    assert "Set it to one of verbose" in run.stderr


def test_a_form_is_chosen_as_a_level_is() -> None:
    assert requested_format(parsed(), {}) == "text"
    assert requested_format(parsed(), {"VITRINA_LOG_FORMAT": "json"}) == "json"
    assert requested_format(parsed("--log-format", "text"), {"VITRINA_LOG_FORMAT": "json"}) == "text"
    with pytest.raises(ValueError, match=r"VITRINA_LOG_FORMAT is 'xml'\. Set it to one of text, json"):
        requested_format(parsed(), {"VITRINA_LOG_FORMAT": "xml"})


JSON_CODE = (
    "import logging, sys, warnings\n"
    "from edge.cli.logs import print_error, set_up_log\n"
    "set_up_log('info', sys.argv[1])\n"
    "log = logging.getLogger('edge.kiosk')\n"
    "log.warning('%s: two\\nlines, \"quoted\", ä', 'camera')\n"
    "print_error(ValueError('settings: one\\nafter the other'))\n"
    "if sys.argv[1] == 'json':\n"
    "    warnings.warn('old')\n"
    "    raise KeyError('unforeseen')\n"
)


def written(form: str) -> str:
    return subprocess.run([sys.executable, "-c", JSON_CODE, form], capture_output=True, text=True, check=False).stderr


def test_as_json_everything_on_standard_error_is_an_object_a_line() -> None:
    """The same sentences; also of errors that end the command, of warnings, and of faults that nobody foresaw."""
    objects = [json.loads(line) for line in written("json").splitlines()]
    assert [(each["level"], each["logger"]) for each in objects] == [
        *(("warning", "edge.kiosk"), ("error", "edge.cli.logs")),
        *(("warning", "py.warnings"), ("critical", "edge.cli.logs")),
    ]
    assert objects[0]["text"] == 'camera: two\nlines, "quoted", ä'
    assert objects[1]["text"] == "settings: one\nafter the other"
    assert "KeyError: 'unforeseen'" in objects[3]["traceback"]
    assert all(parse_rfc3339_s(each["at"]) > 1.7e9 for each in objects)
    text = written("text")
    assert objects[0]["text"] in text
    assert f"\n{objects[1]['text']}\n" in text


ODD_CODE = r"""
import logging, os, threading
from edge.cli.logs import set_up_log
set_up_log('info', 'json')
log = logging.getLogger('edge.kiosk')
log.error('%s', 'ä \u20ac \U0001f600 \u2028 \x85 \x1b[31m \x00')
log.error('%s', os.fsdecode(b'/srv/\xff.mp4'))

def fail():
    raise KeyError('unforeseen')

thread = threading.Thread(target=fail, name='remote playlist')
thread.start()
thread.join()
"""


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_as_json_no_character_and_no_thread_breaks_a_line(encoding: str) -> None:
    """Whatever encoding standard error has: JSON knows none of the escapes that Python writes in its place."""
    run = subprocess.run(
        [sys.executable, "-c", ODD_CODE],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=False,
    )
    texts = [json.loads(line.decode("utf-8")) for line in run.stderr.splitlines()]
    assert [each["text"] for each in texts[:2]] == ["ä \u20ac \U0001f600 \u2028 \x85 \x1b[31m \x00", "/srv/\udcff.mp4"]
    assert (texts[2]["level"], len(texts)) == ("critical", 3)
    assert "KeyError: 'unforeseen'" in texts[2]["traceback"]
    assert "remote playlist" in texts[2]["text"]


def test_a_command_that_ends_by_a_foreseen_error_says_it_as_json() -> None:
    run = vitrina("--log-format", "json", "run", "--config", "/nowhere/vitrina.toml")
    (line,) = run.stderr.splitlines()
    assert run.returncode == 2
    assert json.loads(line)["text"].startswith("settings: /nowhere/vitrina.toml")
