"""TLS of network cameras: the settings, the context made of them, and readable reasons for a failed handshake."""

import ssl
from dataclasses import dataclass

from edge.sources.camera.network_address import CameraRefusedError

_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED
_NOT_YET_VALID = 9
_WRONG_NAMES = (62, 64)  # of the host, of the IP address

_UNCHECKED = "To open the camera without this check, set insecure = true in [camera]."


@dataclass(frozen=True, slots=True)
class CameraTlsOptions:
    """Trust in a camera's certificate.

    `ca_file`: the authority that signed it, or the certificate itself if the camera made its own (None: the system's
    authorities). `insecure`: it is not checked at all.
    """

    ca_file: str | None = None
    insecure: bool = False


CHECKED = CameraTlsOptions()
"""The system's authorities are trusted."""


def tls_context(tls: CameraTlsOptions) -> ssl.SSLContext:
    """Context for connections to a camera. Raises CameraRefusedError if `ca_file` cannot be used."""
    try:
        context = ssl.create_default_context(cafile=tls.ca_file)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, FileNotFoundError | PermissionError) else "no certificate in it"
        raise CameraRefusedError(
            f"[camera] ca_file {tls.ca_file} cannot be used: {reason}. It must be readable and in PEM form."
        ) from error
    if tls.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED  # old cameras know no newer one
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def handshake_fault_text(error: ssl.SSLError) -> str:
    """Text about a handshake that failed: the reason and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted ({error.verify_message.rstrip('.')}). {_cure(error.verify_code)}"
    if error.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"):
        return "it does not speak TLS on this port. Is it another port, or an address with rtsp:// or http://?"
    return f"no encrypted connection came about ({(error.reason or 'no reason given').lower().replace('_', ' ')})."


def _cure(code: int) -> str:
    if code in (_EXPIRED, _NOT_YET_VALID):
        cure = "Is the clock of this machine right? Else renew the certificate in the camera."
    elif code in _WRONG_NAMES:
        cure = "Write a name that is in the certificate into [camera] source."
    else:
        cure = "Set [camera] ca_file to the file of the authority that signed it, or of the certificate itself."
    return f"{cure} {_UNCHECKED}"
