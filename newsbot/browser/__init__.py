"""Chromium for sites whose articles are empty without JavaScript, and the only way it has to the network."""
