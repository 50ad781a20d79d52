"""Receives the messages of a fleet of kiosks and stores each once in a SQLite file: a reference to copy. A message is
acknowledged when it is on the disk; missing `seq` numbers are requested again. Needs only paho-mqtt."""

import argparse
import json
import logging
import re
import signal
import sqlite3
import sys
import time
from pathlib import Path

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

ASK_AGAIN_S, ASKED, RANGES, JUMP = 60.0, 1000, 50, 100_000  # a kiosk resends 100 a second, and accepts 100 ranges
TABLES = """PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, device TEXT, seq INTEGER, kind TEXT, payload TEXT);
CREATE INDEX IF NOT EXISTS in_order ON messages (device, seq);
CREATE TABLE IF NOT EXISTS devices (device TEXT PRIMARY KEY, low INT, high INT, lost INT, at TEXT, state TEXT);
CREATE TABLE IF NOT EXISTS missing (device TEXT, seq INTEGER, asked_s REAL, PRIMARY KEY (device, seq));
CREATE INDEX IF NOT EXISTS longest_unasked ON missing (device, asked_s, seq);
UPDATE missing SET asked_s = -9e999; -- an earlier run asked, by a clock of its own"""
NEWS = """INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (device) DO UPDATE SET low = excluded.low,
high = excluded.high, lost = lost + excluded.lost, at = max(at, excluded.at), state = ifnull(excluded.state, state)"""
log = logging.getLogger("subscriber")
answered_s: dict[str, float] = {}  # time of the last answer to each kiosk


def keep(db: sqlite3.Connection, device: str, kind: str, payload: bytes | bytearray) -> int:
    """Stores a message on the disk; returns the number of messages that are lost, as the kiosk no longer keeps them.
    Raises ValueError, LookupError, TypeError, ... for a payload that no kiosk sends, sqlite3.Error if storing fails."""
    fields = json.loads(payload)
    at, state, id = fields["at"], fields.get("state"), fields["id"] if "seq" in fields else None
    low, high = (fields["first_seq"], fields["last_seq"]) if id is None else (fields["seq"], fields["seq"])
    are_words = all(word is None or re.fullmatch(r"[\w.:-]{1,40}", word, re.ASCII) for word in (at, state, id))
    if not (are_words and type(low) is type(high) is int and 0 < low <= high + 1 < 2**53):
        raise ValueError("its numbers, time, state or id cannot be")
    if id is None and (fields.get("outbox") or {}).get("unsent") != 0:
        high = low - 1  # some numbered messages may be on their way
    with db:
        known = db.execute("SELECT low, high FROM devices WHERE device = ?", (device,)).fetchone()
        lowest, highest = known or (low, low - 1)  # each number between is stored, or listed as missing
        for first, last in ((low, lowest - 1), (highest + 1, high)):
            numbers = ((device, seq) for seq in range(max(first, last - JUMP), last + 1))
            db.executemany("INSERT OR IGNORE INTO missing VALUES (?, ?, -9e999)", numbers)
        over = (device, 0, low - 1) if id is None else (device, low, low)
        removed = db.execute("DELETE FROM missing WHERE device = ? AND seq BETWEEN ? AND ?", over).rowcount
        if id is not None:
            db.execute("INSERT OR IGNORE INTO messages VALUES (?,?,?,?,?)", (id, device, low, kind, payload.decode()))
        elif state not in (None, "offline"):  # the kiosk has just connected, and may have missed earlier requests
            db.execute("UPDATE missing SET asked_s = -9e999 WHERE device = ?", (device,))
        marked = state and state + ",research" * (fields.get("use") == "research")  # such numbers are of no shop
        db.execute(NEWS, (device, min(low, lowest), max(high, highest), 0 if id else removed, at, marked))
    return 0 if id else removed


