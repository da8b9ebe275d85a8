"""One door to every language model: profiles, prompts, prices, budgets, answers that are kept."""
