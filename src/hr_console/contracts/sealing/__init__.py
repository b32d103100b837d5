"""用印: what waits for a seal, lists with their codes, the register."""
