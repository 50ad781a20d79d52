"""Settings from afar: a list of keys, and no value with less privacy than the kiosk's own file."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from edge.remote_keys import ADDRESS_KEYS, SETTINGS_KEYS
from edge.settings.broker import MovedBrokerSettings, SignedBrokerSettings
from edge.settings.remote import BEFORE, Overlay, RemoteFile, RemoteFiles, RemoteMemory, overlay_settings
from edge.settings.settings import Settings, section_classes

TODAY = date(2026, 12, 1)
NOTHING = RemoteMemory()
URL = {"url": "https://central.example.org/media/fleet/"}
SQUARE = [[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]]
OTHER = [[0.6, 0.6], [0.9, 0.6], [0.9, 0.9]]
PEM = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"


def overlay(
    remote: Mapping[str, Any] | None = None,
    own: Mapping[str, Any] | None = None,
    *,
    address: Mapping[str, Any] | None = None,
    memory: RemoteMemory = NOTHING,
    today: date = TODAY,
    keep: tuple[str, ...] = (),
) -> Overlay:
    """What a kiosk with its own values makes of one settings file and one address file."""
    values = {"fleet": {**URL, "keep": list(keep)}, **(own or {})}
    files = RemoteFiles(
        () if remote is None else (RemoteFile("settings/acme.toml", remote),),
        () if address is None else (RemoteFile("address/acme.toml", address),),
    )
    return overlay_settings(Settings.model_validate(values), values, files, memory, today)


def refusals(made: Overlay) -> list[str]:
    return [refusal.text for refusal in made.refusals]


def test_what_may_come_from_afar_comes() -> None:
    remote = {
        "site": {"open": "Mo-Fr 09:00-20:00", "timezone": "Europe/Berlin"},
        "faces": {"rate_hz": 10, "tiles": "2", "masks": [SQUARE]},
        "audience": {"k": 6, "k_reaction": 12, "window_s": 120},
        "reaction": {"noise": 1.0},
        "player": {"remote": False},
        "microphone": {"device": "", "staffed_till": True},
        "kits": [],
    }
    kit = {"port": "/dev/a", "kit": "grove", "wearer": "w1", "consent": "/etc/c.json"}
    made = overlay(remote, {"microphone": {"device": "usb"}, "kits": [kit], "player": {}})
    assert refusals(made) == []
    assert made.settings.site.open == "Mo-Fr 09:00-20:00"
    assert made.settings.site.timezone == "Europe/Berlin"
    assert (made.settings.faces.rate_hz, made.settings.faces.tiles) == (10, "2")
    assert made.settings.faces.masks == [[tuple(point) for point in SQUARE]]
    assert (made.settings.audience.k, made.settings.audience.k_reaction, made.settings.audience.window_s) == (
        6,
        12,
        120,
    )
    assert made.settings.reaction.noise == 1.0
    assert made.settings.microphone.device is None
    assert made.settings.kits == []
    assert set(made.origins) == set(SETTINGS_KEYS) - {"camera.source"}
    assert set(made.origins.values()) == {"settings/acme.toml"}


def test_the_narrower_file_goes_over_the_wider_key_by_key() -> None:
    values = {"fleet": dict(URL)}
    files = RemoteFiles(
        (
            RemoteFile("settings/acme.toml", {"audience": {"k": 9}, "site": {"open": "Mo 09:00-20:00"}}),
            RemoteFile("settings/acme/berlin-7.toml", {"audience": {"k": 7}}),
        )
    )
    made = overlay_settings(Settings.model_validate(values), values, files, RemoteMemory(), TODAY)
    assert (made.settings.audience.k, made.settings.site.open) == (7, "Mo 09:00-20:00")
    assert made.origins == {"audience.k": "settings/acme/berlin-7.toml", "site.open": "settings/acme.toml"}


def every_key() -> Iterator[tuple[str, dict[str, Any], str]]:
    """Each key of each section as (section, table, name), with a value that its type accepts."""
    for header, model in section_classes():
        section = header.strip("[]")
        for key, field in model.model_fields.items():
            value = field.examples[0] if field.examples else field.get_default(call_default_factory=True)
            name = f"{section}.{key}"
            yield section, {key: "a" if value is None or not is_toml(value) else value}, name


def is_toml(value: object) -> bool:
    return isinstance(value, (str, bool, int, float, list, dict))


@pytest.mark.parametrize(("section", "table", "name"), [pytest.param(*each, id=each[2]) for each in every_key()])
def test_every_key_that_is_not_listed_is_refused(section: str, table: dict[str, Any], name: str) -> None:
    """Whatever its value: even the default. So is each in an address file."""
    before = Settings.model_validate({"fleet": dict(URL)})
    if name not in SETTINGS_KEYS:
        made = overlay({section: table})
        assert [refusal.key for refusal in made.refusals] == [name]
        assert "cannot be set from afar. Set it on the kiosk" in made.refusals[0].reason
        assert made.settings == before
    if name not in ADDRESS_KEYS:
        made = overlay(address={section: table})
        assert [refusal.key for refusal in made.refusals] == [name]
        assert made.settings == before


@pytest.mark.parametrize(
    "values", [{"x": 1}, {"x": {"y": 1}}, {"site": 5}, {"kits": [{"port": "/dev/a"}]}, {"audience": []}]
)
def test_what_is_no_setting_is_refused(values: dict[str, Any]) -> None:
    made = overlay(values)
    assert len(made.refusals) == 1
    assert made.origins == {}


VALUES: list[Any] = [4, 5, 7, 12, 30, 90, 120, 960, 0.4, 1.5, True, False, "", "x", "2", [], [SQUARE], [OTHER], {}]
NEAR: dict[str, list[Any]] = {
    "audience.k": [4, 7],
    "audience.k_reaction": [8, 12],
    "audience.window_s": [30, 90, 120],
    "reaction.noise": [0.6, 1.5],
    "faces.masks": [[], [OTHER]],
    "microphone.device": ["", "other"],
    "microphone.staffed_till": [True, False],
}
"""Values of the right type on both sides of the kiosk's own."""
KIT = {"port": "/dev/b", "kit": "grove", "wearer": "w1", "consent": "/etc/c.json"}


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """A file with a few keys: half of them listed ones, with values of all types."""
    names = st.sampled_from(SETTINGS_KEYS) | st.sampled_from([name for _, _, name in every_key()])
    made: dict[str, Any] = {}
    for name in draw(st.lists(names, max_size=5)):
        section, _, key = name.partition(".")
        if key and isinstance(made.setdefault(section, {}), dict):
            made[section][key] = draw(st.sampled_from(NEAR.get(name, VALUES)) | st.sampled_from(VALUES))
        else:
            made[section] = draw(st.sampled_from([[], [KIT]]))
    return made


