"""Every claim judged in every other way that was declared beforehand: modules cells, worlds, units, judging."""
