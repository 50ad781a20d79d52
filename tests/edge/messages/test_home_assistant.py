"""The description for Home Assistant: names, topics and templates, and no value."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.messages.build import Message
from edge.messages.home_assistant import discovery_message, discovery_topic, removal_message
from edge.messages.payloads import Health, State, Window
from edge.messages.wire import Header, message_topic

HEADER = Header("acme", "berlin-7", "door")


VISITORS = {"visits", "watchers", "dwell"}


def described(window_s: int | None = None) -> tuple[Message, dict[str, Any]]:
    message = discovery_message(HEADER, "homeassistant", "0.1.0", "an-id", 1000.0, window_s=window_s)
    return message, json.loads(message.payload)


def components(*, visitors: bool = False) -> dict[str, dict[str, Any]]:
    """The entities that are described; those that are taken away have nothing but a platform."""
    every = described(60 if visitors else None)[1]["components"]
    return {key: fields for key, fields in every.items() if fields != {"platform": "sensor"}}


def test_one_retained_message_describes_the_kiosk_as_a_device() -> None:
    message, payload = described()
    assert message.topic == "homeassistant/device/vitrina_acme_berlin-7_door/config"
    assert message.is_retained
    assert message.seq is None
    assert payload["device"]["identifiers"] == ["vitrina_acme_berlin-7_door"]
    assert payload["origin"]["name"] == "Vitrina"


def test_the_entities_of_a_kiosk_share_no_name() -> None:
    ids = [each["unique_id"] for each in components(visitors=True).values()]
    assert len(set(ids)) == len(ids)


NAMES = st.text("ab_-", min_size=1, max_size=4)


@given(st.tuples(NAMES, NAMES, NAMES), st.tuples(NAMES, NAMES, NAMES))
@example(("a_b", "c", "d"), ("a", "b_c", "d"))
@example(("a_", "b", "c"), ("a", "_b", "c"))
def test_two_kiosks_share_no_name(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    """Also where an underscore stands in a name: one would write its description over that of the other, or remove it.
    Home Assistant takes letters, digits, _ and - in it."""
    topics = [discovery_topic(Header(*names), "homeassistant") for names in (one, other)]
    assert (topics[0] == topics[1]) == (one == other)
    assert all(re.fullmatch("homeassistant/device/[a-zA-Z0-9_-]+/config", topic) for topic in topics)


def test_every_value_is_a_field_of_a_message_that_is_sent_anyway() -> None:
    """Nothing leaves for Home Assistant's sake: it reads `state` and `health`, and no message about people but a
    `window` where the settings ask for visitors."""
    fields: dict[str, Any] = {message_topic(HEADER, "state"): State, message_topic(HEADER, "health"): Health}
    assert {component["state_topic"] for component in components().values()} == fields.keys()
    fields[message_topic(HEADER, "window")] = Window
    for component in components(visitors=True).values():
        model: Any = fields[component["state_topic"]]
        assert component["platform"] in ("sensor", "binary_sensor")
        for path in re.findall(r"value_json\.([a-z0-9_.]+)", json.dumps(component)):
            name, *rest = path.split(".")
            part: Any = model.model_fields[name].annotation
            for each in rest:
                part = part.model_fields[each].annotation


def test_nothing_of_health_is_shown_for_longer_than_it_is_true() -> None:
    for component in components(visitors=True).values():
        assert (component["state_topic"] == message_topic(HEADER, "state")) != ("expire_after" in component)


def test_visitors_are_those_of_the_last_window_that_is_published() -> None:
    """The values of a message of at least k people, from its schema, and no other field about people."""
    visitors = {key: each for key, each in components(visitors=True).items() if key not in components()}
    assert visitors.keys() == VISITORS
    assert {each["state_topic"] for each in visitors.values()} == {message_topic(HEADER, "window")}
    window = {"visits": 7, "watchers": 3, "dwell_s": 12.4, "to": "2026-11-24T10:00:00.000Z", "k": 5}
    for age_s, shown in ((31, ["7", "3", "12.4"]), (3599, ["7", "3", "12.4"]), (3601, ["None"] * 3)):
        assert [rendered(each, window, age_s) for each in visitors.values()] == shown
    assert rendered(visitors["dwell"], {**window, "dwell_s": None}, 31) == "None"


def test_a_window_that_comes_late_is_not_shown_as_the_last_one() -> None:
    """After an outage, or because a server asks for it again, a kiosk sends windows of hours ago. With windows of a
    day, a value stands until the next one can come."""
    component = described(86_400)[1]["components"]["visits"]
    window = {"visits": 7, "to": "2026-11-24T10:00:00.000Z"}
    assert component["expire_after"] == 2 * 86_400
    assert rendered(component, window, 86_400) == "7"
    assert rendered(component, window, 2 * 86_400 + 1) == "None"


def test_visitors_are_taken_away_with_the_setting() -> None:
    """An entity with nothing but a platform is removed by Home Assistant; one that is missing would stay."""
    every = described()[1]["components"]
    assert {key for key, fields in every.items() if fields == {"platform": "sensor"}} == VISITORS


def rendered(component: dict[str, Any], window: dict[str, Any], age_s: float) -> str:
    """What Home Assistant takes from a window so long after its end; "None" is unknown."""
    at = datetime.fromisoformat(window["to"].replace("Z", "+00:00")) + timedelta(seconds=age_s)
    jinja2 = pytest.importorskip("jinja2", reason="the central server's packages are missing: make setup")
    template = jinja2.Environment(undefined=jinja2.StrictUndefined).from_string(component["value_template"])
    return str(template.render(value_json=window, as_timestamp=as_timestamp, now=lambda: at))


def as_timestamp(value: str | datetime) -> float:
    """Seconds of a time, as Home Assistant's function of this name."""
    at = datetime.fromisoformat(value.replace("Z", "+00:00")) if isinstance(value, str) else value
    return at.timestamp()


def test_a_removal_is_empty_and_retained() -> None:
    message = removal_message("homeassistant/device/x/config", "an-id", 1000.0)
    assert (message.payload, message.is_retained, message.topic) == (b"", True, "homeassistant/device/x/config")
