"""Everything a tenant has, to take away."""
