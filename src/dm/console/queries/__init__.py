"""Read-only Selects behind the pages; whatever changes something is a verb of a room."""
