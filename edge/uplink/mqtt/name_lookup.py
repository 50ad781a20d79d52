"""Lookup of the broker's name with a time limit.

The system's lookup has no limit of its own: if a name server never answers, it blocks for as long as the system's
resolver is configured to wait.
"""

import socket
import threading

from edge.supervised_thread import SupervisedThread


def resolve_broker_name(host: str, port: int) -> None:
    """Wait until the broker's name has an address. Raises OSError."""
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a part of the name is empty or too long
        raise socket.gaierror(socket.EAI_NONAME, "this is not a valid host name") from error


def resolve_broker_name_within(host: str, port: int, within_s: float) -> None:
    """Like `resolve_broker_name`, but raises TimeoutError after `within_s` and abandons the blocked thread."""
    errors: list[OSError] = []
    given_up = threading.Event()

    def run() -> None:
        try:
            resolve_broker_name(host, port)
        except OSError as error:
            errors.append(error)

    thread = SupervisedThread(run, "name lookup", given_up)
    thread.start()
    thread.join(within_s)
    given_up.set()
    if thread.is_alive():
        raise TimeoutError(f"the name server has not answered for {within_s:g} s; check that it is reachable")
    if errors:
        raise errors[0]
