"""Ways to reach a person. Each channel has the same shape: produce, hand over, take back."""
