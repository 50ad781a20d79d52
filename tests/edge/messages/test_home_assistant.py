"""The description for Home Assistant: names, topics and templates, and no value."""

import json
import re
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from edge.messages.build import Message
from edge.messages.home_assistant import discovery, discovery_topic, removal
from edge.messages.payloads import Health, State
from edge.messages.wire import Header, topic

HEADER = Header("acme", "berlin-7", "door")


def described() -> tuple[Message, dict[str, Any]]:
    message = discovery(HEADER, "homeassistant", "0.1.0", "an-id", 1000.0)
    return message, json.loads(message.payload)


def test_one_retained_message_describes_the_kiosk_as_a_device() -> None:
    message, payload = described()
    assert message.topic == "homeassistant/device/vitrina_acme_berlin-7_door/config"
    assert message.retained
    assert message.seq is None
    assert payload["device"]["identifiers"] == ["vitrina_acme_berlin-7_door"]
    assert payload["origin"]["name"] == "Vitrina"


def test_the_entities_of_a_kiosk_share_no_name() -> None:
    ids = [each["unique_id"] for each in described()[1]["components"].values()]
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
    """Nothing leaves for Home Assistant's sake: it reads `state` and `health`, and no message about people."""
    fields: dict[str, Any] = {topic(HEADER, "state"): State, topic(HEADER, "health"): Health}
    for component in described()[1]["components"].values():
        model: Any = fields[component["state_topic"]]
        assert component["platform"] in ("sensor", "binary_sensor")
        for path in re.findall(r"value_json\.([a-z0-9_.]+)", json.dumps(component)):
            name, *rest = path.split(".")
            part: Any = model.model_fields[name].annotation
            for each in rest:
                part = part.model_fields[each].annotation


def test_nothing_of_health_is_shown_for_longer_than_it_is_true() -> None:
    for component in described()[1]["components"].values():
        assert (component["state_topic"] == topic(HEADER, "state")) != ("expire_after" in component)


def test_a_removal_is_empty_and_retained() -> None:
    message = removal("homeassistant/device/x/config", "an-id", 1000.0)
    assert (message.payload, message.retained, message.topic) == (b"", True, "homeassistant/device/x/config")
