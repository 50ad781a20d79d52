"""Properties and sizes of MQTT packets."""

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from edge.messages.build import Message


def packet_properties(packet: int) -> Properties:
    """Properties of a type of packet, all unset."""
    return Properties(packet)  # type: ignore[no-untyped-call]


def message_properties(message: Message, packet: int) -> Properties:
    """Properties of a packet that contains a message: its content type, schema and id."""
    properties = packet_properties(packet)
    properties.ContentType = "application/json"
    properties.UserProperty = [("schema", message.schema), ("id", message.id)]
    return properties


def packet_bytes(message: Message) -> int:
    """Size in bytes of a message's PUBLISH packet, with the fixed header. MQTT's limits apply to this size."""
    properties: bytes = message_properties(message, PacketTypes.PUBLISH).pack()  # type: ignore[no-untyped-call]
    rest = 2 + len(message.topic.encode()) + 2 + len(properties) + len(message.payload)
    length_field = 1 + sum(rest >= step for step in (128, 16_384, 2_097_152))  # "remaining length" has 1 to 4 bytes
    return 1 + length_field + rest
