"""Checks the broker with a real connection: network, encryption, credentials, MQTT 5, and permissions."""

import os
from collections.abc import Iterator
from datetime import datetime, timezone

from edge.kiosk import build
from edge.settings.settings import SettingsError
from edge.tools.doctor.finding import (
    DoctorContext,
    DoctorFinding,
    error_finding,
    fault_finding,
    good_finding,
    warning_finding,
)
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.one_connection import (
    BrokerProbeOldProtocol,
    BrokerProbeRejected,
    BrokerProbeUnanswered,
    BrokerProbeUnreachable,
    ConnectionFault,
)
from edge.uplink.mqtt.probe import LARGEST_BYTES, BrokerProbeAccepted, probe_connection
from edge.uplink.mqtt.tls import BrokerSettingsError

TIMEOUT_S = 5.0  # for the connection, and again for the answer
SOON_S = 21 * 86_400.0  # a certificate that expires within 21 days must be renewed now
DAY_S = 86_400.0


def broker_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the broker with a separate client id, so that the broker keeps the kiosk connected. Publishes nothing."""
    settings = context.require_settings()
    try:
        options = build.broker_options(settings)
        answer = probe_connection(
            options, build.message_header(settings), make_check_client_id(), TIMEOUT_S, context.now
        )
    except (SettingsError, BrokerSettingsError) as error:
        yield error_finding("broker", error, "Write the password into it, on a line of its own.")
        return
    match answer:
        case BrokerProbeUnreachable() | BrokerProbeUnanswered() | BrokerProbeOldProtocol() | BrokerProbeRejected():
            yield connection_fault(answer, options)
        case BrokerProbeAccepted():
            yield _accepted(answer, options)
            yield from _restriction_findings(answer, options, by_command=settings.playback.feed == "command")
            yield from _encryption(answer, options)
            yield from _certificate(answer, options, context.now())


def make_check_client_id() -> str:
    """Client id for one check. With the kiosk's own client id, the broker would disconnect the kiosk."""
    return f"vitrina-doctor-{os.urandom(4).hex()}"


def connection_fault(answer: ConnectionFault, options: BrokerOptions) -> DoctorFinding:
    """Finding about a connection that the broker did not accept."""
    place = options.place
    match answer:
        case BrokerProbeUnreachable(reason, bad_certificate=True):
            return fault_finding(
                "broker",
                f"the certificate of {place} cannot be trusted ({reason}).",
                "Set [broker] ca_file to the certificate authority (CA) that signed it, and host to a name in the "
                "certificate.",
            )
        case BrokerProbeUnreachable(reason, bad_tls=True):
            cure = (
                "Check that it uses TLS on this port (usually 8883), and that it accepts this kiosk's certificate "
                "([broker] cert_file)."
            )
            return fault_finding("broker", f"the TLS handshake with {place} failed ({reason}).", cure)
        case BrokerProbeUnreachable(reason):
            text = f"{place} cannot be reached ({reason})."
            return fault_finding(
                "broker", text, "Check that it is on and the network is up. Check [broker] host and port."
            )
        case BrokerProbeUnanswered(hung_up=True):
            cure = "Check whether it requires TLS ([broker] tls) or a client certificate (cert_file, key_file)."
            return fault_finding("broker", f"{place} closed the connection without an answer.", cure)
        case BrokerProbeUnanswered():
            cure = "Check that it is an MQTT broker, and whether it requires TLS ([broker] tls)."
            return fault_finding(
                "broker", f"{place} accepts the connection, but sends nothing for {TIMEOUT_S:g} s.", cure
            )
        case BrokerProbeOldProtocol():
            return fault_finding(
                "broker", f"{place} does not support MQTT 5.", "Update the broker, or enable MQTT 5 in it."
            )
        case BrokerProbeRejected(reason, credentials=True):
            cure = "Check [broker] username, and the password or the file or variable that contains it."
            return fault_finding("broker", f"{place} refused the name or password ({reason}).", cure)
        case BrokerProbeRejected(reason):
            cure = "Read its log. Its rules must admit clients with an id that starts with vitrina."
            return fault_finding("broker", f"{place} refused the connection ({reason}).", cure)


def _accepted(answer: BrokerProbeAccepted, options: BrokerOptions) -> DoctorFinding:
    user = f"as {options.username}" if options.username else "without a user name"
    cipher = answer.cipher or "not encrypted"
    at_once = options.in_flight if answer.in_flight is None else min(options.in_flight, answer.in_flight)
    text = f"{options.place} accepts this kiosk {user}, MQTT 5, {cipher}, {at_once} messages at once."
    return good_finding(
        "broker", f"{text} Nothing was published: vitrina status shows whether it accepts each kind of message."
    )


def _restriction_findings(
    answer: BrokerProbeAccepted, options: BrokerOptions, *, by_command: bool
) -> Iterator[DoctorFinding]:
    """Findings about permissions and limits that the kiosk needs, but that the broker does not grant."""
    if answer.commands_denied:
        text = f"{options.place} does not let this kiosk receive commands ({answer.commands_denied})."
        cure = "Its access rules must let this kiosk subscribe to its own cmd/+."
        if by_command:
            yield fault_finding("commands", f"{text} A player cannot report its plays.", cure)
        else:
            yield warning_finding("commands", f"{text} Nobody can pause the kiosk or make it resend messages.", cure)
    if answer.largest_bytes is not None and answer.largest_bytes < LARGEST_BYTES:
        text = f"{options.place} accepts messages of at most {answer.largest_bytes} bytes; this kiosk sends up to"
        cure = "Raise its limit (mosquitto: max_packet_size), or show shorter ads."
        yield warning_finding("messages", f"{text} {LARGEST_BYTES}.", cure)
    if answer.qos < 1 or not answer.retains:
        missing = "acknowledged messages (QoS 1)" if answer.qos < 1 else "retained messages, which `state` needs"
        yield fault_finding(
            "messages", f"{options.place} does not accept {missing}.", "Allow them in its configuration."
        )


def _encryption(answer: BrokerProbeAccepted, options: BrokerOptions) -> Iterator[DoctorFinding]:
    is_here = options.host in ("localhost", "::1") or options.host.startswith("127.")
    if options.password and answer.cipher is None and not is_here:
        text = f"the password and all messages are sent to {options.place} unencrypted."
        yield warning_finding("encryption", text, "Set [broker] tls = true and port = 8883.")


def _certificate(answer: BrokerProbeAccepted, options: BrokerOptions, now_s: float) -> Iterator[DoctorFinding]:
    ends_s = answer.certificate_ends_s
    if ends_s is not None and ends_s - now_s < SOON_S:
        day = datetime.fromtimestamp(ends_s, timezone.utc).date()
        text = f"the certificate of {options.place} expires on {day}, in {(ends_s - now_s) / DAY_S:.0f} days."
        yield warning_finding("certificate", text, "Renew it: after that day the kiosk can send no messages.")
