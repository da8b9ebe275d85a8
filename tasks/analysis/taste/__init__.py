"""What editors of a kind of recording like: profiles, what they read, and how one is learned."""
