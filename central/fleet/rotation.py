"""Replaces keys: the keys of a lost stick, or the keys of central."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from securesystemslib.signer import SSlibKey

from central.errors import UsageError
from central.fleet.founding import KEYS_OF_STICK, ONLINE_KEYS, set_bins, set_delegations, set_root_keys
from central.fleet.keys import key_name, list_keys, make_open_key
from central.fleet.layout import targets_of
from central.fleet.signing import PEOPLES_ROLES, Desk, Signatures, named_keys
from edge.fleet.roles import OPERATOR, ROOT, TARGETS


def replace_stick(desk: Desk, number: int, new_stick: Path) -> list[Signatures]:
    """Replace all keys of the stick with this number (1 to 3) by new ones on an empty stick, and sign again.

    Returns the signatures of all roles that changed. Raises UsageError or SourceError.
    """
    if not 1 <= number <= len(KEYS_OF_STICK):
        raise UsageError(f"fleet: there is no stick {number}. Use a number from 1 to {len(KEYS_OF_STICK)}.")
    _require_nothing_pending(desk)
    if list_keys(new_stick):
        raise UsageError(f"fleet: {new_stick} has keys already. Use an empty stick. Nothing was changed.")
    public = current_keys(desk)
    for role in KEYS_OF_STICK[number - 1]:
        old = next(name for name in public if name.startswith(f"{role}-") and _number(name) == number)
        del public[old]
        name = f"{role}-{number}{_next_letter(old)}"
        public[name] = desk.ring.make(new_stick, name).public_key
    return _sign_all(desk, public)


def replace_online_keys(desk: Desk) -> list[Signatures]:
    """Make new keys for snapshot, timestamp and go, and sign what names them. Raises UsageError or SourceError."""
    _require_nothing_pending(desk)
    public = current_keys(desk)
    for key in list_keys(desk.folder.online) if desk.folder.online.is_dir() else ():
        key.path.unlink()
    for role in ONLINE_KEYS:
        old = next(name for name in public if name.startswith(f"{role}-"))
        del public[old]
        name = f"{role}-{int(old.rpartition('-')[2]) + 1}"
        public[name] = make_open_key(desk.folder.online, name).public_key
    return _sign_all(desk, public)


def current_keys(desk: Desk) -> dict[str, SSlibKey]:
    """All keys that root and targets name now, by name."""
    return {key_name(key): key for key in named_keys(desk.folder).values()}


def _sign_all(desk: Desk, public: dict[str, SSlibKey]) -> list[Signatures]:
    done = [
        desk.change_root(lambda content: set_root_keys(content, public)),
        desk.change_targets(TARGETS, lambda content: set_delegations(content, public)),
    ]
    operators = {name for name in public if name.startswith(f"{OPERATOR}-")}
    named = targets_of(cast(Any, desk.folder.latest(OPERATOR))).delegations
    known = {key_name(cast(Any, key)) for key in named.keys.values()} if named else set()
    if operators != known:
        done.append(desk.change_targets(OPERATOR, lambda content: set_bins(content, public)))
    return done + _sign_incomplete(desk, [role for role in PEOPLES_ROLES if role not in (ROOT, TARGETS)])


def _sign_incomplete(desk: Desk, roles: Sequence[str]) -> list[Signatures]:
    """Sign roles again if their signatures came from keys that no longer count."""
    return [desk.renew(role) for role in roles if desk.needs_renewal(role, 0.0)]


def _require_nothing_pending(desk: Desk) -> None:
    if waiting := desk.folder.pending_roles():
        raise UsageError(f"fleet: {', '.join(waiting)} waits for signatures. Run `fleet sign` first.")


def _number(name: str) -> int:
    return int("".join(letter for letter in name.rpartition("-")[2] if letter.isdigit()))


def _next_letter(name: str) -> str:
    letters = "".join(letter for letter in name.rpartition("-")[2] if letter.isalpha())
    return "b" if not letters else chr(ord(letters[-1]) + 1)
