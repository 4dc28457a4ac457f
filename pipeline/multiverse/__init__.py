"""Every claim judged in every other way that was declared beforehand, in this order of modules: cells, worlds, units, judging."""
