"""Parser of `vitrina-central kiosk`, which lists, enrols and revokes kiosks."""

from central.cli import kiosk_enrol, kiosk_list
from central.cli.parser import Commands, add_group


def add_to_parser(commands: Commands) -> None:
    """Add the command `kiosk` and its actions to the parser."""
    actions = add_group(
        commands,
        "kiosk",
        "list kiosks, enrol a new one, or revoke one",
        "vitrina-central kiosk list --data data\n"
        "  vitrina-central kiosk enrol --site acme/berlin-7 --device door --config central.toml",
    )
    kiosk_list.add_to_parser(actions)
    kiosk_enrol.add_to_parser(actions)
