"""`vitrina engines`: those of TensorRT, listed or made."""

import argparse

from edge.cli.parser import Commands, add_command


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "engines",
        "list the TensorRT engines of this machine, or make them",
        "sudo -u vitrina vitrina engines build",
        _run,
    )
    _add_engine_options(parser)
    parser.add_argument("--json", action="store_true", help="a list of {network, precision, ..., fits}")
    build = parser.add_subparsers(title="to make them", metavar="build", dest="engines").add_parser(
        "build",
        help="make the engine of every network, which takes minutes, and check it against ONNX Runtime",
        epilog="example:\n  sudo -u vitrina vitrina engines build --variant fp16",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_engine_options(build)
    build.add_argument(
        "--variant", choices=["fp32", "fp16", "int8"], help="of each network; default: fp16 where it has that"
    )


def _add_engine_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="settings; else $VITRINA_CONFIG, else /etc/vitrina/vitrina.toml, else the defaults",
    )
    parser.add_argument(
        "--cache", metavar="DIR", default=argparse.SUPPRESS, help="where they lie; else [models] engines"
    )


def _run(options: argparse.Namespace) -> int:
    from pathlib import Path

    from edge.settings import settings
    from edge.tools import engines

    path = settings.settings_path(getattr(options, "config", None))
    named = "config" in options or path.is_file()
    folder = Path(options.cache) if "cache" in options else None
    wanted = settings.load(path) if named else settings.Settings()
    if options.engines == "build":
        return engines.build(wanted, folder, options.variant)
    return engines.listed(wanted, folder, options.json)
