"""Checks of `doctor` about the schema of the store, and about the servers that use it."""

from collections.abc import Iterator

from central.serve.finding import Finding
from central.store.database import read_view
from central.store.revisions import newest_revision, pending_migrations, schema_revision
from central.store.running_servers import running_servers
from central.store.store import Store


def check_schema(store: Store) -> Iterator[Finding]:
    """Findings about the schema revision and the running servers of an open store. Raises DatabaseError."""
    with read_view(store) as connection:
        revision, running = schema_revision(connection), running_servers(connection)
    is_newer = revision != newest_revision()
    yield Finding("schema", True, f"{revision}{', of a newer version that works with this one' if is_newer else ''}")
    servers = [f"{server.version} on {server.host}" for server in running]
    yield Finding("servers", True, f"running: {', '.join(servers)}" if servers else "none is running")


def pending_finding(revision: str, *, is_automatic: bool) -> Finding:
    """Finding about a store that needs a migration. It is a fault if only the command `migrate` runs it."""
    steps = ", ".join(f"{step.revision} ({step.title})" for step in pending_migrations(revision))
    who = "The next command or the start of the server migrates it" if is_automatic else "No other command migrates it"
    text = f"{revision}; to do: {steps}. {who}. To make a backup and migrate: vitrina-central migrate"
    return Finding("schema", is_automatic, text)
