"""Line editor: turns key presses into lines."""

import codecs

_BACK = ("\x7f", "\x08")
_ENTER = ("\r", "\n")
MOST = 200
"""Largest number of characters in a line. Every command is shorter."""


class LineEditor:
    """The line that is being typed. Arrow and function keys have no effect."""

    def __init__(self) -> None:
        self.text = ""
        self._escape = ""  # start of an escape sequence
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")

    def add_keys(self, keys: bytes) -> list[str]:
        """Add key presses, and return the lines that they complete."""
        lines = []
        for letter in self._decoder.decode(keys):
            if self._is_escape(letter):
                continue
            if letter in _ENTER:
                lines.append(self.text)
                self.text = ""
            elif letter in _BACK:
                self.text = self.text[:-1]
            elif letter == "\x15":  # Ctrl-U
                self.text = ""
            elif letter == "\x17":  # Ctrl-W
                self.text = self.text.rstrip().rpartition(" ")[0]
            elif letter == "\x04" and not self.text:  # Ctrl-D
                lines.append("quit")
            elif letter.isprintable() and len(self.text) < MOST:
                self.text += letter
        return lines

    def _is_escape(self, letter: str) -> bool:
        """True for each character of an escape sequence ESC [ ... or ESC O ... up to its end. A lone ESC is ignored."""
        sequence, self._escape = self._escape, ""
        if letter == "\x1b" or (sequence == "\x1b" and letter in "[O"):
            self._escape = letter
            return True
        if sequence in ("[", "O"):
            self._escape = "" if "@" <= letter <= "~" else sequence
            return True
        return False
