"""Segments: checked conditions over the base, counted, shown and sampled."""

from dm.segment.query import people_of, readable_sql
from dm.segment.store import Counts, Sample, count, sample, store_segment

__all__ = ["Counts", "Sample", "count", "people_of", "readable_sql", "sample", "store_segment"]
