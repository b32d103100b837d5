"""What a tenant is and owns: the whole domain. Knows no HTTP, no template and no provider."""
