"""Files and feeds into records: what is read, how its columns are understood, what cannot be used."""
