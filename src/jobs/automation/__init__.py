"""What happens by itself, by the tenant's own wish."""
