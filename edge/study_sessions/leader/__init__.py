"""The session leader's page: what it shows, and what its buttons do."""
