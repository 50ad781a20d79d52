"""Settings that the console shows and changes in this kiosk's settings file.

The console can set only the keys in CHANGEABLE. It cannot set k, the windows, files or addresses.
"""

import threading
from collections.abc import Mapping
from datetime import date

from edge.console.hooks import SettingKey, SettingsRefusedError
from edge.settings.edit import SettingsWriteError, save
from edge.settings.loading import LoadedSettings, load_settings
from edge.settings.settings import SettingsError

CHANGEABLE: frozenset[SettingKey] = frozenset(
    {
        *(("site", key) for key in ("tenant", "site", "device", "timezone", "country", "open")),
        ("site", "seen_from_street"),
        *(("notice", key) for key in ("version", "confirmed_on", "confirmed_by", "balancing_test_on", "reason")),
        *(("staff", key) for key in ("in_view", "declared_on", "declared_by", "at_place", "at_place_on")),
        *(("screen", key) for key in ("yaw_deg", "pitch_deg")),
        ("faces", "masks"),
    }
)
DATES = frozenset(
    {
        ("notice", "confirmed_on"),
        ("notice", "balancing_test_on"),
        ("staff", "declared_on"),
        ("staff", "at_place_on"),
    }
)
LONGEST_TEXT = 500
MOST_POINTS = 2_000  # of all masks


class FileSettingsStore:
    """The settings file named by `--config`, or the default one. Any thread may use it."""

    def __init__(self, config: str | None) -> None:
        self._config, self._lock = config, threading.Lock()

    def present_values(self) -> Mapping[SettingKey, object]:
        """Current values of the settings. Raises SettingsRefusedError."""
        settings = self._load().settings.model_dump(mode="json", include={section for section, _ in CHANGEABLE})
        return {(section, key): settings[section][key] for section, key in sorted(CHANGEABLE)}

    def save_values(self, values: Mapping[SettingKey, object]) -> None:
        """Write values to the settings file. Raises SettingsRefusedError."""
        for section, key in values:
            if (section, key) not in CHANGEABLE:
                raise SettingsRefusedError(f"[{section}] {key} cannot be changed here. Edit the settings file.")
        checked = {place: parse_json_value(place, value) for place, value in values.items()}
        with self._lock:
            loaded = self._load()
            for place in checked:
                if variable := loaded.variables.get(place):
                    raise SettingsRefusedError(
                        f"[{place[0]}] {place[1]} is set by {variable}, which overrides the file. Change it there."
                    )
            _require_own(loaded, checked)
            try:
                save(loaded.path, {**_view_values(loaded, checked), **checked})
            except SettingsWriteError as error:
                raise SettingsRefusedError(str(error)) from None

    def _load(self) -> LoadedSettings:
        try:
            return load_settings(self._config)
        except SettingsError as error:
            raise SettingsRefusedError(str(error)) from None


def _require_own(loaded: LoadedSettings, values: Mapping[SettingKey, object]) -> None:
    """Raise SettingsRefusedError for a value that comes from the central server. Masks are the exception: the kiosk's
    own ones are joined with those from there.
    """
    for section, key in values:
        name = f"{section}.{key}"
        if loaded.remote and name != "faces.masks" and (file := loaded.remote.origins.get(name)):
            raise SettingsRefusedError(
                f"[{section}] {key} comes from the central server ({file}). To change it here, add {name} to "
                "[fleet] keep in the settings file."
            )


def _view_values(loaded: LoadedSettings, values: Mapping[SettingKey, object]) -> Mapping[SettingKey, object]:
    """Further values to write when somebody confirms the view of a new camera address: the address becomes the
    kiosk's own, and what was confirmed about the former view is removed.
    """
    if loaded.remote is None or not loaded.remote.is_camera_new or not values.get(("notice", "confirmed_on")):
        return {}
    former: dict[SettingKey, object] = {("staff", key): "" for key in type(loaded.settings.staff).model_fields}
    return {**former, ("camera", "source"): loaded.settings.camera.source}


def parse_json_value(place: SettingKey, value: object) -> object:
    """Convert a JSON value into a settings value. Raises SettingsRefusedError for implausible values."""
    name = f"[{place[0]}] {place[1]}"
    if value is None:
        return ""
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT or not value.isprintable():
            raise SettingsRefusedError(
                f"{name} has more than {LONGEST_TEXT} characters, or contains unprintable characters."
            )
        return _date(name, value) if place in DATES and value else value
    if isinstance(value, list) and not _are_polygons(value):
        raise SettingsRefusedError(
            f"{name} must be a list of polygons with points [x, y], at most {MOST_POINTS} points in all."
        )
    if isinstance(value, dict):
        raise SettingsRefusedError(f"{name} must not be a table.")
    return value


def _date(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsRefusedError(f"{name} must be a date such as 2026-11-24.") from None


def _are_polygons(value: list[object]) -> bool:
    points = [point for polygon in value if isinstance(polygon, list) for point in polygon]
    numbers = [number for point in points if isinstance(point, list) for number in point]
    return (
        all(isinstance(polygon, list) for polygon in value)
        and all(isinstance(point, list) and len(point) == 2 for point in points)
        and all(isinstance(number, (int, float)) and not isinstance(number, bool) for number in numbers)
        and len(points) <= MOST_POINTS
    )