OWN: dict[str, Any] = {
    "audience": {"k": 6, "k_reaction": 11, "window_s": 60},
    "reaction": {"noise": 1.0},
    "faces": {"masks": [SQUARE]},
    "staff": {"in_view": "masked", "declared_on": date(2026, 11, 1), "declared_by": "A"},
    "notice": {
        **dict.fromkeys(("version", "operator", "contact", "legal_basis", "confirmed_by"), "a"),
        "confirmed_on": date(2026, 11, 1),
    },
    "camera": {"source": "rtsp://user:secret@cam/a"},
    "microphone": {"device": "usb", "staffed_till": True},
    "kits": [{**KIT, "port": "/dev/a"}],
    "broker": {"host": "one", "username": "u", "password": "secret"},
}
ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "audience.k": lambda own, new: new >= own,
    "audience.k_reaction": lambda own, new: new >= own,
    "audience.window_s": lambda own, new: own <= new <= 900 and new % own == 0,
    "reaction.noise": lambda own, new: new >= own,
    "faces.masks": lambda own, new: all(mask in new for mask in own),
    "microphone.device": lambda own, new: new in (own, None),
    "microphone.staffed_till": lambda own, new: new or not own,
    "kits": lambda own, new: new in (own, []),
}
"""When a value has no less privacy than the kiosk's own."""
FREE = {"site.open", "site.timezone", "faces.rate_hz", "faces.tiles", "player.remote", "camera.source"}
"""Keys that say nothing about privacy, and the camera, for which a new view is confirmed again."""
OF_THE_VIEW = {f"staff.{key}" for key in Settings.model_fields["staff"].annotation.model_fields} | {  # type: ignore[union-attr]
    "notice.confirmed_on", "notice.confirmed_by", "notice.shown",
}  # fmt: skip
"""Keys that only become empty, or ask for more, behind a new camera address."""


