"""用印: who presses the company's seal on what, by which code, and the register of it."""
