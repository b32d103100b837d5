"""What every page has in common."""