def values_of(made: Settings) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section in Settings.model_fields:
        part = getattr(made, section)
        if isinstance(part, BaseModel):
            found |= {f"{section}.{key}": getattr(part, key) for key in type(part).model_fields}
        else:
            found[section] = part
    return found


@given(files(), files(), st.booleans())
@settings(max_examples=250, deadline=None)
def test_no_file_makes_a_privacy_value_weaker(remote: dict[str, Any], address: dict[str, Any], is_new: bool) -> None:
    """Any keys with any values in both kinds of files. Every key is compared, also those that are added later."""
    if is_new:
        remote["camera"] = {"source": "rtsp://cam/b"}
    own = values_of(Settings.model_validate({"fleet": dict(URL), **OWN}))
    made = overlay(remote, OWN, address=address)
    new = values_of(made.settings)
    assert set(new) == set(own)
    for name, value in own.items():
        if name in ORDERED:
            assert ORDERED[name](value, new[name]), name
        elif name in OF_THE_VIEW and made.is_camera_new:
            assert new[name] is None or name == "notice.shown", name
        elif name.startswith("broker."):
            assert new[name] == value or new["broker.host"] != "one", name
        elif name not in FREE:
            assert new[name] == value, name
    if new["broker.host"] != "one":
        assert made.settings.broker.broker_password({"VITRINA_BROKER_PASSWORD": "secret"}) is None
        assert "secret" not in repr(made.settings.broker)


def test_a_key_that_stays_by_hand_stays() -> None:
    remote = {"audience": {"k": 9, "k_reaction": 12}, "faces": {"masks": [SQUARE]}}
    memory = RemoteMemory(masks=(tuple(map(tuple, OTHER)),))  # type: ignore[arg-type]
    made = overlay(remote, memory=memory, keep=("audience.k", "faces.masks"))
    assert (made.settings.audience.k, made.settings.audience.k_reaction) == (5, 12)
    assert made.settings.faces.masks == []
    assert made.memory.masks == ()
    assert refusals(made) == []


