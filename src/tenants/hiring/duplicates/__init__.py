"""One person who is here twice: found, merged, and taken apart again."""
