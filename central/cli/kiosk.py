"""`vitrina-central kiosk`: lists, enrols and revokes kiosks."""

from central.cli import kiosk_enrol, kiosk_list
from central.cli.parser import Commands, add_group


def add_to_parser(commands: Commands) -> None:
    """Adds the command and its actions."""
    actions = add_group(commands, "kiosk", "list the kiosks, give a new one its credentials, or revoke one")
    kiosk_list.add_to_parser(actions)
    kiosk_enrol.add_to_parser(actions)
