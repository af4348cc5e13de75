"""Which kind a quotation is of, and which of the mentions said it."""
