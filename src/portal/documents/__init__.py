"""Reading and downloading."""
