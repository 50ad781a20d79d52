"""Opens and replaces files that a person names in a command or in the settings."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

PUBLIC = 0o644
MOST_LINKS = 40  # as the kernel follows


class ForeignLinkError(OSError):
    """A symbolic link that root does not follow. The message names it and says what to do."""


def resolve_links(path: Path) -> Path:
    """Path of the file that a path leads to. The file need not exist. Raises OSError.

    Root follows no link of another user, because the folder's owner could use such a link to make root write any file.
    """
    for _ in range(MOST_LINKS):
        if not path.is_symlink():
            return Path(os.path.realpath(path.parent)) / path.name
        if os.geteuid() == 0 and path.lstat().st_uid != 0:
            raise ForeignLinkError(
                f"{path} is a symbolic link that belongs to another user, so root does not follow it. Name the file "
                f"itself (--config), or make root the owner of the link: chown -h root {path}"
            )
        path = path.parent / os.readlink(path)
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def open_regular_file(path: Path) -> BinaryIO:
    """Open a file for reading, without ever blocking. Raises OSError, also if the path is not a regular file.

    Opening a named pipe waits for a writer, and a device may deliver bytes forever. An unnamed pipe is accepted: a
    shell creates one for `<(command)`, and its writer exists.
    """
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        mode = os.fstat(fd).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if stat.S_ISFIFO(mode) and not os.path.exists(os.path.realpath(path)):
            os.set_blocking(fd, True)
        elif not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "this is a pipe or a device, not a regular file", str(path))
        return open(fd, "rb")
    except OSError:
        os.close(fd)
        raise


def open_foreign_file(path: Path) -> BinaryIO:
    """Open a file that another user may have replaced. Raises OSError if it is not a regular file.

    The path is opened without any effect first: opening a pipe may wait forever, and opening a device may start it.
    """
    found = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(found).st_mode):
            raise OSError(errno.EINVAL, "this is not a regular file", str(path))
        return open(f"/proc/self/fd/{found}", "rb")
    finally:
        os.close(found)


def replace_file(path: Path, content: bytes, owner: tuple[int, int] | None = None, *, is_public: bool = False) -> None:
    """Replace a file. After a power cut, either the old or the new file exists, complete. Raises OSError.

    With `owner`, a numeric user and group, the file is private: no other user can read it at any time. `is_public`:
    everybody can read the file, whatever the umask is.
    """
    new = path.with_name(path.name + ".new")
    with create_private_file(new, owner) as file:
        file.write(content)
        if is_public:
            os.fchmod(file.fileno(), PUBLIC)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync_folder(path.parent)


def create_private_file(path: Path, owner: tuple[int, int] | None) -> BinaryIO:
    """Create a new file. An existing file at this path is never used. If an owner is given, the mode of the file is
    600.
    """
    path.unlink(missing_ok=True)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666 if owner is None else 0o600)
    try:
        if owner is not None and owner != (os.geteuid(), os.getegid()):
            os.fchown(fd, *owner)
        return open(fd, "wb")
    except OSError:
        os.close(fd)
        raise


def sync_folder(folder: Path) -> None:
    """Sync a folder to the disk, so that its file names survive a power cut. Raises OSError."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """Content of a text file, with line breaks as `Path.read_text` returns them.

    Raises OSError or UnicodeDecodeError.
    """
    with open_regular_file(path) as file:
        return file.read().decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
