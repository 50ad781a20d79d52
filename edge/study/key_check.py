"""Checks whether a participant's keys fit the data that the study stored with them.

Keys of another study, participant or computer have the same form and name, so a key in the right place may still be
unable to decrypt the data.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from edge.study.dictionary import STUDY, find_series
from edge.study.errors import StudyStorageError
from edge.study.keys import StudyKeys
from edge.study.participants import Participants
from edge.study.record_file import can_decrypt_first_record
from edge.study.series import series_path
from edge.study.sessions import Sessions, StudySession


def find_key_faults(name: str, participants: Participants, sessions: Sessions, keys: StudyKeys) -> Iterator[str]:
    """Faults of the participant's existing keys, each with its fix. Raises StudyError.

    The check decrypts only the first record of one file per scope, so it is as fast for a long study as for a short
    one.
    """
    there = keys.scopes_with_key(name)
    if STUDY not in there:
        return
    try:
        is_trusted = participants.newest_consent(name) is not None
    except StudyStorageError:
        yield _foreign(keys.key_path(name, STUDY), f"the consent of {name}")
        return
    if not is_trusted:
        yield (
            f"study: the consent of {name} was altered, or signed on another computer. Use the study on the computer "
            "that signed it."
        )
    tried: set[str] = {STUDY}
    for session in sessions.readable_sessions(name):
        for series, scope in _first_files(session, there - tried):
            tried.add(scope)
            if not can_decrypt_first_record(
                series_path(session.folder, series), keys.read_key(name, scope), f"{session.id}/{series}"
            ):
                what = f"{series} of session {session.number} of {name}"
                yield _foreign(keys.key_path(name, scope), what)


def _first_files(session: StudySession, scopes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """One series of the session for each of these scopes. Unrelated files are skipped."""
    by_scope: dict[str, str] = {}
    for name in reversed(session.series_names):
        with suppress(KeyError):
            by_scope[find_series(name).scope] = name
    yield from ((series, scope) for scope, series in by_scope.items() if scope in scopes)


def _foreign(path: Path, what: str) -> str:
    return (
        f"study: the key {path} does not open {what}: it belongs to another study, participant or computer. Restore "
        "the right key from a copy, or name its folder in [study] keys."
    )
