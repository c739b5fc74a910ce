"""Insights on a deal: the deal's story, the analysers that read it, stored readings, and the view that is shown."""
