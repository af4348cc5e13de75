"""One table a site. `newsbot genspider -t news` writes here."""
