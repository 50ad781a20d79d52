"""Description of a kiosk for Home Assistant's MQTT discovery: which of its values are in `state` and `health`, where.

It carries names, topics and templates, and no value. Home Assistant then reads the messages themselves.
https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload
"""

from typing import Any

from edge.messages.build import Message
from edge.messages.wire import Header, to_json, topic

KIND = "discovery"
EXPIRES_S = 300
"""Age at which Home Assistant shows no value of a `health`, which comes every minute."""


def discovery_topic(header: Header, prefix: str) -> str:
    """Topic of the description, retained by the broker."""
    return f"{prefix}/device/{_object_id(header)}/config"


def discovery(header: Header, prefix: str, version: str, id: str, at_s: float) -> Message:
    """The description of a kiosk."""
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
        "components": {key: {**fields, "unique_id": f"{name}_{key}"} for key, fields in _components(header).items()},
    }
    return Message(KIND, discovery_topic(header, prefix), to_json(payload), id, None, at_s)


def removal(topic: str, id: str, at_s: float) -> Message:
    """An empty message in place of a description: the broker forgets it, and Home Assistant removes the kiosk."""
    return Message(KIND, topic, b"", id, None, at_s)


def _object_id(header: Header) -> str:
    """Name that no other kiosk has: `_` stands between its names, U for one inside, which has no capitals."""
    names = (header.tenant, header.site, header.device)
    return "_".join(("vitrina", *(name.replace("_", "U") for name in names)))


def _components(header: Header) -> dict[str, dict[str, Any]]:
    state = topic(header, "state")
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
    """Path of a value of `health`. None is what Home Assistant shows as unknown."""
    return {
        "state_topic": topic(header, "health"),
        "value_template": f"{{{{ value_json.{field} }}}}",
        "expire_after": EXPIRES_S,
    }
