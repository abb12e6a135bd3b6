"""The month: one file for each of its lines, in the order of `run_months`."""
