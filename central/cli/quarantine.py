"""Parser of `vitrina-central quarantine`, which lists, shows and retries rejected messages."""

import argparse
import json
import sys

from central.cli.parser import Commands, add_command, add_group, open_named_store
from central.errors import UsageError
from central.exit_codes import DONE
from central.store.database import read_view
from central.store.quarantine import Quarantined, list_quarantined
from central.transfer.again import retry_quarantined
from edge.messages.wire import time_text


def add_to_parser(commands: Commands) -> None:
    """Add the command `quarantine` and its actions to the parser."""
    text = "list or show rejected messages, or try again to store them after an update"
    actions = add_group(commands, "quarantine", text, "vitrina-central quarantine list --data data")
    action = add_command(
        actions, "list", "list the rejected messages", "vitrina-central quarantine list --data data", _list_messages
    )
    action.add_argument("--json", action="store_true", help="print JSON")
    action = add_command(
        actions,
        "show",
        "print a message exactly as it was received",
        "vitrina-central quarantine show 7 --data data",
        _show,
    )
    action.add_argument(
        "number", type=int, metavar="NUMBER", help="number of the message, as `quarantine list` shows it"
    )
    text = "store the quarantined messages that this version can read"
    add_command(actions, "retry", text, "vitrina-central quarantine retry --data data", _retry)


def _retry(options: argparse.Namespace) -> int:
    with open_named_store(options) as store:
        taken, left = retry_quarantined(store)
    print(f"quarantine: stored {taken} messages; {left} remain.", file=sys.stderr)
    return DONE


def _show(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, read_view(store) as connection:
        found = next((message for message in list_quarantined(connection) if message.number == options.number), None)
    if found is None:
        raise UsageError(
            f"quarantine: there is no message {options.number}. To list the messages, run: vitrina-central "
            f"quarantine list"
        )
    sys.stdout.buffer.write(found.payload + b"\n")
    sys.stdout.buffer.flush()
    return DONE


def _list_messages(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, read_view(store) as connection:
        messages = list(list_quarantined(connection, with_payload=False))
    if options.json:
        print(json.dumps([_message_fields(message) for message in messages], indent=2))
        return DONE
    print(f"{'number':>6}  {'received':24} {'reason':7} {'kiosk':32} {'bytes':>6}  detail")
    for message in messages:
        kiosk, size = message.device, message.size
        received = time_text(message.received_ms / 1000)
        detail = _printable(message.detail)
        print(f"{message.number:6}  {received:24} {message.reason:7} {kiosk:32} {size:6}  {detail}")
    return DONE


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
