"""Checks of the broker with a real connection: network, encryption, credentials, MQTT 5, and permissions."""

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
from edge.uplink.mqtt.client import BrokerOptions
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
    """Connect with a client id of our own, so that the broker does not disconnect the kiosk. Publishes nothing."""
    settings = context.require_settings()
    try:
        options = build.broker_options(settings)
        answer = probe_connection(
            options, build.message_header(settings), make_check_client_id(), TIMEOUT_S, context.now
        )
    except (SettingsError, BrokerSettingsError) as error:
        yield error_finding("broker", error, "Write the password into it, alone on its line.")
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
    """Client id of one check: another one than that of the kiosk, which would be pushed out."""
    return f"vitrina-doctor-{os.urandom(4).hex()}"


def connection_fault(answer: ConnectionFault, options: BrokerOptions) -> DoctorFinding:
    """Finding for a connection that the broker did not accept."""
    place = options.place
    match answer:
        case BrokerProbeUnreachable(reason, bad_certificate=True):
            cure = "Set [broker] ca_file to the authority that signed it, and host to a name in the certificate."
            return fault_finding("broker", f"the certificate of {place} cannot be trusted ({reason}).", cure)
        case BrokerProbeUnreachable(reason, bad_tls=True):
            cure = (
                "Does it listen for TLS on this port (8883 is usual), and accept our certificate ([broker] cert_file)?"
            )
            return fault_finding("broker", f"{place} and we do not agree on TLS ({reason}).", cure)
        case BrokerProbeUnreachable(reason):
            text = f"{place} cannot be reached ({reason})."
            return fault_finding("broker", text, "Is it on, and the network up? Look at [broker] host and port.")
        case BrokerProbeUnanswered(hung_up=True):
            cure = "Does it ask for TLS ([broker] tls), or for a client certificate (cert_file, key_file)?"
            return fault_finding("broker", f"{place} hung up without an answer.", cure)
        case BrokerProbeUnanswered():
            cure = "Is that an MQTT broker, and does it ask for TLS ([broker] tls)?"
            return fault_finding("broker", f"{place} takes the connection and says nothing for {TIMEOUT_S:g} s.", cure)
        case BrokerProbeOldProtocol():
            return fault_finding(
                "broker", f"{place} does not speak MQTT 5.", "Renew the broker, or switch MQTT 5 on in it."
            )
        case BrokerProbeRejected(reason, credentials=True):
            cure = "Look at [broker] username, and at the password or the file or variable that it comes from."
            return fault_finding("broker", f"{place} refused the name or password ({reason}).", cure)
        case BrokerProbeRejected(reason):
            cure = "Its log says why; its rules must let clients named vitrina… in."
            return fault_finding("broker", f"{place} refused us ({reason}).", cure)


def _accepted(answer: BrokerProbeAccepted, options: BrokerOptions) -> DoctorFinding:
    user = f"as {options.username}" if options.username else "without a name"
    cipher = answer.cipher or "not encrypted"
    at_once = options.in_flight if answer.in_flight is None else min(options.in_flight, answer.in_flight)
    text = f"{options.place} accepts us {user}, MQTT 5, {cipher}, {at_once} messages at once."
    return good_finding(
        "broker", f"{text} Nothing was published: vitrina status shows if it takes each kind of message."
    )


def _restriction_findings(
    answer: BrokerProbeAccepted, options: BrokerOptions, *, by_command: bool
) -> Iterator[DoctorFinding]:
    """Findings for permissions and limits that the kiosk needs and the broker does not give."""
    if answer.commands_denied:
        text = f"{options.place} does not let us receive commands ({answer.commands_denied})."
        cure = "Its access rules must let this device subscribe to its own cmd/+."
        if by_command:
            yield fault_finding("commands", f"{text} A player cannot report its plays.", cure)
        else:
            yield warning_finding("commands", f"{text} Nobody can pause the kiosk, or ask it to send again.", cure)
    if answer.largest_bytes is not None and answer.largest_bytes < LARGEST_BYTES:
        text = f"{options.place} takes messages of {answer.largest_bytes} bytes at most; ours have up to"
        cure = "Set its limit higher (mosquitto: max_packet_size), or show shorter creatives."
        yield warning_finding("messages", f"{text} {LARGEST_BYTES}.", cure)
    if answer.qos < 1 or not answer.retains:
        missing = "acknowledged messages (QoS 1)" if answer.qos < 1 else "retained messages, which state is"
        yield fault_finding("messages", f"{options.place} takes no {missing}.", "Allow them in its configuration.")


def _encryption(answer: BrokerProbeAccepted, options: BrokerOptions) -> Iterator[DoctorFinding]:
    is_here = options.host in ("localhost", "::1") or options.host.startswith("127.")
    if options.password and answer.cipher is None and not is_here:
        text = f"the password travels to {options.place} unencrypted, and so does every message."
        yield warning_finding("encryption", text, "Set [broker] tls, and port 8883.")


def _certificate(answer: BrokerProbeAccepted, options: BrokerOptions, now_s: float) -> Iterator[DoctorFinding]:
    ends_s = answer.certificate_ends_s
    if ends_s is not None and ends_s - now_s < SOON_S:
        day = datetime.fromtimestamp(ends_s, timezone.utc).date()
        text = f"that of {options.place} ends on {day}, in {(ends_s - now_s) / DAY_S:.0f} days."
        yield warning_finding("certificate", text, "Renew it: afterwards no message leaves.")
