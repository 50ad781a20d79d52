"""Sends requests to mosquitto's dynamic security plugin over its control topic. Each request has its own connection."""

import json
import secrets
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from paho.mqtt.client import Client, MQTTMessage

from central.errors import BrokerRefusedError
from central.ingest.session import BrokerOptions, build_client
from central.store.client_ids import random_client_id

TOPIC = "$CONTROL/dynamic-security/v1"
RESPONSE = f"{TOPIC}/response"
CONNECT_S, ANSWER_S = 10.0, 5.0


def send_commands(options: BrokerOptions, commands: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """Send commands to the plugin. Return the plugin's error for each command, or None if the command succeeded. Raises
    BrokerRefusedError.
    """
    exchange = _Exchange(options, commands)
    try:
        return exchange.send_all()
    finally:
        exchange.close()


class _Exchange:
    """One connection to the control topic. It subscribes to the responses, sends the commands and waits for the
    responses.
    """

    def __init__(self, options: BrokerOptions, commands: Sequence[Mapping[str, Any]]) -> None:
        self._options = options
        self._ids = [secrets.token_hex(8) for _ in commands]
        of_each = [{**command, "correlationData": own} for command, own in zip(commands, self._ids, strict=True)]
        self._payload = json.dumps({"commands": of_each}).encode()
        self._errors: dict[str, str | None] = {}
        self._is_sent, self._is_done = threading.Event(), threading.Event()
        self._refusal: str | None = None
        self._client = self._make_client()

    def send_all(self) -> list[str | None]:
        """Send the commands, and return their errors in order. Raises BrokerRefusedError."""
        try:
            self._client.connect(self._options.host, self._options.port)
        except OSError as error:  # also ssl.SSLError
            raise self._error(f"cannot be reached ({error}). Check [broker] host, port and tls.") from None
        self._client.loop_start()
        if not self._is_sent.wait(CONNECT_S):
            raise self._error(f"does not answer within {CONNECT_S:.0f} s. Check [broker] host and port.")
        if not self._is_done.wait(ANSWER_S):
            raise self._error(
                f"does not answer through the dynamic security plugin within {ANSWER_S:.0f} s. Load the plugin"
                " (vitrina docs kiosks), or set [broker] dynamic_security = false."
            )
        if self._refusal is not None:
            raise self._error(self._refusal)
        return [self._errors[own] for own in self._ids]

    def close(self) -> None:
        """Close the connection."""
        self._client.disconnect()
        self._client.loop_stop()

    def _error(self, why: str) -> BrokerRefusedError:
        return BrokerRefusedError(f"broker: {self._options.host}:{self._options.port} {why}")

    def _make_client(self) -> Client:
        client = build_client(self._options, random_client_id("vitrina-control"), reconnect_on_failure=False)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        return client

    def _refuse(self, why: str) -> None:
        self._refusal = self._refusal or why
        self._is_sent.set()
        self._is_done.set()

    def _on_connect(self, client: Client, _userdata: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._refuse(f"rejects this user name or password ({reason}). Check [broker] username and password_file.")
        else:
            client.subscribe(RESPONSE, qos=1)

    def _on_subscribe(self, client: Client, _userdata: Any, _mid: int, reasons: Any, _properties: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            self._refuse_rights()
            return
        client.publish(TOPIC, self._payload, qos=1)
        self._is_sent.set()

    def _on_publish(self, _client: Client, _userdata: Any, _mid: int, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._refuse_rights()

    def _refuse_rights(self) -> None:
        self._refuse(
            f"does not allow {self._options.username or 'a client without a name'} to use {TOPIC}. Give its"
            " role the permissions that vitrina docs kiosks lists."
        )

    def _on_message(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        """Collect the responses to the commands of this connection, and ignore responses to other programs."""
        for response in _responses(bytes(message.payload)):
            own = response.get("correlationData")
            if own in self._ids:
                error = response.get("error")
                self._errors[str(own)] = None if error is None else str(error)
        if len(self._errors) == len(self._ids):
            self._is_done.set()


def _responses(payload: bytes) -> list[dict[str, Any]]:
    """Responses in a message; empty if the message does not have the form of responses."""
    try:
        found = json.loads(payload)["responses"]
    except (ValueError, KeyError, TypeError):
        return []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
