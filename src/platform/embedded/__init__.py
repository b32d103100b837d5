"""What `huiyin up` and the tests start: everything the product needs, on this machine alone."""
