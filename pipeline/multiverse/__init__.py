"""Every claim judged in every other way that was declared beforehand: cells, worlds, units, benches, judging, in this order."""
