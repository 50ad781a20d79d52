"""Page of the session leader: what it shows, and what its buttons do."""
