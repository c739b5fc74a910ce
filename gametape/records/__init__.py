"""What a source row means: one pydantic model per entity, lenient about values, strict about identity."""
