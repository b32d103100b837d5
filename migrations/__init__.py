"""Schema changes: `shared` once per database, `tenant` once per tenant, and the runner for both."""
