"""Engine, ALL tables, migrations, and the analyst's views."""

from dm.db.bulk import chunks, insert_longs, insert_many, insert_new, insert_tuples
from dm.db.engine import alone, connect, lock_chain, reading, roomy, sqlite_file, use_wal, writing
from dm.db.indexes import hold, loading
from dm.db.migrate import create_all, is_current, upgrade

__all__ = [
    "alone",
    "chunks",
    "connect",
    "create_all",
    "hold",
    "insert_longs",
    "insert_many",
    "insert_new",
    "insert_tuples",
    "is_current",
    "loading",
    "lock_chain",
    "reading",
    "roomy",
    "sqlite_file",
    "upgrade",
    "use_wal",
    "writing",
]
