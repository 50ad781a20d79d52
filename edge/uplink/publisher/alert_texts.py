"""Alerts about the broker: what happened, where, what to do. They never contain a secret.

`ActiveBrokerAlerts.activate` sets the start time of each alert.
"""

from collections.abc import Collection

from edge.alerts import Alert, Severity
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client_events import BrokerUnreachable, ClientFailed, ConnectionLost, ConnectionRefused
from edge.uplink.publisher.in_flight import RejectedMessage


def _alert(code: str, text: str, severity: Severity = "error") -> Alert:
    return Alert(code, severity, text, since_s=0.0)


def refused_alert(event: ConnectionRefused, options: BrokerOptions, waiting: int) -> Alert:
    if event.credentials:
        action = f"refused the name or password ({event.reason})"
        return _alert("broker.refused", f"broker: {options.place} {action}. {_retry_slowly(options, waiting)}")
    if event.for_good:
        return _alert(
            "broker.refused",
            f"broker: {options.place} refused the connection ({event.reason}). {_retry_slowly(options, waiting)}",
        )
    return _alert("broker.away", f"broker: {options.place} is not ready ({event.reason}). {_retry_soon(waiting)}")


def unreachable_alert(event: BrokerUnreachable, options: BrokerOptions, waiting: int) -> Alert:
    if event.bad_certificate:
        return _alert(
            "broker.certificate",
            f"broker: the certificate of {options.place} cannot be trusted ({event.reason}). {_retry_soon(waiting)}"
            f" {_cure(event.reason)}",
        )
    if event.bad_own_certificate:
        return _own_certificate(event.reason, options, waiting)
    hint = " Check that it uses TLS on this port ([broker] tls)." if event.bad_tls else ""
    return _alert(
        "broker.away", f"broker: {options.place} cannot be reached ({event.reason}). {_retry_soon(waiting)}{hint}"
    )


def _cure(reason: str) -> str:
    if "expired" in reason or "not yet valid" in reason:
        return "Check the kiosk's clock. If it is right, renew the certificate at the broker."
    return "Check [broker] ca_file, and that host is a name in the certificate."


def _own_certificate(reason: str, options: BrokerOptions, waiting: int) -> Alert:
    """Alert about the kiosk's certificate, which the broker rejected. Only the broker's reason is known."""
    return _alert(
        "broker.certificate",
        f"broker: {options.place} does not accept the kiosk's certificate ({reason}). {_retry_soon(waiting)} "
        "[broker] cert_file and key_file must name a valid certificate from an authority that the broker trusts. If "
        "you replace the files, the kiosk reads them at the next attempt.",
    )


def lost_alert(event: ConnectionLost, options: BrokerOptions, waiting: int) -> Alert:
    if event.by_twin:
        return _alert(
            "broker.twin",
            f"broker: another client with this kiosk's name connected to {options.place}: a copy of this kiosk's "
            "disk or backup runs elsewhere. Stop one of them, and give it another name. "
            f"{_retry_slowly(options, waiting)}",
        )
    return _alert(
        "broker.away", f"broker: the connection to {options.place} was lost ({event.reason}). {_retry_soon(waiting)}"
    )


def hung_up_alert(event: ConnectionLost, options: BrokerOptions, waiting: int) -> Alert:
    """Alert about a connection that ended before the broker answered."""
    if event.bad_own_certificate:
        return _own_certificate(event.reason, options, waiting)
    return _alert(
        "broker.away",
        f"broker: {options.place} closed the connection without an answer ({event.reason}). {_retry_soon(waiting)} "
        "Check whether it requires TLS or a client certificate ([broker] cert_file).",
    )


def client_failed_alert(event: ClientFailed, options: BrokerOptions, waiting: int, pause_s: float) -> Alert:
    """Alert about a bug in Vitrina."""
    return _alert(
        "broker.away",
        f"broker: the connection to {options.place} was closed because of a bug in Vitrina ({event.reason}). "
        f"Connecting again in {pause_s:.0f} s. {_waiting_text(waiting)}. The log contains the error; please report "
        "it.",
    )


def name_lookup_hangs_alert(options: BrokerOptions, waiting: int) -> Alert:
    return _alert(
        "broker.away",
        f"broker: the name lookup for {options.place} got no answer for {options.attempt_s:.0f} s. "
        f"{_retry_soon(waiting)} Check that this kiosk's name server (/etc/resolv.conf) is reachable. An IP address "
        "in [broker] host needs no name server.",
    )


