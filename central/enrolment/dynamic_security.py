"""Manages clients and roles in mosquitto's dynamic security plugin: one client and one role for each kiosk.

One role for all kiosks does not work, because the plugin of mosquitto 2.0 does not replace `%c` and `%u` in the topics
of a role.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from central.enrolment.control import send_commands
from central.enrolment.credentials import publish_topics, subscribe_topics
from central.errors import BrokerRefusedError
from central.ingest.session import BrokerOptions

ALLOWED, DENIED = 10, 0
"""Priorities of the rules in a role. A rule that allows a named topic overrides the general denial, whatever the
broker's defaults are.
"""
_IS_THERE = ("Role already exists", "Client already exists")
_IS_GONE = ("Role not found", "Client not found")


class DynamicSecurity:
    """The dynamic security plugin of a broker."""

    def __init__(self, options: BrokerOptions) -> None:
        self._options = options

    def check_plugin(self) -> None:
        """Raise BrokerRefusedError if the plugin does not answer, or if this user may not use the plugin."""
        self._do([{"command": "getDefaultACLAccess"}])

    def enrol_kiosk(self, device: str, password: str) -> None:
        """Create the client and role of a kiosk. If they exist, set their password and permissions.

        Raises BrokerRefusedError.
        """
        role = {"rolename": role_name(device), "acls": _acls(device)}
        client = {"username": device, "password": password, "roles": [{"rolename": role_name(device)}]}
        commands: list[Mapping[str, Any]] = [
            {"command": "createRole", **role},
            {"command": "modifyRole", **role},
            {"command": "createClient", **client},
            {"command": "modifyClient", **client},
            {"command": "enableClient", "username": device},
        ]
        self._do(commands, _IS_THERE)

    def revoke_kiosk(self, device: str) -> None:
        """End the connection of a kiosk, and remove its client and role. Raises BrokerRefusedError."""
        commands = [
            {"command": "disableClient", "username": device},
            {"command": "deleteClient", "username": device},
            {"command": "deleteRole", "rolename": role_name(device)},
        ]
        self._do(commands, _IS_GONE)

    def _do(self, commands: Sequence[Mapping[str, Any]], tolerated: Sequence[str] = ()) -> None:
        for command, error in zip(commands, send_commands(self._options, commands), strict=True):
            if error is not None and error not in tolerated:
                raise BrokerRefusedError(
                    f"broker: the dynamic security plugin of {self._options.host}:{self._options.port} rejects"
                    f" {command['command']} ({error}). Check its log, then try again."
                )


def role_name(device: str) -> str:
    """Name of a kiosk's role."""
    return f"kiosk {device}"


def _acls(device: str) -> list[dict[str, object]]:
    def acl(kind: str, topic: str, *, allow: bool = True) -> dict[str, object]:
        return {"acltype": kind, "topic": topic, "allow": allow, "priority": ALLOWED if allow else DENIED}

    sends = [acl("publishClientSend", topic) for topic in publish_topics(device)]
    hears = [acl(kind, t) for kind in ("subscribePattern", "publishClientReceive") for t in subscribe_topics(device)]
    kinds = ("publishClientSend", "subscribePattern", "publishClientReceive")
    return [*sends, *hears, *(acl(kind, "#", allow=False) for kind in kinds)]
