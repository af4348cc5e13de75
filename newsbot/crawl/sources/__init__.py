"""From a site's sources to its articles: which are asked, in which order, within which bounds."""
