"""Parser of `vitrina-central alerts`, which lists and snoozes alerts."""

import argparse
import json
import sys

from central.alerts.texts import printable_line
from central.cli.parser import Commands, add_command, add_group, open_named_store
from central.clock import now_ms
from central.exit_codes import DONE
from central.store import audit
from central.store.database import read_view, translate_database_errors
from central.store.open_alerts import OpenAlert, Snooze, active_snoozes, raised_alerts
from central.store.scope import Scope
from central.store.snoozing import LONGEST_HOURS, Asker, snooze, unsnooze
from edge.messages.wire import time_text

HOURS = 24.0


def add_to_parser(commands: Commands) -> None:
    """Add the command `alerts` and its actions to the parser."""
    actions = add_group(
        commands,
        "alerts",
        "list the alerts of the fleet, or snooze some of them",
        "vitrina-central alerts list --data data\n  vitrina-central alerts snooze acme/berlin-7 --hours 48 --data data",
    )
    action = add_command(
        actions, "list", "list the open alerts", "vitrina-central alerts list --data data", _list_alerts
    )
    action.add_argument("--json", action="store_true", help="print JSON")
    example = "vitrina-central alerts snooze acme/berlin-7 --hours 48 --data data"
    action = add_command(
        actions,
        "snooze",
        "stop sending alerts for some hours: about a site, about a kiosk, or with one code",
        example,
        _snooze,
    )
    _add_target(action)
    action.add_argument(
        "--hours",
        type=float,
        default=HOURS,
        metavar="N",
        help=f"length in hours, at most {LONGEST_HOURS} (default: {HOURS:g})",
    )
    example = "vitrina-central alerts unsnooze acme/berlin-7 --data data"
    action = add_command(actions, "unsnooze", "end a snooze", example, _unsnooze)
    _add_target(action)


def _add_target(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "place",
        metavar="PLACE",
        nargs="?",
        default="",
        help="site, such as acme/berlin-7, or kiosk, such as acme/berlin-7/door",
    )
    action.add_argument("--code", metavar="CODE", default="", help="only alerts with this code, such as kiosk.silent")


def _asker() -> Asker:
    return Asker(audit.COMMAND_LINE, Scope.whole_store())


def _list_alerts(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, read_view(store) as connection:
        found = raised_alerts(connection, Scope.whole_store())
        quiet = active_snoozes(connection, now_ms())
    if options.json:
        alerts = [_alert_fields(alert, quiet) for alert in found]
        snoozed = [
            {"place": s.place, "code": s.code, "until": time_text(s.until_ms / 1000), "who": s.who} for s in quiet
        ]
        print(json.dumps({"alerts": alerts, "snoozes": snoozed}, indent=2, ensure_ascii=False))
        return DONE
    for alert in found:
        mark = " (snoozed)" if _is_snoozed(alert, quiet) else ""
        since = time_text(alert.first_ms / 1000)
        place = alert.place or "this server"
        print(printable_line(f"{alert.severity:7} {alert.code:20} {place:40} {since} {alert.text}{mark}"))
    for each in quiet:
        until = time_text(each.until_ms / 1000)
        place = each.place or "every site"
        print(printable_line(f"snoozed {each.code or 'all':20} {place:40} until {until} by {each.who}"))
    if not found:
        print("alerts: no open alerts", file=sys.stderr)
    return DONE


def _alert_fields(alert: OpenAlert, quiet: list[Snooze]) -> dict[str, object]:
    return {
        "place": alert.place,
        "code": alert.code,
        "severity": alert.severity,
        "text": alert.text,
        "since": time_text(alert.first_ms / 1000),
        "snoozed": _is_snoozed(alert, quiet),
    }


def _is_snoozed(alert: OpenAlert, quiet: list[Snooze]) -> bool:
    return any(each.is_snoozing(*alert.key) for each in quiet)


def _snooze(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        made = snooze(connection, _asker(), options.place, options.code, (now_ms(), options.hours))
    print(f"alerts: snoozed until {time_text(made.until_ms / 1000)}", file=sys.stderr)
    return DONE


def _unsnooze(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        unsnooze(connection, _asker(), options.place, options.code)
    print("alerts: ended the snooze", file=sys.stderr)
    return DONE
