"""Description of a kiosk for Home Assistant's MQTT discovery. It lists which values of `state` and `health` Home
Assistant can read, and where they are.

The description contains names, topics and templates, but no values; Home Assistant reads the values from the messages.
If the settings enable visitors, it also reads the `window` message, which covers at least k people. No message is
published only for Home Assistant. https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload
"""

from typing import Any

from edge.messages.build import Message
from edge.messages.wire import Header, message_topic, to_json

KIND = "discovery"
EXPIRES_S = 300
"""Home Assistant shows the values of a `health` message for this many seconds. The kiosk sends one every minute."""
WINDOW_EXPIRES_S = 3600
"""Home Assistant shows the values of a `window` for this many seconds, or for two window lengths if that is longer.
The kiosk sends a window once at least k people have come and gone.
"""


def discovery_topic(header: Header, prefix: str) -> str:
    """Topic of the description. The broker retains its message."""
    return f"{prefix}/device/{_object_id(header)}/config"


def discovery_message(
    header: Header, prefix: str, version: str, id: str, at_s: float, *, window_s: int | None = None
) -> Message:
    """The description of a kiosk. If `window_s`, the length of a window, is given, it includes the kiosk's visitors."""
    name = _object_id(header)
    payload = {
        "device": {
            "identifiers": [name],
            "name": f"Vitrina {header.site} {header.device}",
            "manufacturer": "Vitrina",
            "model": "kiosk",
            "sw_version": version,
        },
        "origin": {"name": "Vitrina", "sw_version": version},
        "qos": 1,
        "components": {
            **_named(name, _component_fields(header)),
            **(_NO_VISITORS if window_s is None else _named(name, _visitor_fields(header, window_s))),
        },
    }
    return Message(KIND, discovery_topic(header, prefix), to_json(payload), id, None, at_s)


def removal_message(topic: str, id: str, at_s: float) -> Message:
    """An empty message that replaces the description, so that Home Assistant removes the kiosk."""
    return Message(KIND, topic, b"", id, None, at_s)


def _object_id(header: Header) -> str:
    """Unique id of a kiosk. Its three names are joined with `_`. A `_` inside a name becomes U, because names
    contain no capitals.
    """
    names = (header.tenant, header.site, header.device)
    return "_".join(("vitrina", *(name.replace("_", "U") for name in names)))


def _named(device: str, components: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The components of the description, each with a unique id."""
    return {key: {**fields, "unique_id": f"{device}_{key}"} for key, fields in components.items()}


def _component_fields(header: Header) -> dict[str, dict[str, Any]]:
    state = message_topic(header, "state")
    sensor = {"platform": "sensor", "entity_category": "diagnostic"}
    return {
        "state": {
            "platform": "sensor",
            "name": "State",
            "device_class": "enum",
            "options": ["sensing", "paused", "degraded", "offline"],
            "state_topic": state,
            "value_template": "{{ value_json.state }}",
            "json_attributes_topic": state,
            "json_attributes_template": "{{ {'reasons': value_json.reasons, 'since': value_json.since} | tojson }}",
        },
        "problem": {
            "platform": "binary_sensor",
            "name": "Problem",
            "device_class": "problem",
            "state_topic": state,
            "value_template": "{{ 'ON' if value_json.state in ('degraded', 'offline') else 'OFF' }}",
        },
        "camera_rate": {
            **sensor,
            "name": "Camera",
            "device_class": "frequency",
            "unit_of_measurement": "Hz",
            **_of_health(header, "camera.rate_hz"),
        },
        "unsent": {
            **sensor,
            "name": "Unsent messages",
            "state_class": "measurement",
            **_of_health(header, "outbox.unsent"),
        },
        "dropped": {
            **sensor,
            "name": "Dropped messages",
            "state_class": "total_increasing",
            **_of_health(header, "outbox.dropped"),
        },
        "temperature": {
            **sensor,
            "name": "Temperature",
            "device_class": "temperature",
            "unit_of_measurement": "°C",
            **_of_health(header, "temperature_c"),
        },
    }


def _of_health(header: Header, field: str) -> dict[str, Any]:
    """Template for a value of `health`. Home Assistant shows None as unknown."""
    return {
        "state_topic": message_topic(header, "health"),
        "value_template": f"{{{{ value_json.{field} }}}}",
        "expire_after": EXPIRES_S,
    }


def _visitor_fields(header: Header, window_s: int) -> dict[str, dict[str, Any]]:
    """Values of the last published window. If an older window is published again on request, its values are ignored."""
    expires_s = max(WINDOW_EXPIRES_S, 2 * window_s)

    def of_window(name: str, field: str, icon: str) -> dict[str, Any]:
        age_s = "as_timestamp(now()) - as_timestamp(value_json.to)"
        return {
            "platform": "sensor",
            "name": name,
            "icon": icon,
            "state_class": "measurement",
            "state_topic": message_topic(header, "window"),
            "value_template": f"{{{{ value_json.{field} if {age_s} < {expires_s} else none }}}}",
            "expire_after": expires_s,
        }

    return {
        "visits": of_window("Visits", "visits", "mdi:account-group"),
        "watchers": of_window("Watchers", "watchers", "mdi:eye"),
        "dwell": {
            **of_window("Dwell", "dwell_s", "mdi:timer-outline"),
            "device_class": "duration",
            "unit_of_measurement": "s",
        },
    }


_NO_VISITORS = {key: {"platform": "sensor"} for key in ("visits", "watchers", "dwell")}
"""Description that removes the visitor entities. Home Assistant keeps an entity if a new description merely omits
it.
"""
