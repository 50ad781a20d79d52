"""Generates the completion scripts of a program for bash, zsh and fish from its parser.

The scripts are static: completion does not start Python.
"""

from edge.command_line.bash import bash_script
from edge.command_line.fish import fish_script
from edge.command_line.zsh import zsh_script

SCRIPTS = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}
"""For each shell, the function that generates the completion script from a program name and its parser."""
