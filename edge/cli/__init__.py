"""What is written after `vitrina`, one file a command: its arguments, and what they set going.

A command's own module is imported when it runs, so --help is quick.
"""
