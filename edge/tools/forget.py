"""`vitrina forget`: deletes all data of a kiosk from its disk, for example at the end of a lease."""

import sys
from pathlib import Path

from edge.consent.store import ConsentStore
from edge.kiosk.console import network_console
from edge.kiosk.process.lock import KioskAlreadyRunningError, hold_existing_lock
from edge.kiosk.process.status_socket import socket_path
from edge.kiosk.state.home_assistant import announced_topics_path, read_announced_topics
from edge.kiosk.state.papers_file import papers_path
from edge.kiosk.state.pause_file import pause_path
from edge.kiosk.state.place_file import place_path
from edge.screen.schedule_file import schedule_path
from edge.settings.remote_files import memory_path
from edge.settings.settings import Settings
from edge.sources.camera.decoder_file import decoder_path
from edge.uplink.mqtt.client_id import client_secret_path
from edge.uplink.outbox.inspect import owner_pid
from edge.web.token_file import token_path


class ForgetError(Exception):
    """Nothing was deleted. The message states why and what to do."""


def forget_kiosk_data(settings: Settings, is_sure: bool) -> int:
    """Delete the outbox, the files beside it, and the consents.

    Two files stay: the one with the last message number, and the lock file, which is empty. Raises ForgetError.
    """
    outbox = settings.outbox.path
    try:
        with hold_existing_lock(outbox):  # no kiosk starts meanwhile
            if owner_pid(outbox) is not None:  # a kiosk that could make no lock file
                raise ForgetError(_running(outbox))
            return _delete_kiosk_data(settings, outbox, is_sure)
    except KioskAlreadyRunningError:
        raise ForgetError(_running(outbox)) from None
    except PermissionError as error:
        raise ForgetError(f"forget: cannot open {outbox} ({error.strerror}). Try again with sudo.") from None


def _delete_kiosk_data(settings: Settings, outbox: Path, is_sure: bool) -> int:
    files = stored_data_paths(outbox) + sorted({kit.consent for kit in settings.kits if kit.consent.is_file()})
    if not files:
        print(f"forget: there is no kiosk data at {outbox}.")
        return 0
    if not is_sure and not _confirmed(files):
        print("forget: nothing was deleted.")
        return 1
    described = read_announced_topics(outbox)
    for file in files:
        _delete(file)
    print(f"forget: deleted {', '.join(map(str, files))}.")
    if described:
        topics = " and ".join(described)
        print(
            "forget: the broker still has a retained description for Home Assistant. To delete it, publish an empty "
            f"retained message to {topics}."
        )
    if (numbers := outbox.with_name(outbox.name + ".seq")).exists():
        print(
            f"forget: kept {numbers.name}, which contains only the last message number, so that no number is used "
            "twice."
        )
    return 0


def stored_data_paths(outbox: Path) -> list[Path]:
    """Paths of all files that contain data of a kiosk.

    These are the outbox, its SQLite files and sockets, a pause, the places where many watchers stood, what decoders
    cost, the settings of the newest papers, what came from the central server before, the numbers of the schedule, the
    expiry of the client id, the tokens of pages and players, corrupt outboxes that were set aside, and the key files
    of consents.
    """
    names = [
        outbox,
        *(outbox.with_name(outbox.name + end) for end in ("-wal", "-shm")),
        socket_path(outbox),
        network_console.socket_path(outbox),
        pause_path(outbox),
        place_path(outbox),
        decoder_path(outbox),
        papers_path(outbox),
        memory_path(outbox),
        announced_topics_path(outbox),
        schedule_path(outbox),
        client_secret_path(outbox),
        token_path(outbox, "player"),
        token_path(outbox, "play"),
        token_path(outbox, "console"),
    ]
    names += [ConsentStore(outbox).key_path, ConsentStore(outbox).withdrawn_path]
    aside = sorted(outbox.parent.glob(f"{outbox.name}.corrupt-*"))
    return [path for path in (*names, *aside) if path.exists()]


def _running(outbox: Path) -> str:
    return f"forget: a kiosk is using {outbox}. Stop it first: systemctl stop vitrina."


def _confirmed(files: list[Path]) -> bool:
    if not sys.stdin.isatty():
        raise ForgetError(
            "forget: this is not a terminal, so nobody can confirm. Add --yes to delete " + ", ".join(map(str, files))
        )
    print(
        "This permanently deletes these files, with messages that were not sent yet:",
        *files,
        sep="\n  ",
        file=sys.stderr,
    )
    return input("Delete? (yes/no) ").strip().lower() == "yes"


def _delete(file: Path) -> None:
    try:
        file.unlink()
    except OSError as error:
        raise ForgetError(f"forget: cannot delete {file} ({error.strerror}). Try again with sudo.") from None
