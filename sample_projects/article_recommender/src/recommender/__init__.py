"""Ranks articles for readers: candidates every night, the order of them when a page is asked for."""
