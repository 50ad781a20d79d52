"""Scripts that complete the command lines of a program in bash, zsh and fish, made from its parser.

The scripts are static: completing starts no Python.
"""

from edge.command_line.bash import bash_script
from edge.command_line.fish import fish_script
from edge.command_line.zsh import zsh_script

SCRIPTS = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}
"""Functions from the name and the parser of a program to its script, by shell."""
