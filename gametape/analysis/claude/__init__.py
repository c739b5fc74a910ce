"""Claude as scorer and analyser: it adds words, and nothing that was not checked."""
