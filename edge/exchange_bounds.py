"""Limits of one whole exchange with another computer, and connections within them.

The timeout of a socket limits only a single read. A server that sends one byte per second, or endless header lines,
never exceeds it, and would block its client for ever.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from math import inf


class ExchangeError(Exception):
    """An exchange that failed or was given up. The text is a phrase: `no answer for 30 s`."""


@dataclass(frozen=True, slots=True)
class ExchangeLimits:
    """Limits of one exchange.

    `connect_s`: for connecting to one address of a name, and for the TLS handshake. `head_s`: from the start to the
    last header line. `head_bytes`: size of that head, including all 1xx answers before it. `least_bytes_per_s`: mean
    rate of the content in each `window_s` after the head. `total_s`: the whole exchange; None: no limit while the rate
    is kept. `look_s`: between two calls of `look`.
    """

    connect_s: float = 10.0
    head_s: float = 30.0
    head_bytes: int = 65_536
    least_bytes_per_s: float = 1_000.0
    window_s: float = 60.0
    total_s: float | None = None
    look_s: float = 1.0


def ignore_progress(_: int) -> None:
    """`look` function for an exchange that only its limits end."""


class ExchangeBounds:
    """Time and bytes that one exchange has left. It starts when the object is made.

    `now_s`: a clock that never steps. `look`: gets the number of bytes of content since its last call, at least every
    `look_s` while bytes are awaited. If it raises, the exchange ends.
    """

    def __init__(
        self, limits: ExchangeLimits, now_s: Callable[[], float], look: Callable[[int], None] = ignore_progress
    ) -> None:
        self.limits, self._now_s, self._look = limits, now_s, look
        self._start_s = now_s()
        self._window_start_s: float | None = None  # None: the head is not over
        self._window_bytes = 0
        self._allowed_bytes: float = limits.head_bytes

    def connect_timeout_s(self) -> float:
        """Longest time for one step of the connection, in seconds. Raises ExchangeError."""
        return min(self.remaining_s(), self.limits.connect_s)

    def receive_timeout_s(self) -> float:
        """Longest wait for the next bytes, in seconds. Raises ExchangeError, and the errors of `look`."""
        self._look(0)
        if self._allowed_bytes <= 0:
            raise ExchangeError(f"the headers are longer than {self.limits.head_bytes:,} bytes")
        return min(self.remaining_s(), self.limits.look_s)

    def receivable_bytes(self, count: int) -> int:
        """How many of `count` bytes may be received at once. Bytes beyond the limit are not even received."""
        return int(min(count, max(1, self._allowed_bytes)))

    def remaining_s(self) -> float:
        """Seconds until the next limit, more than 0. Raises ExchangeError."""
        limits, now_s = self.limits, self._now_s()
        end_s, why = self._head_or_window_end(now_s)
        if limits.total_s is not None and self._start_s + limits.total_s <= end_s:
            end_s, why = self._start_s + limits.total_s, f"no answer for {limits.total_s:g} s"
        if end_s <= now_s:
            raise ExchangeError(why)
        return end_s - now_s

    def _head_or_window_end(self, now_s: float) -> tuple[float, str]:
        limits = self.limits
        if self._window_start_s is None:
            return self._start_s + limits.head_s, f"no answer for {limits.head_s:g} s"
        is_over = now_s >= self._window_start_s + limits.window_s
        if is_over and self._window_bytes >= limits.least_bytes_per_s * limits.window_s:
            self._window_start_s, self._window_bytes = now_s, 0
        why = f"less than {limits.least_bytes_per_s:,.0f} bytes per second for {limits.window_s:g} s"
        return self._window_start_s + limits.window_s, why

    def count_bytes(self, count: int) -> None:
        """Counts received bytes that are all content. Raises the errors of `look`."""
        self.count_raw_bytes(count)
        self.count_content_bytes(count)

    def count_raw_bytes(self, count: int) -> None:
        """Counts received bytes, including the framing of the content. They do not count as progress."""
        self._allowed_bytes -= count

    def count_content_bytes(self, count: int) -> None:
        """Counts bytes of the content towards the rate, after their framing is removed. Raises the errors of `look`."""
        self._window_bytes += count
        self._look(count)

    @property
    def is_in_head(self) -> bool:
        """True until `start_body`."""
        return self._window_start_s is None

    def start_body(self) -> None:
        """Starts to measure the rate, after the last header line."""
        self._window_start_s, self._window_bytes = self._now_s(), 0
        self._allowed_bytes = inf

    def allow_bytes(self, count: int) -> None:
        """Allows this many bytes until the next call, plus as many as a head may have, because HTTP frames the
        content.
        """
        self._allowed_bytes = count + self.limits.head_bytes


def connect_tcp(host: str, port: int, bounds: ExchangeBounds) -> socket.socket:
    """Connection to the first address of a name that answers. Raises ExchangeError and OSError."""
    fault = OSError("no address")
    for family, kind, protocol, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        try:  # around the socket too: with IPv6 off, the machine makes none for such an address
            with ExitStack() as unless_connected:
                made = unless_connected.enter_context(socket.socket(family, kind, protocol))
                made.settimeout(bounds.connect_timeout_s())
                made.connect(place)
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                unless_connected.pop_all()
                return made
        except OSError as error:
            fault = error
    raise fault


def start_tls(plain: socket.socket, context: ssl.SSLContext, host: str, bounds: ExchangeBounds) -> ssl.SSLSocket:
    """The connection, with TLS for a host name. Raises ExchangeError, OSError and ValueError, and closes it."""
    try:
        plain.settimeout(bounds.connect_timeout_s())
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
