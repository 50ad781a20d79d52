"""`vitrina engines`: options to list and build TensorRT engines."""

import argparse

from edge.cli.parser import Commands, add_command


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "engines",
        "list or build the TensorRT engines of this machine",
        "vitrina engines\n  sudo -u vitrina vitrina engines build",
        _run,
        'This machine needs an NVIDIA GPU and TensorRT. Without "build", the command\n'
        "lists each engine and whether it fits this machine and its models.",
    )
    _add_engine_options(parser)
    parser.add_argument(
        "--json", action="store_true", help="print the list as JSON: [{network, precision, ..., fits}, ...]"
    )
    build = parser.add_subparsers(title="subcommands", metavar="build", dest="engines").add_parser(
        "build",
        help="build and check the engine of every model; takes several minutes",
        description="Build the TensorRT engine of every model, and compare its results with those\n"
        "of ONNX Runtime. This takes several minutes. Run it as the user of the\n"
        "service.",
        epilog="example:\n  sudo -u vitrina vitrina engines build --variant fp16",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_engine_options(build)
    build.add_argument(
        "--variant",
        choices=["fp32", "fp16", "int8"],
        help="precision of every engine (default: fp16 if the model has it, else fp32)",
    )


def _add_engine_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="settings file (default: $VITRINA_CONFIG if set, else /etc/vitrina/vitrina.toml, else "
        "vitrina/vitrina.toml in $XDG_CONFIG_HOME or ~/.config, else the default settings)",
    )
    parser.add_argument(
        "--cache",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="folder for the engines (default: the setting engines of [models])",
    )


def _run(options: argparse.Namespace) -> int:
    from pathlib import Path

    from edge.settings.loading import NoSettingsError, load_defaults, load_settings
    from edge.tools import engines

    folder = Path(options.cache) if "cache" in options else None
    try:
        wanted = load_settings(getattr(options, "config", None)).settings
    except NoSettingsError:
        if "config" in options:
            raise
        wanted = load_defaults().settings
    if options.engines == "build":
        return engines.build(wanted, folder, options.variant)
    return engines.list_engines(wanted, folder, options.json)
