"""A list that adds fields to people in the base and makes none."""