@pytest.mark.parametrize(
    ("remote", "why"),
    [
        ({"audience": {"k": 4}}, "audience.k is below the kiosk's own value 5; it can only be raised from afar"),
        ({"audience": {"k_reaction": 9}}, "audience.k_reaction is below"),
        ({"audience": {"window_s": 30}}, "audience.window_s is below"),
        ({"audience": {"window_s": 90}}, "must be a multiple of the kiosk's own value 60, and at most 900"),
        ({"audience": {"window_s": 960}}, "must be a multiple of the kiosk's own value 60, and at most 900"),
        ({"reaction": {"noise": 0.4}}, "reaction.noise is below"),
        ({"reaction": {"noise": "1"}}, "reaction.noise must be a number"),
        ({"audience": {"k": True}}, "audience.k must be a number"),
        ({"audience": {"k": float("nan")}}, "audience.k must be a number"),
        ({"microphone": {"device": "usb"}}, "switches the microphone off"),
        ({"microphone": {"staffed_till": False}}, "switches the microphone off"),
        ({"kits": [{}]}, "switches all kits off"),
        ({"player": {"remote": True}}, "this kiosk has no section [player]"),
        ({"faces": {"masks": 5}}, "must be a list of polygons"),
        ({"faces": {"masks": [SQUARE] * 41}}, "has more than 40 masks"),
        ({"faces": {"masks": [[[0, 0], [1, 1]]]}}, "needs at least three points"),
        ({"site": {"open": "never"}}, "site.open cannot be used: 'never' is not"),
        ({"faces": {"rate_hz": 1}}, "faces.rate_hz cannot be used: "),
    ],
)
def test_a_value_that_is_refused_changes_nothing_and_has_its_reason(remote: dict[str, Any], why: str) -> None:
    made = overlay(remote)
    assert len(made.refusals) == 1
    assert why in refusals(made)[0]
    assert refusals(made)[0].startswith("settings/acme.toml: ")
    assert made.settings == Settings.model_validate({"fleet": dict(URL)})


def test_beside_a_refused_value_the_others_hold() -> None:
    """A file in force was accepted whole; if the kiosk's own file changes later, one key must not undo the others."""
    made = overlay(
        {"audience": {"k": 9}, "microphone": {"device": ""}}, {"audience": {"k": 10}, "microphone": {"device": "usb"}}
    )
    assert made.settings.audience.k == 10
    assert made.settings.microphone.device is None
    assert len(made.refusals) == 1


def test_what_contradicts_another_section_leaves_what_switches_off() -> None:
    """A raised k above the kiosk's k_reaction cannot be used; the microphone stays off all the same."""
    made = overlay({"audience": {"k": 20}, "microphone": {"device": ""}}, {"microphone": {"device": "usb"}})
    assert made.settings.audience.k == 5
    assert made.settings.microphone.device is None
    assert "audience.k cannot be used: k_reaction = 10 is too small" in refusals(made)[0]


def test_a_raised_value_is_lowered_only_on_a_later_local_day() -> None:
    raised = overlay({"audience": {"k": 9}, "reaction": {"noise": 1.5}})
    assert raised.memory.raised == {"audience.k": (9, TODAY), "reaction.noise": (1.5, TODAY)}
    for remote in ({"audience": {"k": 6}}, {}):
        made = overlay(remote, memory=raised.memory)
        assert (made.settings.audience.k, made.settings.reaction.noise) == (9, 1.5)
        assert made.origins["audience.k"] == BEFORE
        assert made.memory == raised.memory
    later = overlay({"audience": {"k": 6}}, memory=raised.memory, today=TODAY + timedelta(days=1))
    assert (later.settings.audience.k, later.settings.reaction.noise) == (6, 0.5)
    assert later.memory.raised == {"audience.k": (6, TODAY + timedelta(days=1))}


def test_only_a_lower_value_is_held() -> None:
    """A higher one counts at once, from afar or on the kiosk; and a key that stays by hand stays."""
    memory = overlay({"audience": {"k": 9}}).memory
    assert overlay({"audience": {"k": 10}}, memory=memory).settings.audience.k == 10
    assert overlay({}, {"audience": {"k": 10}}, memory=memory).settings.audience.k == 10
    assert overlay({}, memory=memory, keep=("audience.k",)).settings.audience.k == 5


def test_a_wrong_value_leaves_the_other_keys_of_its_section() -> None:
    made = overlay({"faces": {"rate_hz": 1, "tiles": "2"}})
    assert [refusal.key for refusal in made.refusals] == ["faces.rate_hz"]
    assert (made.settings.faces.rate_hz, made.settings.faces.tiles) == (15.0, "2")


def test_a_value_that_stays_keeps_the_day_on_which_it_came() -> None:
    first = overlay({"audience": {"k": 9}})
    again = overlay({"audience": {"k": 9}}, memory=first.memory, today=TODAY + timedelta(days=3))
    assert again.memory == first.memory


