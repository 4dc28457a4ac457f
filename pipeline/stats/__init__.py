"""Pure statistics: arrays in, frozen dataclasses out. Nothing here knows of surveys, files or claims."""
