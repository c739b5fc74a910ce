"""The doors: command line, REST, site. They parse, ask and render; what is true is found elsewhere."""
