"""Command line of `vitrina`: one file per command, with its options and the function that runs it.

A command imports its own modules when it runs, so --help is quick.
"""
