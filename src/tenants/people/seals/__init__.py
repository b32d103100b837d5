"""Company seals."""
