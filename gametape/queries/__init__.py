"""The read side: plain functions (connection, parameters) -> typed rows. They never write and never know who asks."""
