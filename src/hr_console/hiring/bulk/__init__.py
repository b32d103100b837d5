"""批量操作: the same done to many candidates."""