def test_a_clock_that_is_set_back_lowers_nothing() -> None:
    first = overlay({"audience": {"k": 9}})
    made = overlay({}, memory=first.memory, today=date(1970, 1, 1))
    assert made.settings.audience.k == 9


def test_a_raised_window_is_not_held_against_the_kiosks_own_new_window() -> None:
    first = overlay({"audience": {"window_s": 120}})
    assert overlay({}, memory=first.memory).settings.audience.window_s == 120
    assert overlay({}, {"audience": {"window_s": 50}}, memory=first.memory).settings.audience.window_s == 50


def test_masks_from_afar_are_added_and_never_taken_away() -> None:
    own = {"faces": {"masks": [OTHER]}}
    first = overlay({"faces": {"masks": [SQUARE, OTHER]}}, own)
    assert [list(map(list, mask)) for mask in first.settings.faces.masks] == [OTHER, SQUARE]
    without: tuple[dict[str, Any], ...] = ({}, {"faces": {"masks": []}})
    for remote in without:
        made = overlay(remote, own, memory=first.memory, today=TODAY + timedelta(days=9))
        assert made.settings.faces.masks == first.settings.faces.masks
        assert made.memory.masks == first.memory.masks
    assert "lacks 1 of the masks" in refusals(made)[0]
    third = [[0.0, 0.5], [0.1, 0.5], [0.1, 0.6]]
    more = overlay({"faces": {"masks": [third, SQUARE]}}, own, memory=first.memory)
    assert [list(map(list, mask)) for mask in more.settings.faces.masks] == [OTHER, third, SQUARE]
    assert len(more.memory.masks) == 2


CAMERA = {"camera": {"source": "rtsp://user:pa%40ss@cam.example:554/a"}}


def test_a_new_camera_address_pauses_until_somebody_confirms_the_view() -> None:
    own = {**OWN, **CAMERA}
    made = overlay({"camera": {"source": "rtsps://cam.example:322/b?x=1"}}, own)
    assert made.settings.camera.source == "rtsps://user:pa%40ss@cam.example:322/b?x=1"
    assert made.is_camera_new
    assert made.settings.missing_notice_keys() == ["confirmed_on", "confirmed_by"]
    assert made.settings.staff.missing_declaration_keys() == ["in_view", "declared_on", "declared_by"]
    assert len(made.settings.faces.masks) == 1


def test_a_notice_on_the_screen_must_be_confirmed_too() -> None:
    notice = {"shown": "screen", **dict.fromkeys(("version", "operator", "contact", "legal_basis"), "a")}
    own = {**CAMERA, "notice": notice, "player": {}}
    assert Settings.model_validate(own).missing_notice_keys() == []
    made = overlay({"camera": {"source": "rtsp://cam.example/b"}}, own)
    assert made.settings.missing_notice_keys() == ["confirmed_on", "confirmed_by"]


def test_a_camera_address_that_the_kiosks_own_file_has_changes_nothing() -> None:
    """So whoever confirms the view on the kiosk writes the address into its own file."""
    made = overlay({"camera": {"source": "rtsp://cam.example:554/a"}}, {**OWN, **CAMERA})
    assert not made.is_camera_new
    assert made.origins == {}
    assert made.settings.notice.confirmed_by == "a"


