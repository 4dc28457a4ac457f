"""The check that runs every time: no folder in data/raw is ignored in silence, and no registered wave lacks its folder."""

import sys

from pipeline import registered


def main() -> None:
    try:
        faults = registered.faults(registered.root())
    except registered.Unreadable as error:
        faults = [str(error)]
    for name in registered.staged(registered.root()):
        sys.stdout.write(
            f"The wave {name} is staged and not used: see `touchstone wave check {name}`, then "
            f"`touchstone wave confirm {name}` or `touchstone wave remove {name}`.\n"
        )
    if faults:
        sys.stderr.write("\n".join(faults) + "\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
