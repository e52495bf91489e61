"""The product and its peers side by side, on one machine, in one run. Ratios hold where seconds do not."""