@pytest.mark.parametrize(
    ("own", "source", "why"),
    [
        ("rtsp://cam/a", "rtsp://other/a", "names another host"),
        ("rtsp://cam/a", "rtsp://cam.evil.org/a", "names another host"),
        ("rtsp://cam/a", "rtsp://cam@evil.org/a", "must contain no user and no password"),
        ("rtsp://cam/a", "rtsp://:x@cam/a", "must contain no user and no password"),
        ("rtsp://cam/a", "http://cam/a", "can only be changed from a network camera"),
        ("rtsp://cam/a", "/dev/video0", "can only be changed from a network camera"),
        ("rtsp://cam/a", "gst: videotestsrc ! fakesink", "can only be changed from a network camera"),
        ("rtsp://cam/a", "file:///etc/passwd", "can only be changed from a network camera"),
        ("rtsp://cam/a", "rtsp://cam:x/a", "can only be changed from a network camera"),
        ("rtsp://cam/a", "rtsp://cam\\@evil.org/a", "can only be changed from a network camera"),
        ("rtsp://cam/a", 5, "can only be changed from a network camera"),
        ("rtsp://u:p/w@cam/a", "rtsp://u/a", "can only be changed from a network camera"),
        ("/dev/video0", "rtsp://cam/a", "can only be changed from a network camera"),
        ("rtsps://u:p@cam/a", "rtsp://cam/a", "is not encrypted"),
        ("https://u:p@cam/a", "rtsp://cam/a", "is not encrypted"),
    ],
)
def test_another_camera_is_refused(own: str, source: object, why: str) -> None:
    made = overlay({"camera": {"source": source}}, {"camera": {"source": own}})
    assert why in refusals(made)[0]
    assert made.settings.camera.source == own
    assert not made.is_camera_new


BROKER: dict[str, Any] = {"broker": {"host": "one.example", "tls": True, "username": "u", "password": "p"}}


def test_the_password_never_goes_to_another_host() -> None:
    """Neither from the file nor from the environment, and the connection stays encrypted."""
    made = overlay(address={"broker": {"host": "two.example", "ca": PEM}}, own=BROKER)
    broker = made.settings.broker
    assert isinstance(broker, MovedBrokerSettings)
    assert (broker.host, broker.tls, broker.username, broker.password) == ("two.example", True, None, None)
    assert broker.broker_password({"VITRINA_BROKER_PASSWORD": "p"}) is None
    assert broker.ca_pem == PEM
    assert broker.ca_file is None


def test_an_address_file_with_only_a_host_is_enough_to_keep_the_password_back() -> None:
    broker = overlay(address={"broker": {"host": "two.example"}}, own=BROKER).settings.broker
    assert isinstance(broker, MovedBrokerSettings)
    assert (broker.broker_password({"VITRINA_BROKER_PASSWORD": "p"}), broker.ca_pem) == (None, None)


def test_at_the_same_host_the_login_stays() -> None:
    made = overlay(address={"broker": {"host": "one.example", "ca": PEM}}, own=BROKER)
    broker = made.settings.broker
    assert isinstance(broker, SignedBrokerSettings)
    assert not isinstance(broker, MovedBrokerSettings)
    assert (broker.username, broker.broker_password({})) == ("u", "p")
    assert broker.ca_pem == PEM


@pytest.mark.parametrize(
    "table",
    [
        {"host": ""},
        {"host": "mqtt://x"},
        {"host": "a b"},
        {"host": 5},
        {"ca": "/etc/ca.pem"},
        {"ca": 5},
        {"ca": "x" * 40_000},
    ],
)
def test_a_wrong_address_is_refused(table: dict[str, Any]) -> None:
    made = overlay(address={"broker": table}, own=BROKER)
    assert len(made.refusals) == 1
    assert made.settings == Settings.model_validate({"fleet": dict(URL), **BROKER})


def test_a_settings_file_names_no_broker_and_an_address_file_no_setting() -> None:
    assert len(overlay({"broker": {"host": "two"}}).refusals) == 1
    assert len(overlay(address={"audience": {"k": 9}}).refusals) == 1


def test_the_types_in_this_file_are_those_of_toml() -> None:
    """A guard for the generated keys: at least one per section."""
    assert len({section for section, _, _ in every_key()}) == len(section_classes())
    assert TypeAdapter(dict[str, Any]).validate_python(OWN) == OWN
