"""Files that are published about a region: NPPES, ZIP codes' points, access standards; big ones as a stream."""