def due(db: sqlite3.Connection, device: str, now_s: float) -> list[tuple[int, int]]:
    """Ranges (first, last) to request from this kiosk now: new ones when all requested came, the same after 60 s."""
    ranges: list[tuple[int, int]] = []
    longest_unasked = """SELECT seq FROM missing WHERE device = ?1 AND NOT EXISTS
        (SELECT 1 FROM missing WHERE device = ?1 AND asked_s > ?2) ORDER BY asked_s, seq LIMIT ?3"""
    for (seq,) in db.execute(longest_unasked, (device, now_s - ASK_AGAIN_S, ASKED)):
        if ranges and ranges[-1][1] == seq - 1:
            ranges[-1] = (ranges[-1][0], seq)
        elif len(ranges) < RANGES:
            ranges.append((seq, seq))
    with db:
        asked = [(now_s, device, *both) for both in ranges]
        db.executemany("UPDATE missing SET asked_s = ? WHERE device = ? AND seq BETWEEN ? AND ?", asked)
    return ranges


def answer(client: Client, device: str, payload: bytes | bytearray, now_s: float) -> None:
    """Gives the test of `vitrina doctor --end-to-end` back, once a second; nothing of it is stored."""
    if len(payload) <= 1024 and now_s - answered_s.get(device, -9e9) >= 1:
        answered_s[device] = now_s
        client.publish(f"vitrina/1/{device}/cmd/seen", payload)  # at QoS 0: it waits for nobody


def hear(client: Client, db: sqlite3.Connection, message: MQTTMessage) -> None:
    """Stores the message, requests missing ones, and only then acknowledges it to the broker."""
    device, _, kind = message.topic.removeprefix("vitrina/1/").rpartition("/")
    try:
        if kind == "test":
            answer(client, device, message.payload, time.monotonic())
        elif lost := keep(db, device, kind, message.payload):
            log.error("%s: %d messages are lost: the kiosk does not have them any more", device, lost)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        log.error("%s: not understood and passed over: %r", message.topic, error)
    for low, high in due(db, device, time.monotonic()):
        log.info("%s: asking for %d to %d", device, low, high)
        client.publish(f"vitrina/1/{device}/cmd/resend", json.dumps({"from_seq": low, "to_seq": high}), qos=1)
    client.ack(message.mid, message.qos)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, epilog="example: subscriber.py mqtt.example.org --ca ca.crt")
    parser.add_argument("host", nargs="?", default="127.0.0.1", help="host name of the broker (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8883, help="port of the broker (default: %(default)s)")
    parser.add_argument("--user", help="user name for the broker")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="file that holds the password alone")
    parser.add_argument("--ca", metavar="FILE", help="CA certificate of the broker; without it there is no TLS")
    parser.add_argument("--cert", metavar="FILE", help="client certificate with its key, if the broker needs one")
    parser.add_argument("--db", type=Path, default=Path("vitrina.db"), metavar="FILE", help="default: %(default)s")
    parser.add_argument("--report", action="store_true", help="print a report of the file, and exit")
    options = parser.parse_args()
    if options.report:
        from report import report  # the file beside this one

        print(*report(options.db), sep="\n")
        return
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    db = sqlite3.connect(options.db, timeout=30)
    db.executescript(TABLES)
    client = Client(CallbackAPIVersion.VERSION2, "central", protocol=MQTTProtocolVersion.MQTTv5, manual_ack=True)
    client.username_pw_set(options.user, options.password_file and options.password_file.read_text().strip())
    if options.ca:
        client.tls_set(options.ca, options.cert)

    def connected(client: Client, _userdata: object, _flags: object, reason: object, _properties: object) -> None:
        log.info("broker: connection answered: %s", reason)
        client.subscribe("vitrina/1/+/+/+/+", qos=1)  # on each connection, to receive retained messages again

    client.on_connect = connected
    client.on_connect_fail = lambda *_: log.warning("broker: no connection: %s; trying again", sys.exc_info()[1])
    client.on_disconnect = lambda *event: log.warning("broker: connection ended: %s; trying again", event[3])
    client.on_message = lambda _client, _userdata, message: hear(client, db, message)
    session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    session.SessionExpiryInterval = 14 * 86_400  # the broker queues messages for 14 days while the subscriber is away
    client.connect_async(options.host, options.port, clean_start=False, properties=session)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # unacknowledged messages come again at the next start
    client.loop_forever(retry_first_connection=True)


if __name__ == "__main__":
    main()
