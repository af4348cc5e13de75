"""Shared parts of the commands: how they open the corpus, the options that several take, and errors of one sentence."""
