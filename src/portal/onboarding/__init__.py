"""What the contract needs of the person."""
