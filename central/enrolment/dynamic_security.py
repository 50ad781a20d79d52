"""Clients and roles of kiosks in mosquitto's dynamic security plugin: one client and one role for each kiosk.

A role for all kiosks would not do: the plugin of mosquitto 2.0 replaces no `%c` and no `%u` in the topics of a role.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from central.enrolment.control import send_commands
from central.enrolment.credentials import publish_topics, subscribe_topics
from central.errors import BrokerRefusedError
from central.ingest.session import BrokerOptions

ALLOWED, DENIED = 10, 0
"""Priorities: what is allowed by name counts before what is denied altogether, whatever the broker's defaults are."""
_IS_THERE = ("Role already exists", "Client already exists")
_IS_GONE = ("Role not found", "Client not found")


class DynamicSecurity:
    """The plugin of a broker."""

    def __init__(self, options: BrokerOptions) -> None:
        self._options = options

    def check_plugin(self) -> None:
        """Raises BrokerRefusedError if the plugin does not answer, or this user may not ask it."""
        self._do([{"command": "getDefaultACLAccess"}])

    def enrol_kiosk(self, device: str, password: str) -> None:
        """Makes client and role of a kiosk, or gives those that are there this password and these rights.

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
        """Ends the connection of a kiosk, and removes its client and its role. Raises BrokerRefusedError."""
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
                    f"broker: the dynamic security plugin of {self._options.host}:{self._options.port} refuses"
                    f" {command['command']} ({error}). Look at its log; then try it again."
                )


def role_name(device: str) -> str:
    """Name of the role of a kiosk."""
    return f"kiosk {device}"


def _acls(device: str) -> list[dict[str, object]]:
    def acl(kind: str, topic: str, *, allow: bool = True) -> dict[str, object]:
        return {"acltype": kind, "topic": topic, "allow": allow, "priority": ALLOWED if allow else DENIED}

    sends = [acl("publishClientSend", topic) for topic in publish_topics(device)]
    hears = [acl(kind, t) for kind in ("subscribePattern", "publishClientReceive") for t in subscribe_topics(device)]
    kinds = ("publishClientSend", "subscribePattern", "publishClientReceive")
    return [*sends, *hears, *(acl(kind, "#", allow=False) for kind in kinds)]
