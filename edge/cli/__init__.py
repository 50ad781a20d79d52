"""Command line of `vitrina`: one file per command, with its options and the function that runs it.

A command imports its own modules only when it runs, so --help is fast.
"""
