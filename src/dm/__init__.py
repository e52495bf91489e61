"""dm: direct-marketing campaigns, from an acquired list to a report against a real control group."""

__version__ = "0.1.0"
