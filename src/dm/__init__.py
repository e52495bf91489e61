"""dm: direct-marketing campaigns, from an acquired list to a report against a real control group."""
