"""The rule of each key that may come from afar, on both sides of its edge."""

from math import inf, nan
from typing import Any

import pytest

from edge.settings.remote_rules import (
    ADDRESS_RULES,
    MOST_MASKS,
    SETTINGS_RULES,
    KioskValues,
    Masks,
    RefusedValueError,
    join_masks,
    parse_masks,
)
from edge.settings.settings import Settings

SQUARE = ((0.0, 0.0), (0.5, 0.0), (0.5, 0.5))
OTHER = ((0.6, 0.6), (0.9, 0.6), (0.9, 0.9))
BEGIN = "-----BEGIN CERTIFICATE-----"


def apply(name: str, value: object, own: dict[str, Any] | None = None, masks: Masks = ()) -> object:
    """The value in force, or the reason of the refusal."""
    kiosk = KioskValues(Settings.model_validate(own or {}), masks)
    try:
        return (SETTINGS_RULES.get(name) or ADDRESS_RULES[name])(kiosk, value)
    except RefusedValueError as error:
        return RefusedValueError(*error.args)


def is_refused(name: str, value: object, own: dict[str, Any] | None = None, masks: Masks = ()) -> bool:
    return isinstance(apply(name, value, own, masks), RefusedValueError)


@pytest.mark.parametrize(
    ("name", "own", "below", "above"),
    [
        ("audience.k", 6, 5, 7),
        ("audience.k_reaction", 11, 10, 12),
        ("audience.window_s", 90, 89, 180),
        ("reaction.noise", 1.0, 0.99, 1.01),
    ],
)
def test_a_number_is_raised_and_never_lowered(name: str, own: float, below: float, above: float) -> None:
    section, key = name.split(".")
    values = {section: {key: own}}
    assert is_refused(name, below, values)
    assert apply(name, own, values) == own
    assert apply(name, above, values) == above
    for value in (True, "9", None, [9], nan, inf, -inf):
        assert is_refused(name, value, values), value


@pytest.mark.parametrize(
    ("own", "good", "bad"),
    [(60, (60, 120, 900), (61, 90, 901, 960)), (53, (53, 848), (901,)), (3600, (3600,), (900, 7200))],
)
def test_a_window_is_a_multiple_of_the_own_and_at_most_a_quarter_of_an_hour(
    own: int, good: tuple[int, ...], bad: tuple[int, ...]
) -> None:
    values = {"audience": {"window_s": own}}
    assert [apply("audience.window_s", value, values) for value in good] == list(good)
    assert all(is_refused("audience.window_s", value, values) for value in bad)


def test_masks_are_joined_and_those_from_before_must_be_there() -> None:
    own = {"faces": {"masks": [list(SQUARE)]}}
    joined = [[list(point) for point in mask] for mask in (SQUARE, OTHER)]
    assert apply("faces.masks", [OTHER, SQUARE], own) == joined
    assert apply("faces.masks", [OTHER], own, (OTHER,)) == joined
    refused = apply("faces.masks", [], own, (OTHER,))
    assert str(refused).startswith("lacks 1 of the masks")
    assert join_masks((SQUARE, SQUARE), (SQUARE,)) == joined[:1]


@pytest.mark.parametrize(
    "value", [5, None, [5], [[5]], [[[1]]], [[[1, 2, 3]]], [[["a", 1]]], [[[True, 1]]], [[[nan, 1]]]]
)
def test_what_is_no_polygon_is_refused(value: object) -> None:
    assert is_refused("faces.masks", value)


def test_the_number_of_masks_is_bounded() -> None:
    assert len(parse_masks([SQUARE] * 40)) == MOST_MASKS == 40
    with pytest.raises(RefusedValueError, match=f"has more than {MOST_MASKS} masks"):
        parse_masks([SQUARE] * (MOST_MASKS + 1))


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("microphone.device", "", ("usb", None, 0, False)),
        ("microphone.staffed_till", True, (False, 1, "true", None)),
        ("kits", [], ([{}], None, "", 0, False)),
        ("site.open", "Mo 09:00-18:00", ()),
    ],
)
def test_senses_are_only_switched_off(name: str, good: object, bad: tuple[object, ...]) -> None:
    assert apply(name, good) == good
    assert [value for value in bad if not is_refused(name, value)] == []


