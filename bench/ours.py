"""The product itself, by the verbs that people type."""
