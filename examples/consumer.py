"""Prints each message of a fleet once, checked against its schema: a consumer to copy. Needs paho-mqtt, jsonschema."""

import argparse
import json
import sys
from collections import deque
from pathlib import Path

from jsonschema import Draft202012Validator
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

parser = argparse.ArgumentParser(description=__doc__)
for name in ("host", "port", "file", "--ca", "--user", "--password-file", "--client-id"):
    parser.add_argument(name)  # file: what `vitrina schema` printed; client id: one that no other program uses
given = parser.parse_args()
schemas = {each["title"]: Draft202012Validator(each) for each in json.loads(Path(given.file).read_text()).values()}
seen: deque[str] = deque(maxlen=10_000)  # the broker may deliver a message twice


def show(message: MQTTMessage) -> None:
    fields = json.loads(message.payload)
    name, identity = fields.get("schema"), fields.get("id")
    if name not in schemas:
        print(f"skipped: {message.topic} has the schema {name}, which is not in {given.file}", flush=True)
    elif error := next(schemas[name].iter_errors(fields), None):
        print(f"refused: {message.topic} {error.json_path}: {error.message}", flush=True)
    elif identity is None or identity not in seen:
        seen.append(identity or "")
        print(f"{name} {message.topic} {fields['at']}", flush=True)


client = Client(CallbackAPIVersion.VERSION2, given.client_id or "consumer", protocol=MQTTProtocolVersion.MQTTv5)
client.username_pw_set(given.user, Path(given.password_file).read_text().strip() if given.user else None)
if given.ca:
    client.tls_set(given.ca)
client.on_connect = lambda me, *got: (sys.stderr.write(f"broker: {got[2]}\n"), me.subscribe("vitrina/1/+/+/+/+", 1))[1]
client.on_connect_fail = lambda *_: print("broker:", sys.exc_info()[1], file=sys.stderr)
client.on_disconnect = lambda *details: print("broker:", details[3], file=sys.stderr)
client.on_subscribe = lambda *_: print(f"listening with {len(schemas)} schemas", flush=True)
client.on_message = lambda _client, _userdata, message: show(message)
client.connect_async(given.host, int(given.port))
client.loop_forever(retry_first_connection=True)