def test_the_remote_playlist_needs_a_player() -> None:
    assert is_refused("player.remote", True)
    assert apply("player.remote", True, {"player": {}}) is True


CAMERA = "rtsp://user:pa%40ss@cam.example:554/a?b=1"


@pytest.mark.parametrize(
    ("own", "new", "effective"),
    [
        (CAMERA, "rtsp://cam.example/b", "rtsp://user:pa%40ss@cam.example/b"),
        (CAMERA, "rtsps://CAM.example:322/b?c=2#d", "rtsps://user:pa%40ss@CAM.example:322/b?c=2#d"),
        (CAMERA, "https://cam.example/b", "https://user:pa%40ss@cam.example/b"),
        ("http://cam.example/a", "rtsp://cam.example/b", "rtsp://cam.example/b"),
        ("rtsp://[fe80::1]/a", "rtsp://[fe80::1]:8554/b", "rtsp://[fe80::1]:8554/b"),
        ("rtsps://u@cam/a", "https://cam/b", "https://u@cam/b"),
        ("https://cam/a", "rtsps://cam/b", "rtsps://cam/b"),
    ],
)
def test_another_address_of_the_camera_keeps_its_login(own: str, new: str, effective: str) -> None:
    assert apply("camera.source", new, {"camera": {"source": own}}) == effective


@pytest.mark.parametrize(
    ("own", "new", "why"),
    [
        ("/dev/video0", "rtsp://cam/a", "can only be changed from a network camera"),
        ("clip.mp4", "rtsp://cam/a", "can only be changed from a network camera"),
        ("rtsp://u:p@x@cam/a", "rtsp://cam/b", ""),
        ("rtsp://u:p/x@cam/a", "rtsp://cam/b", "can only be changed from a network camera"),
        ("rtsp://u:p?x@cam/a", "rtsp://cam/b", "can only be changed from a network camera"),
        ("rtsp://u:p#x@cam/a", "rtsp://cam/b", "can only be changed from a network camera"),
        ("rtsp://cam/a", "http://cam/b", "can only be changed from a network camera"),
        ("rtsp://cam/a", "/dev/video0", "can only be changed from a network camera"),
        ("rtsp://cam/a", "rtsp:///b", "can only be changed from a network camera"),
        ("rtsp://cam/a", "rtsp://cam:port/b", "can only be changed from a network camera"),
        ("rtsp://cam/a", "rtsp://cam/b c", "can only be changed from a network camera"),
        ("rtsp://cam/a", "rtsp://cam/b\n", "can only be changed from a network camera"),
        ("rtsp://cam/a", "rtsp://cam/b\\c", "can only be changed from a network camera"),
        ("rtsp://cam/a", "ftp://cam/b", "can only be changed from a network camera"),
        ("rtsp://cam/a", 5, "can only be changed from a network camera"),
        ("rtsp://cam/a", None, "can only be changed from a network camera"),
        ("rtsp://cam/a", "rtsp://u@cam/b", "must contain no user and no password"),
        ("rtsp://cam/a", "rtsp://:p@cam/b", "must contain no user and no password"),
        ("rtsp://cam/a", "rtsp://@cam/b", "must contain no user and no password"),
        ("rtsp://cam/a", "rtsp://cam2/b", "names another host"),
        ("rtsps://cam/a", "rtsp://cam/b", "is not encrypted"),
        ("https://cam/a", "rtsp://cam/b", "is not encrypted"),
    ],
)
def test_another_camera_or_a_weaker_connection_is_refused(own: str, new: object, why: str) -> None:
    made = apply("camera.source", new, {"camera": {"source": own}})
    assert str(made).startswith(why)
    assert isinstance(made, RefusedValueError) == bool(why)


def test_an_address_file_names_a_host() -> None:
    for good in ("a", "b" * 253, "broker.example.org", "::1"):
        assert apply("broker.host", good) == good
    for bad in ("", "b" * 254, "a b", "a\n", 5, None):
        assert is_refused("broker.host", bad), bad


def test_an_address_file_contains_an_authority_and_no_path() -> None:
    whole = BEGIN.ljust(32_768)
    assert apply("broker.ca", whole) == whole
    for bad in (f"{whole} ", "/etc/ssl/ca.pem", "", 5, None):
        assert is_refused("broker.ca", bad)
