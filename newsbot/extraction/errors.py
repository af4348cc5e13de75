"""The one error that extraction raises."""


class ExtractionError(ValueError):
    """The input is no HTML page: it is empty, or it is another kind of file (an image, a PDF, an archive)."""
