"""A company signs up."""
