"""Finds and creates kits by name: built-in kits, and kits of other packages (entry point group `vitrina.kits`).

An entry point names a class as `Decoder` in each file here. The class takes the settings as keyword arguments of type
int, float, str or bool, and raises ValueError with a text for values that are not valid. Its attribute `info` is the
KitInfo. The optional attribute `settings` maps each setting to a text for people. The optional attribute `usb` holds
USB ids that no other kit has, as (0x2341, 0x0043).
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, get_args, get_origin

from firmware_bridge.errors import KitError, KitFailedError
from firmware_bridge.guarded_kit import GuardedKit, call_plugin, check_attribute
from firmware_bridge.plugins import load_plugin_class, plugin_names
from firmware_bridge.samples import Kit, KitInfo

GROUP = "vitrina.kits"

OURS = {
    "grove": "firmware_bridge.kits.grove",
    "pulsesensor": "firmware_bridge.kits.pulsesensor",
    "bitalino": "firmware_bridge.kits.bitalino",
    "shimmer3": "firmware_bridge.kits.shimmer3",
    "ble_hr": "firmware_bridge.kits.ble_hr",
    "vitrina": "firmware_bridge.kits.vitrina",
    "csv_lines": "firmware_bridge.kits.csv_lines",
}

Value = int | float | str | bool


@dataclass(frozen=True, slots=True)
class KitSetting:
    """One setting of a kit. If `default` is None and `is_needed` is False, the kit has its own default."""

    name: str
    type: type
    default: Value | None
    is_needed: bool
    text: str
    choices: tuple[str, ...] = ()  # of a Literal


def kit_names() -> list[str]:
    """Names of all kits: built-in kits in the order of the table, followed by other kits sorted by name."""
    return [*OURS, *(name for name in plugin_names(GROUP) if name not in OURS)]


def load_kit_class(name: str) -> Callable[..., Kit]:
    """Return the class of a kit. Raises KitError if the name is unknown or the package of the kit cannot be loaded."""
    if name in OURS:
        decoder: Callable[..., Kit] = import_module(OURS[name]).Decoder
        return decoder
    plugin = load_plugin_class(GROUP, name, "kit class")
    if plugin is not None:
        check_attribute(name, plugin, "info", KitInfo)
        return plugin
    raise KitError(f"kit: unknown kit {name}. Available: {', '.join(kit_names())}.")


def kit_settings(name: str) -> list[KitSetting]:
    """Return the settings of a kit, in the order of its arguments. Raises KitError like `load_kit_class`."""
    kit_class = load_kit_class(name)
    try:
        return call_plugin(name, "its class", lambda: class_settings(kit_class))
    except KitFailedError as error:
        raise KitError(str(error)) from error


def class_settings(kit_class: Callable[..., object]) -> list[KitSetting]:
    """Return the settings of a kit's class, in the order of its arguments."""
    texts: Mapping[str, str] = getattr(kit_class, "settings", {})
    parameters = inspect.signature(kit_class, eval_str=True).parameters.values()
    return [
        KitSetting(
            parameter.name,
            _type(parameter.annotation),
            None if parameter.default is parameter.empty else parameter.default,
            parameter.default is parameter.empty,
            texts.get(parameter.name, ""),
            _choices(parameter.annotation),
        )
        for parameter in parameters
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    ]


def find_kits_by_usb_id(vid: int, pid: int) -> list[str]:
    """Names of the kits that declare this USB id as their own."""
    return [name for name in kit_names() if (vid, pid) in _usb(name)]


def make(name: str, given: Mapping[str, Value]) -> Kit:
    """Create a kit with these settings. Raises KitError, which lists all unknown, missing and invalid settings."""
    known = {setting.name: setting for setting in kit_settings(name)}
    problems = [f"there is no setting {key}" for key in given if key not in known]
    problems += [
        f"the setting {key} is missing: {setting.text}"
        for key, setting in known.items()
        if setting.is_needed and key not in given
    ]
    problems += [
        f"{key} = {value!r} is not of the type {known[key].type.__name__}"
        for key, value in given.items()
        if key in known and not _fits(value, known[key].type)
    ]
    if not problems:
        try:
            return _create(name, given)
        except ValueError as error:
            problems = [str(error)]
    raise KitError("\n".join(f"kit {name}: {problem}." for problem in problems))


def _create(name: str, given: Mapping[str, Value]) -> Kit:
    """Create a kit, behind a guard if it comes from another package. Raises ValueError if it refuses its settings."""
    kit_class = load_kit_class(name)
    if name in OURS:
        return kit_class(**given)
    try:
        return GuardedKit(name, call_plugin(name, "its class", lambda: kit_class(**given)))
    except KitFailedError as error:
        if isinstance(error.__cause__, ValueError):
            raise error.__cause__ from None
        raise KitError(str(error)) from error


def _usb(name: str) -> tuple[tuple[int, int], ...]:
    try:
        return getattr(load_kit_class(name), "usb", ())
    except KitError:  # a third-party package that cannot be loaded
        return ()


def _type(annotation: object) -> type:
    """Type of a setting: int for `int | None`, and str for a Literal of words."""
    if isinstance(annotation, type):
        return annotation if annotation in (int, float, str, bool) else str
    inner = [kind for kind in get_args(annotation) if kind in (int, float, str, bool)]
    return inner[0] if inner and get_origin(annotation) is not None else str


def _choices(annotation: object) -> tuple[str, ...]:
    return tuple(map(str, get_args(annotation))) if get_origin(annotation) is Literal else ()


def _fits(value: Value, kind: type) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is kind
