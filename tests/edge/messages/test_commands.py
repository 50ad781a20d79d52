"""Commands: bytes from the network become one of four types, or an error text."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.events import Experiment, PlayEnded, PlayStarted
from edge.messages.commands import (
    COMMANDS,
    AnyCommand,
    BadCommand,
    PauseCommand,
    PlayCommand,
    ResendCommand,
    ResumeCommand,
    StoredPlay,
    make_play_event,
    outdated_play_reason,
    parse_command,
)
from edge.messages.schema import json_schema
from edge.messages.wire import Header, time_text

HEADER = Header("acme", "berlin-7", "door")
NOW_S = 1_795_521_600.0  # 2026-11-24T12:00:00Z


def read(kind: str, value: Any) -> AnyCommand | BadCommand:
    return parse_command(kind, json.dumps(value).encode(), HEADER, NOW_S)


def text(kind: str, value: Any) -> str:
    command = read(kind, value)
    assert isinstance(command, BadCommand)
    return command.text


def test_the_commands_of_the_contract_are_read() -> None:
    """They are read without a header and with one."""
    play = {
        "creative": "spring_a",
        "event": "start",
        "at": "2026-11-24T10:00:00.000Z",
        "media_s": 0.0,
        "duration_s": 15.0,
    }
    assert isinstance(read("cmd/play", play | {"experiment": None}), PlayCommand)
    assert read("cmd/pause", {"reason": "refit"}) == PauseCommand(reason="refit")
    assert read("cmd/resume", {"reason": "done"}) == ResumeCommand(reason="done")
    assert read("cmd/resend", {"from_seq": 3, "to_seq": 3}) == ResendCommand(from_seq=3, to_seq=3)
    header = {"schema": "vitrina.cmd/pause/1", "tenant": "acme", "site": "berlin-7", "device": "door"}
    assert isinstance(read("cmd/pause", header | {"at": "2026-11-24T10:00:00Z", "reason": "refit"}), PauseCommand)


def test_a_play_without_a_time_starts_at_its_arrival_with_an_error_of_half_a_second() -> None:
    """A play with a time keeps the time of the player."""
    arrived = make_play_event(PlayCommand(creative="a", event="start"), arrived_s=100.0)
    assert arrived == PlayStarted(100.0, "a", feed="player", error_s=0.5)
    command = read("cmd/play", {"creative": "a", "event": "start", "at": "2026-11-24T11:59:00Z", "media_s": 2,
                                "duration_s": 15, "experiment": {"id": "e", "arm": "b"}})  # fmt: skip
    assert isinstance(command, PlayCommand)
    assert make_play_event(command, arrived_s=NOW_S) == PlayStarted(
        NOW_S - 60, "a", media_s=2.0, duration_s=15.0, experiment=Experiment("e", "b"), feed="player", error_s=0.0
    )
    assert make_play_event(PlayCommand(creative="a", event="end"), arrived_s=100.0) == PlayEnded(100.0, 0.5)


def test_a_stored_play_has_the_feed_and_the_error_that_it_came_with() -> None:
    """Plays that were stored without them came by cmd/play: with an error of half a second, or none."""
    stored = StoredPlay(creative="a", event="start", feed="broadsign", error_s=1.0)
    assert make_play_event(stored, 100.0) == PlayStarted(100.0, "a", feed="broadsign", error_s=1.0)
    old = StoredPlay.model_validate_json('{"creative":"a","event":"start"}')
    assert make_play_event(old, 100.0) == PlayStarted(100.0, "a", feed="player", error_s=0.5)
    timed = StoredPlay.model_validate_json('{"creative":"a","event":"start","at":"2026-11-24T12:00:00Z"}')
    assert make_play_event(timed, 100.0) == PlayStarted(NOW_S, "a", feed="player")


@pytest.mark.parametrize(("off_s", "is_refused"), [(120, False), (121, True), (-86_400, False), (-86_401, True)])
def test_the_times_at_which_a_play_is_refused_are_one_rule(off_s: int, is_refused: bool) -> None:
    """Of cmd/play, and of every other way to tell one."""
    at = time_text(NOW_S + off_s)
    assert (outdated_play_reason(at, NOW_S) is not None) is is_refused
    assert isinstance(read("cmd/play", {"creative": "a", "event": "end", "at": at}), BadCommand) is is_refused
    assert outdated_play_reason(None, NOW_S) is None


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("cmd/play", {"event": "start"}, "creative: Field required"),
        ("cmd/play", {"creative": "a", "event": "begin"}, "event: Input should be 'start' or 'end'"),
        ("cmd/play", {"creative": "Spring A", "event": "end"}, "creative: String should match"),
        ("cmd/play", {"creative": "a", "event": "end", "at": "10:00"}, "at: String should match"),
        ("cmd/play", {"creative": "a", "event": "end", "at": "2026-02-30T00:00:00Z"}, "at: Value error"),
        ("cmd/play", {"creative": "a", "event": "start", "media_s": -1}, "media_s"),
        ("cmd/play", {"creative": "a", "event": "start", "media_s": "1"}, "media_s"),
        ("cmd/pause", {"reason": "x", "k": 3}, "k: Extra inputs are not permitted"),
        ("cmd/pause", {"reason": "x" * 401}, "reason"),
        ("cmd/pause", {"reason": "x", "device": "window"}, "does not match its topic"),
        ("cmd/pause", {"reason": "x", "schema": "vitrina.cmd/resume/1"}, "does not match its topic"),
        ("cmd/pause", [], "the JSON: "),
        ("cmd/resend", {"from_seq": 5, "to_seq": 4}, "to_seq is lower than from_seq"),
        ("cmd/resend", {"from_seq": 0, "to_seq": 4}, "from_seq"),
        ("cmd/resend", {"from_seq": 1, "to_seq": 2**53}, "to_seq"),
        ("cmd/settings", {}, "no such command; the commands are cmd/play, cmd/pause, cmd/resume, cmd/resend"),
    ],
)
def test_a_malformed_command_gives_a_text_with_its_fault(kind: str, value: Any, reason: str) -> None:
    """The text names the fault and the document with the right form. No command can change k."""
    assert reason in text(kind, value)
    assert text(kind, value).startswith(f"{kind}: not understood: ")
    assert text(kind, value).endswith("See vitrina docs messages for the commands.")


def test_a_retained_command_is_refused() -> None:
    """A retained command would arrive again at every connection."""
    command = parse_command("cmd/pause", b'{"reason": "x"}', HEADER, NOW_S, retained=True)
    assert isinstance(command, BadCommand)
    assert "retained" in command.text


@given(
    st.sampled_from([*COMMANDS, "cmd/x"]),
    st.binary() | st.sampled_from([b"NaN", b'{"media_s": Infinity}', b"[" * 16_000]),
)
def test_no_bytes_raise(kind: str, payload: bytes) -> None:
    """Invalid bytes are a bad command, never a crash."""
    assert isinstance(parse_command(kind, payload, HEADER, NOW_S), BadCommand)


@given(st.text(max_size=300))
def test_a_command_from_a_stranger_cannot_fill_or_break_a_log(name: str) -> None:
    """Names of unknown fields and commands are truncated and on one line. Values are never repeated."""
    texts = text("cmd/pause", {"reason": "x", name + "!": "a secret value"}) + text("cmd/" + name, {})
    assert "secret" not in texts
    assert texts.isprintable()
    assert len(texts) < 700


@pytest.mark.parametrize("kind", COMMANDS)
def test_no_command_has_a_field_for_a_rule_of_privacy(kind: str) -> None:
    """Nobody at the broker changes how many people a number covers. A field that is added to a command is refused."""
    schema = json.dumps(json_schema(kind))
    for rule in ("k", "k_reaction", "window_s", "noise", "parts"):
        assert f'"{rule}":' not in schema
        assert rule in text(kind, {rule: 3})
    assert '"additionalProperties": false' in schema


def test_a_very_long_command_is_not_parsed() -> None:
    """A broker may pass messages of a quarter of a gigabyte."""
    assert "16385" in text("cmd/pause", "x" * 16_383)
