"""Web archives: where they are, which stretches of them to read, and the records in them."""
