"""How well the log-ins of the tenant are guarded."""
