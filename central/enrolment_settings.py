"""Section [enrolment] of the settings file: values for a new kiosk that differ from the server's own."""

import re

from pydantic import Field, model_validator

from central.section import File, Section

_ADDRESS = re.compile(r"https?://[a-z0-9.-]{1,128}(:[0-9]{1,5})?/?|https?://\[[0-9a-f:]{2,39}\](:[0-9]{1,5})?/?")


class EnrolmentSection(Section):
    """Addresses at which kiosks reach the server and the broker. Omit addresses that are the same as the server's
    own.
    """

    address: str | None = Field(
        None,
        description="address under which kiosks reach the pages, such as https://vitrina.example.org; default: the"
        " first of [web] hosts, with its port",
    )
    certificate: File | None = Field(
        None, description="PEM file with the certificate that a proxy uses there; default: [web] certificate"
    )
    ca_file: File | None = Field(
        None,
        description="PEM file of the CA of that certificate, for kiosks that download videos; default: none, unless the"
        " certificate file ends with its own CA",
    )
    broker_host: str | None = Field(
        None, min_length=1, description="broker address for kiosks; default: [broker] host, port, tls, ca_file"
    )
    broker_port: int = Field(8883, ge=1, le=65535, description="port of broker_host")
    broker_tls: bool = Field(True, description="set false for a broker_host without TLS")
    broker_ca_file: File | None = Field(
        None,
        description="PEM file of the CA that signed the certificate of broker_host; default: the kiosk's own list",
    )

    @model_validator(mode="after")
    def _is_address(self) -> "EnrolmentSection":
        if self.address is not None and _ADDRESS.fullmatch(self.address) is None:
            raise ValueError(
                f"address: {self.address!r} is not an address such as https://vitrina.example.org or https://host:8443"
            )
        return self
