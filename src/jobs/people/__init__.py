"""The people of the firm, and the employers they work for."""
