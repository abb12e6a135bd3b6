"""The command line: it reads what was typed, calls the floors below, and says what came of it."""
