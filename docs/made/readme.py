"""Parts of README.md: how to get the sources and start the demo."""

from made.text import wrapped_lines

SYSTEM = "On Debian or Ubuntu, with Python 3.10 to 3.13"
UPDATE = "sudo apt-get update && sudo apt-get install --yes"


def start_text(address: str) -> str:
    """Commands to fetch the sources and start the demo on a bare machine. `address` of the repository may be empty."""
    if address:
        lines = [f"{UPDATE} git make", f"git clone {address} vitrina && cd vitrina && make demo"]
        return f"{SYSTEM}:\n\n" + _block(lines)
    place = f"{SYSTEM}, open a terminal in the folder of the sources (an unpacked release or a Git checkout), and run:"
    return f"{wrapped_lines(place)}\n" + _block([f"{UPDATE} make && make demo"])


def _block(lines: list[str]) -> str:
    return "```sh\n" + "".join(f"{line}\n" for line in lines) + "```\n"
