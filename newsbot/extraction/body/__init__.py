"""The text of the article: the page cut into blocks, and the model that chooses among them."""
