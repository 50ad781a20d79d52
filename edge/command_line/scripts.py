"""Scripts that complete the command lines of a program in bash, zsh and fish, generated from its parser.

The scripts are static: completion does not start Python.
"""

from edge.command_line.bash import bash_script
from edge.command_line.fish import fish_script
from edge.command_line.zsh import zsh_script

SCRIPTS = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}
"""Functions that return the script for a program name and its parser, by shell."""
