"""The workspace folder, the lake of tables in it, and the engine that asks them. Only this layer opens a table."""
