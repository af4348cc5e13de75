"""What the commands share: how they open the corpus, the options that several take, and errors of one sentence."""
