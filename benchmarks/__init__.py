"""What it costs to run the model: timings, and the plain version that it is timed and checked against."""
