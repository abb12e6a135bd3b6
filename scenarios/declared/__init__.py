"""The declarations, section by section."""
