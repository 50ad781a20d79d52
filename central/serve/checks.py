"""Checks of `doctor`. Each check tries out a part of the server, and says what to do if it fails."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Engine, inspect

from central.alerts.channels import build_channels
from central.alerts.codes import cure_text
from central.alerts.rules import FREE_BYTES
from central.alerts.sending import NotSentError
from central.alerts.texts import example_body
from central.clock import clock_fault, now_ms
from central.command_hints import complete_commands
from central.enrolment.dynamic_security import DynamicSecurity
from central.errors import BrokerRefusedError, CentralError, DatabaseError, UsageError
from central.packages import install_command
from central.serve.broker_checks import check_broker
from central.serve.engines import missing_engine_text
from central.serve.finding import Finding as Finding
from central.serve.schema_checks import check_schema, pending_finding
from central.serve.serve import broker_options
from central.serve.single_sign_on_checks import check_single_sign_on
from central.settings import Settings
from central.store.backups import backup_times
from central.store.database import open_store, read_view
from central.store.failed_sums import failed_sums
from central.store.faults import translate_driver_errors
from central.store.local_time import day_in_last_zone
from central.store.location import Location
from central.store.migrating import NewerStoreError, PendingMigrationError
from central.store.open_alerts import server_alerts
from central.store.reaction_counts import kiosk_reactions
from central.store.store import Store
from central.store.tables.messages import metadata
from central.store.users import FIRST_USER_COMMAND
from edge.messages.wire import time_text

CONNECT_S = 10.0
QUIET_MS = 600_000
JOINS_PEOPLE = ("till", "receipt", "loyalty", "roster", "customer", "card", "employee", "staff", "person", "email")
"""Parts of column names that would link messages to people. The store has no such column."""


def run_checks(settings: Settings, *, is_sent: bool = False) -> list[Finding]:
    """Run all checks. `is_sent`: also send a test alert through each channel."""
    location = settings.store_location()
    findings = [_python(), _clock(), *_disk(location.data if location.url is None else None)]
    findings += _database_findings(location) if location.has_store() else [_missing_store_finding(location)]
    findings += [*check_broker(settings.broker, CONNECT_S), *_check_plugin(settings)]
    findings += [_check_pages(settings), _check_programs()]
    findings += [*_check_alerts(settings, is_sent=is_sent), *_check_mail(settings), *check_single_sign_on(settings)]
    return [replace(found, text=complete_commands(found.text, settings.named_by)) for found in findings]


def _database_findings(location: Location) -> Iterator[Finding]:
    try:
        store = open_store(replace(location, is_migrated_by_hand=True), CONNECT_S)  # a check changes nothing
    except DatabaseError as error:
        cure = "Start it, or check [central] in the settings."
        yield Finding("database", False, f"{location}: {error}. {cure}")
    except PendingMigrationError as error:
        yield pending_finding(error.revision, is_automatic=not location.is_migrated_by_hand)
    except NewerStoreError as error:
        yield Finding("schema", False, str(error).removeprefix("store: "))
    else:
        with store:
            yield from _store_findings(store, str(location))


def _missing_store_finding(location: Location) -> Finding:
    """Finding about a store that does not exist.

    If its folder exists, as after the installation, the first `serve` creates the store there. Any other path is a
    wrong name.
    """
    assert location.data is not None
    if location.data.is_dir():
        text = f"no store in {location.data} yet. `vitrina-central serve` creates it. If you had one, check"
        return Finding("database", True, f"{text} [central] data in the settings.")
    return Finding(
        "database",
        False,
        f"there is no store in {location.data}, and no such folder. Check its name: [central] data in the"
        " settings. For a new store, create the folder: sudo install -d -o vitrina-central -m 700"
        f" {location.data}",
    )


def _python() -> Finding:
    return Finding("python", True, sys.version.split()[0])


def _clock() -> Finding:
    why = clock_fault(now_ms())
    return Finding("clock", why is None, why or f"{time_text(now_ms() / 1000)} (UTC)")


def _disk(data: Path | None) -> Iterator[Finding]:
    if data is not None and data.exists():
        free = shutil.disk_usage(data).free
        cure = "" if free >= FREE_BYTES else " Make room: when the disk is full, nothing is stored."
        yield Finding("disk", free >= FREE_BYTES, f"{free / 1e9:.1f} GB are free in {data}.{cure}")


def _store_findings(store: Store, name: str) -> Iterator[Finding]:
    try:
        with translate_driver_errors(), store.engine.begin():
            pass  # a transaction that could write
        with read_view(store) as connection:
            yield Finding("database", True, name)
            yield from _check_content(connection)
        yield from check_schema(store)
        yield _check_columns(store.engine)
    except CentralError as error:
        yield Finding("database", False, f"{name}: {error}")


def _check_content(connection: Connection) -> Iterator[Finding]:
    def number(query: str) -> int:
        return int(connection.exec_driver_sql(query).scalar_one() or 0)

    devices = number("SELECT count(*) FROM devices")
    quiet = number(f"SELECT count(*) FROM devices WHERE received_ms < {now_ms() - QUIET_MS}")
    yield Finding("kiosks", True, f"{devices}; {quiet} of these kiosks have sent no message for ten minutes")
    zones = [row[0] for row in connection.exec_driver_sql("SELECT key FROM sites WHERE zone IS NULL ORDER BY key")]
    if zones:
        some = ", ".join(zones[:5])
        text = (
            f"{len(zones)} sites count in UTC: {some}. To set a time zone: vitrina-central site set {zones[0]} --tz"
            " ZONE"
        )
        yield Finding("time zones", False, text)
    users = number("SELECT count(*) FROM users")
    yield Finding("users", True, str(users) if users else f"none yet; add the first: {FIRST_USER_COMMAND}")
    rejected = number("SELECT count(*) FROM quarantine")
    clones = number("SELECT count(DISTINCT device) FROM quarantine WHERE reason = 'clone'")
    hint = " See: vitrina-central quarantine list" if rejected else ""
    yield Finding("quarantine", clones == 0, f"{rejected} messages, {clones} kiosks with a clone.{hint}")
    made_ms = backup_times(connection).made_ms
    newest = "none yet; create one: vitrina-central backup FILE"
    yield Finding("backup", True, newest if made_ms is None else f"the newest is from {time_text(made_ms / 1000)}")
    yield from _server_alert_findings(connection)
    yield from _release_advice(connection)
    lost = number("SELECT coalesce(sum(to_seq - from_seq + 1), 0) FROM losses")
    yield Finding(
        "loss", lost == 0, f"{lost} messages are lost: the kiosk had deleted them before central asked for them"
    )


def _server_alert_findings(connection: Connection) -> Iterator[Finding]:
    """Findings about days without totals, which are reported even if no server is running, and about alerts that a
    server has raised about itself.
    """
    failed = failed_sums(connection)
    some = ", ".join(site or "all sites together" for site, _ in failed[:5])
    cure = f" They are: {some}. {cure_text('server.sums')}" if failed else ""
    yield Finding("sums", not failed, f"{len(failed)} days have no new totals.{cure}")
    for alert in server_alerts(connection):
        if not (failed and alert.code == "server.sums"):
            yield Finding(alert.code, False, f"{alert.text} {cure_text(alert.code)}")


def _release_advice(connection: Connection) -> Iterator[Finding]:
    """Findings about kiosks that would report more data with fewer reactions. The statistics are imported here, because
    `serve` does not load them.
    """
    from central.serve.release_advice import WEEK_DAYS, release_advice

    yield from release_advice(kiosk_reactions(connection, day_in_last_zone(now_ms()) - WEEK_DAYS))


def _check_columns(engine: Engine) -> Finding:
    """Check that no column links messages to people. The store has none, but somebody may have added one."""
    inspector = inspect(engine)
    suspects = []
    for table in inspector.get_table_names():
        ours = {column.name for column in metadata.tables[table].columns} if table in metadata.tables else set()
        names = {column["name"] for column in inspector.get_columns(table)} - ours
        suspects += [f"{table}.{name}" for name in sorted(names) if any(word in name.lower() for word in JOINS_PEOPLE)]
    if suspects:
        return Finding("people", False, f"these columns may link messages to people: {', '.join(suspects)}")
    return Finding("people", True, "no column links messages to people")


def _check_pages(settings: Settings) -> Finding:
    """Finding about the address of the pages, checked with the certificate that the pages would use."""
    from central.web.build import page_address
    from central.web.server import build_tls_context

    web = settings.web
    try:
        build_tls_context(web)
    except CentralError as error:
        return Finding("pages", False, str(error))
    return Finding("pages", True, f"{page_address(web, web.port)} by `serve`")


def _check_programs() -> Finding:
    """Findings about missing programs, and about the functions that do not work without them."""
    lacking = []
    if shutil.which("ffmpeg") is None:
        lacking.append("no videos: apt-get install ffmpeg")
    if find_spec("typst") is None:
        lacking.append(f"no PDF: {install_command('pdf')}")
    if missing_engine_text("duckdb") is not None:
        lacking.append(f"no reports from Parquet: {install_command('analysis')}")
    return Finding("programs", True, "; ".join(lacking) or "videos, PDF and Parquet work")


def _check_alerts(settings: Settings, *, is_sent: bool) -> Iterator[Finding]:
    """Findings about the alert channels. Connects to each channel and signs in, or sends a test alert."""
    for channel in build_channels(settings.alerts, settings.command_options):
        try:
            if is_sent:
                channel.send(uuid4().hex, example_body(now_ms()), now_ms())
            else:
                channel.check_connection()
        except NotSentError as error:
            yield Finding(f"alerts by {channel.name}", False, f"{error}.")
        else:
            text = "a test alert was sent" if is_sent else "reachable; --send-test sends a test alert"
            yield Finding(f"alerts by {channel.name}", True, text)


def _check_mail(settings: Settings) -> Iterator[Finding]:
    """Findings about the mail to users. Connects to its server and signs in."""
    if settings.mail is None:
        return
    from central.weekly.sending import build_user_mailer

    try:
        build_user_mailer(settings.mail).check_connection()
    except (NotSentError, UsageError) as error:
        yield Finding("mail to users", False, f"{str(error).rstrip('.')}.")
    else:
        picture = "" if find_spec("typst") else f"; without charts: {install_command('pdf')}"
        yield Finding("mail to users", True, f"reachable; links lead to {settings.mail.base_url}{picture}")


def _check_plugin(settings: Settings) -> Iterator[Finding]:
    """Findings about the plugin that creates the kiosks' broker accounts, if the settings name it."""
    if not settings.broker.dynamic_security:
        return
    try:
        DynamicSecurity(broker_options(settings.broker)).check_plugin()
    except BrokerRefusedError as error:
        yield Finding("enrolment", False, str(error))
    else:
        yield Finding("enrolment", True, "the broker's dynamic security plugin answers")
