"""The practice toolkit: behaves like ai-toolkit from the outside and trains nothing."""
