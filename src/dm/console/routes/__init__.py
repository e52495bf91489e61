"""The pages, one file a subject: they ask a room for something and show what it said."""
