"""`dm demo`: a made-up acquired list walks the whole way; what the world answers is simulated and said to be."""
