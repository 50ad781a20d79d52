"""`vitrina-central quarantine`: options to show rejected messages, and to take them in again."""

import argparse
import json
import sys

from central.cli.parser import Commands, add_command, open_named_store
from central.errors import UsageError
from central.exit_codes import DONE
from central.store.database import read_view
from central.store.quarantine import Quarantined, list_quarantined
from central.store.store import Store
from central.transfer.again import take_again
from edge.messages.wire import time_text


def add(commands: Commands) -> None:
    """Adds the command."""
    parser = add_command(
        commands,
        "quarantine",
        "list the messages that were rejected, or take them in again after an update",
        "vitrina-central quarantine --data data\n  vitrina-central quarantine --again --data data",
        _run,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--again", action="store_true", help="store what this version can read")
    what.add_argument("--show", type=int, metavar="NUMBER", help="print one message as it was received")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _run(options: argparse.Namespace) -> int:
    with open_named_store(options) as store:
        if options.again:
            taken, left = take_again(store)
            print(f"quarantine: took {taken} messages in; {left} stay.", file=sys.stderr)
        elif options.show is not None:
            _show(store, options.show)
        else:
            _list(store, as_json=options.json)
    return DONE


def _show(store: Store, number: int) -> None:
    with read_view(store) as connection:
        found = next((message for message in list_quarantined(connection) if message.number == number), None)
    if found is None:
        raise UsageError(f"quarantine: there is no message {number}.")
    sys.stdout.buffer.write(found.payload + b"\n")
    sys.stdout.buffer.flush()


def _list(store: Store, *, as_json: bool) -> None:
    with read_view(store) as connection:
        messages = list(list_quarantined(connection, with_payload=False))
    if as_json:
        print(json.dumps([_message_fields(message) for message in messages], indent=2))
        return
    print(f"{'number':>6}  {'received':24} {'reason':7} {'kiosk':32} {'bytes':>6}  detail")
    for message in messages:
        kiosk, size = message.device, message.size
        received = time_text(message.received_ms / 1000)
        detail = _printable(message.detail)
        print(f"{message.number:6}  {received:24} {message.reason:7} {kiosk:32} {size:6}  {detail}")


def _message_fields(message: Quarantined) -> dict[str, object]:
    return {
        "number": message.number,
        "received": time_text(message.received_ms / 1000),
        "device": message.device,
        "topic": message.topic,
        "reason": message.reason,
        "detail": message.detail,
        "bytes": message.size,
        "cut": message.is_cut,
    }


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
