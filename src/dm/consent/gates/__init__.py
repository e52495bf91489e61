"""The gates of a decision, in groups; each yields what is shut."""
