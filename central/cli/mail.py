"""Parser of `vitrina-central mail`, which shows the Monday mail and who receives it."""

import argparse
import json
import sys
from datetime import timedelta
from pathlib import Path

from central.alerts.texts import printable_line
from central.cli.parser import Commands, add_command, add_group, load_named_settings, open_named_store
from central.clock import now_ms
from central.errors import UsageError
from central.exit_codes import DONE
from central.reports.selection import local_date
from central.store.database import read_view
from central.store.sites import list_zones
from central.store.users import list_users, require_user
from central.store.weekly_mail import Subscription, find_subscription
from central.store.weekly_queue import newest_states


def add_to_parser(commands: Commands) -> None:
    """Add the command `mail` and its actions to the parser."""
    actions = add_group(
        commands,
        "mail",
        "show the Monday mail of a user, or list who receives it",
        "vitrina-central mail preview ann --out ann.eml --config /etc/vitrina/central.toml\n"
        "  vitrina-central mail list --config /etc/vitrina/central.toml",
    )
    action = add_command(
        actions,
        "preview",
        "print the Monday mail that a user would receive now, and send nothing",
        "vitrina-central mail preview ann --out ann.eml --config /etc/vitrina/central.toml",
        _preview,
    )
    action.add_argument("name", metavar="USER", help="name of the user")
    action.add_argument("--out", type=Path, metavar="FILE.eml", help="write the mail to this file, not to the terminal")
    action = add_command(
        actions,
        "list",
        "list who receives the Monday mail, without addresses",
        "vitrina-central mail list --config /etc/vitrina/central.toml",
        _list,
    )
    action.add_argument("--json", action="store_true", help="print JSON")


def _preview(options: argparse.Namespace) -> int:
    from central.weekly.letters import Envelope, build_weekly_mail
    from central.weekly.news import NewsDesk
    from central.weekly.times import newest_due_monday

    settings, at_ms = load_named_settings(options).mail, now_ms()
    with open_named_store(options) as store:
        if settings is None:
            raise UsageError(
                "mail: [mail] is missing in the settings. Set its host, from and base_url; `vitrina-central doctor`"
                " checks them. Nothing was sent."
            )
        with read_view(store) as connection:
            user = require_user(connection, options.name)
            found = find_subscription(connection, user.id)
            monday = newest_due_monday(list_zones(connection, user.scope), at_ms)
        news = NewsDesk(store).find_news(user.scope, monday - timedelta(days=7), at_ms)
    if news is None:
        raise UsageError(f"mail: {user.name} may see no shop, so there is no mail. Nothing was sent.")
    receiver = found or Subscription(user, settings.from_, user.language or "en", at_ms, None, 0, None, has_link=False)
    envelope = Envelope(receiver.address, f"preview-{user.id}", "preview", at_ms)
    content = build_weekly_mail(news, receiver, envelope, settings).as_bytes()
    if options.out is None:
        sys.stdout.write(content.decode("ascii", "replace"))
        return DONE
    try:
        options.out.write_bytes(content)
    except OSError as error:
        raise UsageError(f"mail: {options.out} cannot be written ({error.strerror}). Choose another file.") from None
    print(f"mail: wrote the mail to {options.out}, and sent nothing.", file=sys.stderr)
    return DONE


def _list(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, read_view(store) as connection:
        states = newest_states(connection)
        asked = [(user, find_subscription(connection, user.id)) for user in list_users(connection)]
    rows = [
        {
            "name": user.name,
            "state": "on" if each.confirmed_ms is not None else "not confirmed",
            "monday": str(local_date(states[user.id][0])) if user.id in states else None,
            "last_mail": states[user.id][1] if user.id in states else None,
        }
        for user, each in asked
        if each is not None
    ]
    if options.json:
        print(json.dumps(rows, indent=2))
        return DONE
    for row in rows:
        last = f"{row['last_mail']} (Monday {row['monday']})" if row["monday"] else "none yet"
        print(printable_line(f"{row['name']:32} {row['state']:14} last mail: {last}"))
    if not rows:
        print("mail: nobody has asked for the Monday mail", file=sys.stderr)
    return DONE
