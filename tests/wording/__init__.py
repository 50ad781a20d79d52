"""Texts that people read: where they are, which words they should not have, and a draw of them for a reader."""