def no_answer_alert(options: BrokerOptions, waiting: int) -> Alert:
    """Alert about a connection attempt that neither succeeds nor fails."""
    return _alert(
        "broker.away",
        f"broker: {options.place} has not answered for {options.attempt_s:.0f} s. {_retry_soon(waiting)} Check that "
        "it is an MQTT broker and that the network is up.",
    )


def stuck_alert(options: BrokerOptions, waiting: int, pause_s: float) -> Alert:
    """Alert about a broker that keeps the connection open but does not acknowledge messages."""
    return _alert(
        "broker.stuck",
        f"broker: {options.place} answers pings, but has not acknowledged the oldest message for "
        f"{options.unanswered_s:.0f} s. The kiosk closed the connection and connects again in {pause_s:.0f} s. "
        f"{_waiting_text(waiting)}. Check whether the broker's disk or a queue is full, for example because of "
        "another client or a bridge. Its log may say more. Restart it.",
    )


def denied_alert(kinds: dict[str, str], options: BrokerOptions, waiting: int) -> Alert:
    """Alert about kinds of message that the broker refused. `kinds`: the broker's reason for each kind."""
    return _alert(
        "broker.denied",
        f"broker: {options.place} does not accept {_join(kinds)} messages of this kiosk "
        f"({_join(set(kinds.values()))}). {_retry_slowly(options, waiting)} Its access rules must allow this kiosk "
        "to publish below its own topic, and it must have free space. Its log may say more.",
    )


def no_subscribers_alert(kinds: dict[str, str], options: BrokerOptions, waiting: int) -> Alert:
    """Alert about kinds of message without a subscriber. `kinds`: the broker's reason for each kind."""
    return _alert(
        "broker.unheard",
        f"broker: nobody has subscribed to {_join(kinds)} messages of this kiosk at {options.place}, so the broker "
        f"would drop them. They wait in the outbox. {_retry_slowly(options, waiting)} Start the subscriber, and "
        "check its topics.",
        "warning",
    )


def oversize_alert(message: RejectedMessage, count: int, options: BrokerOptions) -> Alert:
    """Alert about messages that are too large for the broker, or that made it close the connection.

    It describes the last of `count` such messages.
    """
    limit = (
        f"accepts no more than {message.limit}"
        if message.limit is not None
        else f"does not accept it: {message.reason}"
    )
    return _alert(
        "broker.oversize",
        f"broker: {_name(message)} has {message.bytes} bytes; {options.place} {limit}. {_result(message, count)} "
        "Raise the broker's packet size limit (mosquitto: max_packet_size). This alert ends when the broker accepts "
        "a message of this size, or after a day.",
    )


def rejected_alert(message: RejectedMessage, count: int, options: BrokerOptions) -> Alert:
    """Alert about messages that the broker will never accept for a reason other than their size.

    It describes the last of `count` such messages.
    """
    return _alert(
        "broker.rejected",
        f"broker: {options.place} rejects {_name(message)} ({message.reason}). {_result(message, count)} "
        "Check whether it validates payloads. Make it accept this kiosk's messages, then request the number with "
        "cmd/resend. This alert ends after a day.",
    )


def _name(message: RejectedMessage) -> str:
    return f"a {message.kind} message" if message.seq is None else f"{message.kind} message {message.seq}"


def _result(message: RejectedMessage, count: int) -> str:
    action = "It is dropped" if message.seq is None else "It is set aside in the outbox"
    return f"{action}, {count} so far; all others are sent."


def commands_failed_alert(reason: str, options: BrokerOptions) -> Alert:
    return _alert(
        "broker.deaf",
        f"broker: {options.place} does not allow this kiosk to receive commands ({reason}). Messages are sent all "
        "the same. The broker's access rules must allow this kiosk to subscribe to its own cmd/+.",
    )


def outbox_failed_alert(text: str) -> Alert:
    """Alert about an outbox that cannot be read, or in which sent messages cannot be marked as sent."""
    return _alert("outbox.unwritable", text)


def _join(words: Collection[str]) -> str:
    return " and ".join(sorted(words))


def _waiting_text(waiting: int) -> str:
    return f"{waiting} message{' waits' if waiting == 1 else 's wait'} in the outbox"


def _retry_soon(waiting: int) -> str:
    return f"{_waiting_text(waiting)}; trying again."


def _retry_slowly(options: BrokerOptions, waiting: int) -> str:
    return f"{_waiting_text(waiting)}; trying again every {options.refused_retry_s} s."
