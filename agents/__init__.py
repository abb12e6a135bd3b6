"""Who: villagers, facilitators, groups and stakeholders; their state and their own rules."""
