"""Settings from afar: what signed files of a central server change in a kiosk's own settings.

Only computes: the caller reads files and the clock. Nothing here can weaken a privacy value of the kiosk's own file.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from edge.remote_keys import flat_values
from edge.settings.broker import sign_broker
from edge.settings.remote_rules import (
    ADDRESS_RULES,
    SETTINGS_RULES,
    KioskValues,
    Masks,
    RefusedValueError,
    Rule,
    join_masks,
    parse_masks,
)
from edge.settings.settings import Settings

RAISED = ("audience.k", "audience.k_reaction", "audience.window_s", "reaction.noise")
"""Numbers that are only raised from afar, and lowered again only on a later local day."""
CAMERA, MASKS, CA = "camera.source", "faces.masks", "broker.ca"
BEFORE = "settings that came before"
_CONFIRMATION = ("confirmed_on", "confirmed_by")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the kiosk refuses a key of a signed file, or the whole file if `key` is empty."""

    file: str
    key: str
    reason: str

    @property
    def text(self) -> str:
        return f"{self.file}: {self.key} {self.reason}" if self.key else f"{self.file} {self.reason}"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A signed file: its name in the repository, and its values."""

    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RemoteFiles:
    """Signed files for one kiosk, from the widest to the narrowest. `faults`: files that cannot be read."""

    settings: tuple[RemoteFile, ...] = ()
    addresses: tuple[RemoteFile, ...] = ()
    faults: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteMemory:
    """Memory of earlier remote settings. `raised`: each raised number, and the local day on which it came."""

    raised: Mapping[str, tuple[float, date]] = field(default_factory=dict)
    masks: Masks = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """Settings in force. `origins`: the file from which each changed key came. `memory`: what to remember for the next
    time. `is_camera_new`: the camera's address came from afar, and nobody has confirmed its view on this kiosk.
    """

    settings: Settings
    origins: Mapping[str, str]
    refusals: tuple[Refusal, ...]
    memory: RemoteMemory
    is_camera_new: bool


@dataclass(frozen=True, slots=True)
class _Change:
    value: Any
    file: str


def overlay_settings(
    own: Settings, values: Mapping[str, Any], files: RemoteFiles, memory: RemoteMemory, today: date
) -> Overlay:
    """The kiosk's own settings, changed by signed files. Refused keys stay as in `own`.

    `values`: the values from which `own` was made. `today`: the local day. Never raises.
    """
    keep = frozenset(own.fleet.keep if own.fleet else ())
    memory = RemoteMemory(memory.raised, () if MASKS in keep else memory.masks)
    kiosk = KioskValues(own, memory.masks)
    changes, refusals = _accepted(files.settings, SETTINGS_RULES, kiosk, keep)
    addresses, refused = _accepted(files.addresses, ADDRESS_RULES, kiosk, keep)
    refusals = [*files.faults, *refusals, *refused]
    changes = {**changes, **_held(own, changes, memory, keep, today), **addresses}
    if changes.get(CAMERA, _Change(own.camera.source, "")).value == own.camera.source:
        changes.pop(CAMERA, None)
    settings = _valid_settings(own, values, changes, refusals)
    if any(name in changes for name in ADDRESS_RULES):
        ca = changes[CA].value if CA in changes else None
        settings = settings.model_copy(update={"broker": sign_broker(own.broker, settings.broker, ca)})
    return Overlay(
        settings,
        {name: change.file for name, change in changes.items()},
        tuple(refusals),
        _next_memory(own, settings, memory, changes, today),
        CAMERA in changes,
    )


def _accepted(
    files: tuple[RemoteFile, ...], rules: Mapping[str, Rule], kiosk: KioskValues, keep: frozenset[str]
) -> tuple[dict[str, _Change], list[Refusal]]:
    """The changes that the rules accept; a narrower file replaces the keys of a wider one."""
    wanted: dict[str, _Change] = {}
    changes, refusals = {}, []
    for file in files:
        for name, value in flat_values(file.values):
            if name in rules:
                wanted[name] = _Change(value, file.name)
            else:
                refusals.append(Refusal(file.name, name, "cannot be set from afar. Set it on the kiosk"))
    for name, change in wanted.items():
        if name in keep:
            continue
        try:
            changes[name] = _Change(rules[name](kiosk, change.value), change.file)
        except RefusedValueError as error:
            refusals.append(Refusal(change.file, name, str(error)))
    return changes, refusals


def _held(
    own: Settings, changes: Mapping[str, _Change], memory: RemoteMemory, keep: frozenset[str], today: date
) -> dict[str, _Change]:
    """Values that stay although no file has them: numbers that were raised today, and all masks."""
    kept = {}
    for name, (before, came) in memory.raised.items():
        value = _value(own, name)
        wanted = changes[name].value if name in changes else value
        fits = name != "audience.window_s" or before % value == 0
        if name not in keep and today <= came and before > max(wanted, value) and fits:
            kept[name] = _Change(type(value)(before), BEFORE)
    if memory.masks and MASKS not in changes:
        kept[MASKS] = _Change(join_masks(parse_masks(own.faces.masks), memory.masks), BEFORE)
    return kept


def _value(settings: Settings, name: str) -> Any:
    section, key = name.split(".")
    return getattr(getattr(settings, section), key)


def _valid_settings(
    own: Settings, values: Mapping[str, Any], changes: dict[str, _Change], refusals: list[Refusal]
) -> Settings:
    """Settings with these changes. Removes changes that make them invalid, and adds a refusal for each."""
    while changes:
        try:
            return Settings.model_validate(_changed(own, values, changes))
        except ValidationError as error:
            for name, reason in _faulty(error, changes).items():
                refusals.append(Refusal(changes.pop(name).file, name, f"cannot be used: {reason}"))
    return own


def _changed(own: Settings, values: Mapping[str, Any], changes: Mapping[str, _Change]) -> dict[str, Any]:
    """The values with the changes. Behind a new camera address, nothing counts as confirmed about the view."""
    changed = deepcopy(dict(values))
    for name, change in changes.items():
        section, _, key = name.partition(".")
        if name == CA:
            continue
        if key:
            changed.setdefault(section, {})[key] = change.value
        else:
            changed[section] = change.value
    if CAMERA in changes:
        changed["staff"] = {}
        notice = {key: value for key, value in changed.get("notice", {}).items() if key not in _CONFIRMATION}
        # a notice only on the screen needs no confirmation; a new view does
        changed["notice"] = notice | ({"shown": "both"} if own.notice.shown == "screen" else {})
    return changed


def _faulty(error: ValidationError, changes: Mapping[str, _Change]) -> dict[str, str]:
    """The changes that cause an error, with its reason: those of the key, else of the section, else all."""
    found: dict[str, str] = {}
    for fault in error.errors():
        section, key = (*map(str, fault["loc"][:2]), "", "")[:2]
        named = [name for name in changes if name in (f"{section}.{key}", section)]
        named = named or [name for name in changes if name.startswith(f"{section}.")] or list(changes)
        for name in named:
            found.setdefault(name, fault["msg"].removeprefix("Value error, "))
    return found


def _next_memory(
    own: Settings, settings: Settings, memory: RemoteMemory, changes: Mapping[str, _Change], today: date
) -> RemoteMemory:
    raised = {}
    for name in RAISED:
        value = _value(settings, name)
        if value > _value(own, name):
            before = memory.raised.get(name)
            raised[name] = before if before is not None and before[0] == value else (value, today)
    masks = memory.masks
    if MASKS in changes:
        mine = parse_masks(own.faces.masks)
        added = [mask for mask in parse_masks(changes[MASKS].value) if mask not in mine]
        masks = tuple(dict.fromkeys((*memory.masks, *added)))
    return RemoteMemory(raised, masks)
