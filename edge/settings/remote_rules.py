"""Remote values that a kiosk accepts: a list of keys, and for each key a rule about its value.

A key without a rule is refused, so a new key of the settings is refused until somebody adds a rule for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from urllib.parse import SplitResult, urlsplit

from edge.settings.settings import Settings

LONGEST_WINDOW_S = 900
LONGEST_PEM = 32_768
MOST_MASKS = 40
NETWORK_CAMERAS = ("rtsp", "rtsps", "http", "https")
ENCRYPTED_CAMERAS = ("rtsps", "https")

Masks = tuple[tuple[tuple[float, float], ...], ...]


class RefusedValueError(Exception):
    """The kiosk refuses a value from afar. The text says why, and continues a sentence that starts with the key."""


@dataclass(frozen=True, slots=True)
class KioskValues:
    """Values of this kiosk that rules compare with. `own`: its own settings. `masks`: masks that came from afar before,
    and stay.
    """

    own: Settings
    masks: Masks = ()


def _accept(_: KioskValues, value: object) -> object:
    """Accepts the value; its type and range are checked with all settings."""
    return value


def _raised(section: str, key: str) -> Callable[[KioskValues, object], object]:
    """A rule that accepts a number that is not below the kiosk's own value."""

    def check(kiosk: KioskValues, value: object) -> object:
        own = getattr(getattr(kiosk.own, section), key)
        if _number(value) < own:
            raise RefusedValueError(f"is below the kiosk's own value {own}; it can only be raised from afar")
        return value

    return check


def _window(kiosk: KioskValues, value: object) -> object:
    own = kiosk.own.audience.window_s
    _raised("audience", "window_s")(kiosk, value)
    if _number(value) > max(LONGEST_WINDOW_S, own) or _number(value) % own:
        raise RefusedValueError(f"must be a multiple of the kiosk's own value {own}, and at most {LONGEST_WINDOW_S}")
    return value


def _masks(kiosk: KioskValues, value: object) -> object:
    """All masks: the kiosk's own, and the ones from afar."""
    added = parse_masks(value)
    if missing := [mask for mask in kiosk.masks if mask not in added]:
        raise RefusedValueError(
            f"lacks {len(missing)} of the masks that came from afar before. Masks are removed only on the kiosk"
        )
    return join_masks(parse_masks(kiosk.own.faces.masks), added)


def parse_masks(value: object) -> Masks:
    """Masks as tuples. Raises RefusedValueError if they are not polygons."""
    try:
        masks = tuple(tuple((_number(x), _number(y)) for x, y in polygon) for polygon in value)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise RefusedValueError("must be a list of polygons with points [x, y]") from None
    if len(masks) > MOST_MASKS:
        raise RefusedValueError(f"has more than {MOST_MASKS} masks")
    return masks


def join_masks(own: Masks, added: Masks) -> list[list[list[float]]]:
    """The masks of both, each once, as in a settings file."""
    return [[list(point) for point in mask] for mask in dict.fromkeys((*own, *added))]


def _player_remote(kiosk: KioskValues, value: object) -> object:
    if kiosk.own.player is None:
        raise RefusedValueError("has no effect: this kiosk has no section [player], which is added only on the kiosk")
    return value


def _no_microphone(_: KioskValues, value: object) -> object:
    if value != "":
        raise RefusedValueError('can only be set to "" from afar, which switches the microphone off')
    return value


def _staffed_till(_: KioskValues, value: object) -> object:
    if value is not True:
        raise RefusedValueError("can only be set to true from afar, which switches the microphone off")
    return value


def _no_kits(_: KioskValues, value: object) -> object:
    if value != []:
        raise RefusedValueError("can only be set to [] from afar, which switches all kits off")
    return value


def _camera(kiosk: KioskValues, value: object) -> object:
    """Address of the same camera host, with the login of the kiosk's own address."""
    own, new = _network_address(kiosk.own.camera.source), _network_address(value)
    if own is None or new is None or new.scheme == "http":
        raise RefusedValueError("can only be changed from a network camera to an rtsp://, rtsps:// or https:// address")
    if "@" in new.netloc:
        raise RefusedValueError("must contain no user and no password; the kiosk keeps its own")
    if new.hostname != own.hostname:
        raise RefusedValueError("names another host; another camera is set up only on the kiosk")
    if own.scheme in ENCRYPTED_CAMERAS and new.scheme not in ENCRYPTED_CAMERAS:
        raise RefusedValueError("is not encrypted, but the kiosk's own address is")
    login, separator, _ = own.netloc.rpartition("@")
    return new._replace(netloc=f"{login}{separator}{new.netloc}").geturl()


def _network_address(value: object) -> SplitResult | None:
    """Parts of a network camera's address. None for any other source."""
    if not isinstance(value, str) or not value.isprintable() or " " in value or "\\" in value:
        return None
    try:
        address = urlsplit(value)
        _ = address.port  # raises if it has another form
    except ValueError:
        return None
    if "@" in address.path + address.query + address.fragment:  # perhaps of a password: then the host is uncertain
        return None
    return address if address.scheme in NETWORK_CAMERAS and address.hostname else None


def _host(_: KioskValues, value: object) -> object:
    if not isinstance(value, str) or not 1 <= len(value) <= 253 or not value.isprintable() or " " in value:
        raise RefusedValueError("must be a host name or an IP address")
    return value


def _ca(_: KioskValues, value: object) -> object:
    if not isinstance(value, str) or len(value) > LONGEST_PEM or "-----BEGIN CERTIFICATE-----" not in value:
        raise RefusedValueError("must be a certificate authority in PEM format")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise RefusedValueError("must be a number")
    return value


Rule = Callable[[KioskValues, object], object]

SETTINGS_RULES: Mapping[str, Rule] = {
    "site.open": _accept,
    "site.timezone": _accept,
    "faces.rate_hz": _accept,
    "faces.tiles": _accept,
    "faces.masks": _masks,
    "audience.k": _raised("audience", "k"),
    "audience.k_reaction": _raised("audience", "k_reaction"),
    "audience.window_s": _window,
    "reaction.noise": _raised("reaction", "noise"),
    "player.remote": _player_remote,
    "microphone.device": _no_microphone,
    "microphone.staffed_till": _staffed_till,
    "kits": _no_kits,
    "camera.source": _camera,
}
ADDRESS_RULES: Mapping[str, Rule] = {"broker.host": _host, "broker.ca": _ca}
