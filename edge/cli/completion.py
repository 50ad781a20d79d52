"""`vitrina completion`: prints the script that lets a shell complete `vitrina` commands."""

import argparse

from edge.cli.parser import Commands, add_command

SHELLS = ("bash", "zsh", "fish")


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "completion",
        "print the script that completes commands and options in your shell",
        "vitrina completion bash > ~/.local/share/bash-completion/completions/vitrina",
        _run,
        "bash: the package bash-completion loads the file that the example writes.\n"
        "      Without that package, add this line to ~/.bashrc:\n"
        '      eval "$(vitrina completion bash)"\n'
        'zsh:  vitrina completion zsh > "${fpath[1]}/_vitrina"\n'
        "fish: vitrina completion fish > ~/.config/fish/completions/vitrina.fish",
    )
    parser.add_argument("shell", choices=SHELLS, help="shell for which to print the script")


def _run(options: argparse.Namespace) -> int:
    from edge.command_line.scripts import SCRIPTS

    print(SCRIPTS[options.shell]("vitrina", options.program_parser), end="")
    return 0
