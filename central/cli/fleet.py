"""Parser of `vitrina-central fleet`, which signs and publishes programs and settings for kiosks.

Each action imports the packages that sign only when it runs: a server without a fleet needs none of them.
"""

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from central.cli.parser import Commands, add_group, add_parser, add_store_options
from central.errors import UsageError
from central.packages import missing_package_text

DIR = Path("fleet")
_PACKAGES = ("tuf", "securesystemslib", "cryptography")


def add_to_parser(commands: Commands) -> None:
    """Add the command `fleet` and its actions to the parser."""
    actions = add_group(
        commands,
        "fleet",
        "sign and publish programs and settings for kiosks that nobody visits",
        "vitrina-central fleet status --dir fleet",
    )
    _add_init(actions)
    _add_software(actions)
    _add_settings(actions)
    _add_plan(actions)
    _add_sign(actions)
    _add_rotate(actions)
    _add_publish(actions)


def _add_init(actions: Commands) -> None:
    action = _add_action(
        actions,
        "init",
        "make the keys of a new repository on three sticks, and its first root",
        "vitrina-central fleet init fleet --tenant acme --stick /media/red --stick /media/blue --stick /media/white",
        "init_repository",
    )
    action.add_argument("dir", type=Path, metavar="DIR", help="new work folder")
    action.add_argument("--tenant", metavar="NAME", required=True, help="tenant of the kiosks that read the repository")
    _add_sticks(action, "folder of an empty stick; give it three times, the spare one last")


def _add_software(actions: Commands) -> None:
    action = _add_action(
        actions,
        "add-software",
        "offer a program to the kiosks, after a check of the project's signature; signs as maker",
        "vitrina-central fleet add-software vitrina_0.2.0_debian13_amd64.tar --dir fleet --stick /media/red",
        "add_software",
    )
    action.add_argument("file", type=Path, metavar="FILE.tar", help="program, with its signature FILE.tar.sig.json")
    action.add_argument(
        "--project-key", type=Path, metavar="FILE", help="public key of the project; needed once per work folder"
    )
    action.add_argument("--unsigned", action="store_true", help="take a program that you built yourself, unsigned")
    _add_work_options(action)


def _add_settings(actions: Commands) -> None:
    action = _add_action(
        actions,
        "set-settings",
        "set settings for the kiosks of a tenant, a site or one device; signs as operator",
        "vitrina-central fleet set-settings berlin.toml --site acme/berlin-7 --dir fleet --stick /media/red",
        "set_settings",
    )
    action.add_argument("file", type=Path, metavar="FILE.toml", nargs="?", help="settings (vitrina docs fleet)")
    place = action.add_mutually_exclusive_group(required=True)
    place.add_argument("--tenant", metavar="TENANT", help="for all kiosks of the tenant")
    place.add_argument("--site", metavar="TENANT/SITE", help="for all kiosks of a site")
    place.add_argument("--device", metavar="TENANT/SITE/DEVICE", help="for one kiosk")
    action.add_argument(
        "--address", action="store_true", help="broker host and CA instead of settings; needs both operators"
    )
    action.add_argument("--min-version", metavar="X.Y.Z", help="oldest program that reads the file")
    action.add_argument("--remove", action="store_true", help="take the settings of this place away")
    _add_work_options(action)


def _add_plan(actions: Commands) -> None:
    action = _add_action(
        actions,
        "plan",
        "plan a rollout: which kiosks get which program when; signs as operator",
        "vitrina-central fleet plan plan.json --dir fleet --stick /media/red",
        "set_plan",
    )
    action.add_argument("file", type=Path, metavar="FILE.json", help="plan of the rollout")
    _add_work_options(action)


def _add_sign(actions: Commands) -> None:
    action = _add_action(
        actions,
        "sign",
        "add your signatures to what waits for them",
        "vitrina-central fleet sign --dir fleet --stick /media/blue",
        "sign_waiting",
    )
    action.add_argument("--renew", action="store_true", help="sign again what has used up half of its validity")
    _add_work_options(action)


def _add_rotate(actions: Commands) -> None:
    action = _add_action(
        actions,
        "rotate",
        "replace the keys of a lost stick, or those of central",
        "vitrina-central fleet rotate --lost 3 --new-stick /media/green --dir fleet --stick /media/red"
        " --stick /media/blue",
        "rotate_keys",
    )
    what = action.add_mutually_exclusive_group(required=True)
    what.add_argument("--lost", type=int, metavar="N", help="number of the lost stick, 1 to 3; needs --new-stick")
    what.add_argument("--online", action="store_true", help="the keys of snapshot, timestamp and go, which central has")
    action.add_argument("--new-stick", type=Path, metavar="DIR", help="folder of an empty stick")
    _add_work_options(action)


def _add_publish(actions: Commands) -> None:
    action = _add_action(
        actions,
        "publish",
        "check a work folder, and let kiosks read it; run it on the server",
        "vitrina-central fleet publish --dir fleet --config central.toml",
        "publish_repository",
    )
    _add_dir(action)
    add_store_options(action)
    action = _add_action(
        actions,
        "status",
        "show versions, signatures and validity of a work folder; or of what this server publishes, and its rollouts",
        "vitrina-central fleet status --dir fleet\n  vitrina-central fleet status --config central.toml",
        "show_status",
    )
    action.add_argument("--dir", type=Path, metavar="DIR", help="work folder (default: what this server publishes)")
    action.add_argument("--json", action="store_true", help="print JSON")
    add_store_options(action)


def _add_action(actions: Commands, name: str, text: str, example: str, function: str) -> argparse.ArgumentParser:
    """Add an action that runs a function of `fleet_actions`."""
    action = add_parser(actions, name, text, example)
    action.set_defaults(command=_run(function))
    return action


def _add_work_options(action: argparse.ArgumentParser) -> None:
    _add_dir(action)
    _add_sticks(action, "folder of a stick with keys; may be given more than once")


def _add_dir(action: argparse.ArgumentParser) -> None:
    action.add_argument("--dir", type=Path, metavar="DIR", default=DIR, help=f"work folder (default: {DIR})")


def _add_sticks(action: argparse.ArgumentParser, text: str) -> None:
    action.add_argument("--stick", type=Path, metavar="DIR", action="append", default=[], help=text)


def _run(name: str) -> Callable[[argparse.Namespace], int]:
    """Function that loads the packages, and runs an action of `fleet_actions`. Raises UsageError."""

    def run(options: argparse.Namespace) -> int:
        try:
            module = import_module("central.cli.fleet_actions")
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in _PACKAGES:
                raise
            raise UsageError(f"fleet: {missing_package_text(error.name, 'central')}") from None
        code: int = getattr(module, name)(options)
        return code

    return run
