"""The watch over a crawl: its run document, the progress bar, log lines, monitors and alerts."""
