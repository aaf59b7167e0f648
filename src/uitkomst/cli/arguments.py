"""Arguments in Dutch: the parser of Python says its own words in English."""

import re
from argparse import ArgumentParser, _HelpAction
from typing import Any, NoReturn

SAID = (
    (r"the following arguments are required: (.*)", r"noem ook \1"),
    (r"unrecognized arguments: (.*)", r"onbekend: \1"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1: \2 kan niet; kies uit \3"),
    (r"argument (.*): expected one argument", r"\1: hier hoort iets achter"),
    (r"argument (.*): ignored explicit argument .*", r"\1: hier hoort niets achter"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 gaat niet samen met \2"),
    (r"argument (.*): invalid .* value: (.*)", r"\1: \2 kan niet"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 kan \2 zijn; schrijf het helemaal uit"),
)
"""What Python says of arguments it cannot use, and what we say instead."""


class Parser(ArgumentParser):
    """A parser that says in Dutch what it can do and what is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._positionals.title, self._optionals.title = "wat u noemt", "opties"
        for action in self._actions:
            if isinstance(action, _HelpAction):
                action.help = "toon deze uitleg"

    def format_usage(self) -> str:
        """How the command is written."""
        return super().format_usage().replace("usage: ", "gebruik: ", 1)

    def format_help(self) -> str:
        """All that the command can do."""
        return super().format_help().replace("usage: ", "gebruik: ", 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with 2."""
        for pattern, dutch in SAID:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, dutch, message)
                break
        self.exit(2, f"{self.format_usage()}{self.prog}: {message}\n")
