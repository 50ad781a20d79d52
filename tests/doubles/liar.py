"""A client with a login of the broker that uses the client id of somebody else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from paho.mqtt.client import Client, ConnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties


@contextmanager
def liar(port: int, client_id: str, session_s: int = 0, login: tuple[str, str] | None = None) -> Iterator[Client]:
    """A connected client of this client id. Its user data says whether the broker had a session of it."""
    facts: dict[str, bool] = {}
    is_up = threading.Event()
    client = Client(CallbackAPIVersion.VERSION2, client_id, userdata=facts, protocol=MQTTProtocolVersion.MQTTv5)
    if login is not None:
        client.username_pw_set(*login)

    def on_connect(_client: Client, _facts: object, flags: ConnectFlags, _reason: object, _properties: object) -> None:
        facts["session_present"] = flags.session_present
        is_up.set()

    client.on_connect = on_connect
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = session_s
    client.connect("127.0.0.1", port, clean_start=False, properties=properties)
    client.loop_start()
    assert is_up.wait(20)
    yield client
    client.disconnect()
    client.loop_stop()
