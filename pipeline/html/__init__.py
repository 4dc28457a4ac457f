"""Presentation alone: words, pages and pictures from plain values. It knows no table and decides nothing."""
