"""Claude as scorer and analyser: everything that it claims about a conversation is checked before it is kept."""
