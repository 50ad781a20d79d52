"""A line as it is typed, key by key."""

import codecs

_BACK = ("\x7f", "\x08")
_ENTER = ("\r", "\n")
MOST = 200
"""Letters of a line; what is beyond is no word of ours."""


class LineEditor:
    """`type` what came from the keyboard; it gives the lines that were ended. Arrows and the like do nothing."""

    def __init__(self) -> None:
        self.text = ""
        self._escape = ""  # a key of several letters that has begun
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")

    def type(self, keys: bytes) -> list[str]:
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
        """Part of ESC [ ... or ESC O ..., up to the letter that ends it. Escape alone is nothing."""
        began, self._escape = self._escape, ""
        if letter == "\x1b" or (began == "\x1b" and letter in "[O"):
            self._escape = letter
            return True
        if began in ("[", "O"):
            self._escape = "" if "@" <= letter <= "~" else began
            return True
        return False
