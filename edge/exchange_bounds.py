"""Limits for a whole network exchange with another computer, and connections that keep these limits.

A socket timeout limits only a single read. A server that sends one byte per second, or endless header lines, never
exceeds it, and would block its client forever.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from math import inf


class ExchangeError(Exception):
    """An exchange failed or was stopped. The message is a phrase, such as `no answer for 30 s`."""


@dataclass(frozen=True, slots=True)
class ExchangeLimits:
    """Limits of one exchange.

    `connect_s`: time to connect to one address of a host name, and time for the TLS handshake. `head_s`: time from the
    start to the last header line. `head_bytes`: size of the head, including all 1xx responses before it.
    `least_bytes_per_s`: mean rate of the content in each `window_s` after the head. `total_s`: time for the whole
    exchange; None: no limit as long as the rate is high enough. `look_s`: time between two calls of `look`.
    """

    connect_s: float = 10.0
    head_s: float = 30.0
    head_bytes: int = 65_536
    least_bytes_per_s: float = 1_000.0
    window_s: float = 60.0
    total_s: float | None = None
    look_s: float = 1.0


def ignore_progress(_: int) -> None:
    """Function for `look` that never ends an exchange, so that only the limits can end the exchange."""


class ExchangeBounds:
    """Time and bytes that an exchange may still use. The exchange starts when the object is created.

    `now_s`: a clock that never jumps. `look`: gets the number of content bytes received since its last call, and is
    called at least every `look_s` while the exchange waits for bytes. If it raises an exception, the exchange ends.
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
        """Longest time for one step of connecting, in seconds. Raises ExchangeError."""
        return min(self.remaining_s(), self.limits.connect_s)

    def receive_timeout_s(self) -> float:
        """Longest wait for the next bytes, in seconds. Raises ExchangeError, and the errors of `look`."""
        self._look(0)
        if self._allowed_bytes <= 0:
            raise ExchangeError(f"the headers are longer than {self.limits.head_bytes:,} bytes")
        return min(self.remaining_s(), self.limits.look_s)

    def receivable_bytes(self, count: int) -> int:
        """Number of bytes, at most `count`, that one read may receive without exceeding the byte limit."""
        return int(min(count, max(1, self._allowed_bytes)))

    def remaining_s(self) -> float:
        """Seconds until the next limit is reached, more than 0. Raises ExchangeError."""
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
        """Count received bytes that are all content. Raises the errors of `look`."""
        self.count_raw_bytes(count)
        self.count_content_bytes(count)

    def count_raw_bytes(self, count: int) -> None:
        """Count received bytes, including the framing of the content. These bytes do not count as progress."""
        self._allowed_bytes -= count

    def count_content_bytes(self, count: int) -> None:
        """Count content bytes towards the rate, after their framing was removed. Raises the errors of `look`."""
        self._window_bytes += count
        self._look(count)

    @property
    def is_in_head(self) -> bool:
        """True until `start_body` is called."""
        return self._window_start_s is None

    def start_body(self) -> None:
        """Start measuring the rate. Call this method after the last header line."""
        self._window_start_s, self._window_bytes = self._now_s(), 0
        self._allowed_bytes = inf

    def allow_bytes(self, count: int) -> None:
        """Allow this many content bytes until the next call.

        In addition, as many bytes as a head may have are allowed, because HTTP adds framing to the content.
        """
        self._allowed_bytes = count + self.limits.head_bytes


def connect_tcp(host: str, port: int, bounds: ExchangeBounds) -> socket.socket:
    """Connect to the first address of a host name that answers. Raises ExchangeError or OSError."""
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
    """Return the connection with TLS for a host name. On an error, close it.

    Raises ExchangeError, OSError or ValueError.
    """
    try:
        plain.settimeout(bounds.connect_timeout_s())
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
