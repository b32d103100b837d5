"""The tenant's organisation as a tree."""
