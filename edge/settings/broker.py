"""Settings of the broker, and the password files that they name."""

import os
from ipaddress import IPv6Address
from pathlib import Path

from pydantic import Field, PrivateAttr, SecretStr, field_validator, model_validator

from edge.files import read_text
from edge.settings.errors import SettingsError
from edge.settings.section import File, SettingsSection

PASSWORD_VARIABLE = "VITRINA_BROKER_PASSWORD"


class BrokerSettings(SettingsSection):
    """The MQTT 5 broker that receives the messages."""

    host: str = Field(
        "127.0.0.1", min_length=1, description="host name or IP address of the broker, such as ::1 or [::1]"
    )
    port: int = Field(1883, ge=1, le=65535, description="TCP port of the broker; usually 1883, or 8883 with tls")
    username: str | None = Field(None, min_length=1, description="user name for the broker. Empty: none")
    password: SecretStr | None = Field(
        None, description="password for the broker; password_file or $VITRINA_BROKER_PASSWORD is safer"
    )
    password_file: File | None = Field(
        None, description="file that contains only the password; only the kiosk's user should be able to read it"
    )
    tls: bool = Field(False, description="set true to encrypt the connection and to check the broker's certificate")
    ca_file: File | None = Field(
        None,
        description="PEM file with the certificate authority that signed the broker's certificate. Empty: the system's "
        "authorities",
    )
    cert_file: File | None = Field(
        None, description="PEM file with the kiosk's own certificate; set it with key_file if the broker requires one"
    )
    key_file: File | None = Field(None, description="PEM file with the private key of cert_file")

    @field_validator("host")
    @classmethod
    def _is_no_url(cls, host: str) -> str:
        bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        if ":" in bare or bare != host:
            try:
                IPv6Address(bare)
            except ValueError:
                raise ValueError("must be a host name or an IP address, without mqtt:// and without a port") from None
        return bare

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> "BrokerSettings":
        if (self.cert_file is None) != (self.key_file is None):
            raise ValueError("cert_file and key_file must be set together")
        return self

    @property
    def ca_pem(self) -> str | None:
        """Certificate authority as text, from a signed address file. None: that of `ca_file`."""
        return None

    def broker_password(self, environment: "os._Environ[str] | dict[str, str]" = os.environ) -> str | None:
        """The password from the first of these that is set: environment, systemd credential, password_file, password.

        Raises SettingsError if a password file cannot be read.
        """
        if value := environment.get(PASSWORD_VARIABLE):
            return value
        credentials = environment.get("CREDENTIALS_DIRECTORY")
        for path in (Path(credentials) / "broker-password" if credentials else None, self.password_file):
            if path is not None and (path == self.password_file or path.exists()):
                return read_password_line(path)
        return self.password.get_secret_value() if self.password else None


class SignedBrokerSettings(BrokerSettings):
    """Broker with a host or a certificate authority from a signed address file."""

    _ca_pem: str | None = PrivateAttr(None)

    @property
    def ca_pem(self) -> str | None:
        return self._ca_pem


class MovedBrokerSettings(SignedBrokerSettings):
    """Broker at another host than in the kiosk's own settings. No password of the kiosk is sent there, wherever it is
    stored: it belongs to the former host.
    """

    def broker_password(
        self,
        environment: "os._Environ[str] | dict[str, str]" = os.environ,  # noqa: ARG002
    ) -> str | None:
        return None


def sign_broker(own: BrokerSettings, effective: BrokerSettings, ca_pem: str | None) -> BrokerSettings:
    """`effective` with the certificate authority of an address file. At another host than `own`, without the kiosk's
    user name, password and client certificate.
    """
    values = dict(effective) | ({"ca_file": None} if ca_pem is not None else {})
    kind = SignedBrokerSettings
    if effective.host != own.host:
        kind = MovedBrokerSettings
        values |= dict.fromkeys(("username", "password", "password_file", "cert_file", "key_file"))
    signed = kind.model_construct(_fields_set=effective.model_fields_set, **values)
    signed._ca_pem = ca_pem
    return signed


def read_password_line(path: Path, key: str = "[broker] password_file") -> str:
    """First line of a password file. Raises SettingsError; `key` is the setting that the error names."""
    try:
        return read_text(path).splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise SettingsError(
            f"settings: {key}: {path} does not contain a readable password line ({error}). Nothing was started."
        ) from None
