"""Checks of `doctor` about the schema of the store, and about the servers that use it."""

from collections.abc import Iterator

from sqlalchemy import Connection

from central.serve.finding import Finding
from central.store.revisions import newest_revision, pending_migrations, schema_revision
from central.store.running_servers import running_servers


def check_schema(connection: Connection) -> Iterator[Finding]:
    """Findings about the schema revision and the running servers of an open store."""
    revision, newest = schema_revision(connection), newest_revision()
    newer = f"{revision}, of a newer version; this version still works with it" if revision != newest else str(revision)
    yield Finding("schema", True, newer)
    servers = [f"{server.version} on {server.host}" for server in running_servers(connection)]
    yield Finding("servers", True, f"running: {', '.join(servers)}" if servers else "none is running")


def pending_finding(revision: str, *, is_automatic: bool) -> Finding:
    """Finding about a store that needs a migration. It is a fault if only the command `migrate` runs it."""
    steps = ", ".join(f"{step.revision} ({step.title})" for step in pending_migrations(revision))
    who = "The next command or the start of the server migrates it" if is_automatic else "No other command migrates it"
    text = f"{revision}; to do: {steps}. {who}. To make a backup and migrate: vitrina-central migrate"
    return Finding("schema", is_automatic, text)
