"""Many runs: replicates, comparisons and where they are kept."""
