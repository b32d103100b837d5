"""Features, switched on department by department."""
