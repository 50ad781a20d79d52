"""`vitrina-central` for commands of documents: each is a process, forked from one that has loaded the program once.

A fresh interpreter takes one to two seconds for the imports, a fork a few hundredths. The commands have arguments,
folder, environment and streams of their own, and are ended by signals, as those of fresh interpreters are.
"""

import atexit
import gc
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CLIENT = """#!{python} -IS
import json, os, signal, socket, sys

with socket.socket(socket.AF_UNIX) as asked:
    asked.connect({address!r})
    request = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(asked, [len(request).to_bytes(8, "big")], [0, 1, 2])
    asked.sendall(request)
    answers = asked.makefile()
    process = int(answers.readline())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: os.kill(process, number))
    sys.exit(int(answers.readline()))
"""


def write_program(path: Path) -> None:
    """Writes a program that runs a command of `vitrina-central` and ends with its exit code."""
    path.write_text(CLIENT.format(python=sys.executable, address=_ready()), encoding="utf-8")
    path.chmod(0o700)


@cache
def _ready() -> str:
    """Address of the process that forks; it is ended with this one."""
    folder = tempfile.mkdtemp(prefix="vitrina-ready-")
    address = f"{folder}/socket"
    program = [sys.executable, "-m", "tests.doubles.ready_central", address]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment)
    atexit.register(_end, process, folder)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return address


def _end(process: "subprocess.Popen[bytes]", folder: str) -> None:
    process.communicate()
    shutil.rmtree(folder)


def serve(address: str) -> list[str]:
    """Forks for each request. Returns in the new process, with the arguments of its command."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        print("ready", flush=True)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            connection, _ = listening.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                return _take(connection)
            connection.close()
    sys.exit()


def _take(connection: socket.socket) -> list[str]:
    """Reads a request and forks the process of its command; ends with the answer, and returns in the new process."""
    head, streams, _, _ = socket.recv_fds(connection, 8, 3)
    arguments, folder, environment = json.loads(_exactly(connection, int.from_bytes(head, "big")))
    process = os.fork()
    if process:
        for stream in streams:
            os.close(stream)
        connection.sendall(f"{process}\n".encode())
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        connection.sendall(f"{code if code >= 0 else 128 - code}\n".encode())
        os._exit(0)
    connection.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    return list(arguments)


def _exactly(connection: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = connection.recv(count - len(parts))
        assert part, "the request is cut short"
        parts += part
    return bytes(parts)


if __name__ == "__main__":
    import central.cli.commands
    import central.cli.report_commands
    import central.serve.serve  # noqa: F401
    from central.cli.main import main

    gc.freeze()  # what is loaded is shared by all
    given = serve(sys.argv[1])
    sys.argv = ["vitrina-central", *given]
    sys.exit(main())
