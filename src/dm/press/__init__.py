"""Words and looks become pages, files and marks; the only room that knows Jinja and WeasyPrint."""

from dm.press import libraries as libraries
