"""Pictures of the claims, drawn with Altair: ranges and spans as they were told, never bars of sums."""
