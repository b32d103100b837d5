"""Labour contracts: made, signed, sealed, proven."""
