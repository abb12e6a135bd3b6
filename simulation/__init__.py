"""What happens: the village, the month, measures, comparisons and reports."""
