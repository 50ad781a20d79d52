"""Keys of the session leader, in a terminal and without one."""

import os
import sys
import termios

import pytest

from edge.study.markers import Marker
from edge.study_sessions.key_input import emit_key_markers
from tests.doubles.waiting import wait_until


def test_each_key_is_a_marker_and_the_terminal_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys without a sign, such as an arrow's escape, are left out; blanks and line ends have a name."""
    person, terminal = os.openpty()
    markers: list[Marker] = []
    with os.fdopen(terminal) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        before = termios.tcgetattr(terminal)
        with emit_key_markers(lambda: 12.5, markers.append):
            os.write(person, b"a \x1b\n")
            wait_until(lambda: len(markers) == 3, "three keys")
        assert termios.tcgetattr(terminal) == before
    os.close(person)
    assert [marker.name for marker in markers] == ["a", "space", "enter"]
    assert {(marker.at_s, marker.type, marker.origin) for marker in markers} == {(12.5, "mark", "key")}


def test_without_a_terminal_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.write(write, b"a")
    markers: list[Marker] = []
    with os.fdopen(read) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with emit_key_markers(lambda: 0.0, markers.append):
            pass
        assert stdin.read(1) == "a"
    os.close(write)
    assert markers == []
