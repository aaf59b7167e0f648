"""What must be in place once Django has loaded: the check on the marks of views."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The fuse box as a Django app; it has no tables."""

    name = "uitkomst.config"
    verbose_name = "Uitkomst"

    def ready(self) -> None:
        """Register the system check `uitkomst.E001`."""
        from django.core.checks import register

        from uitkomst.services.guard import every_view_has_a_mark

        register(every_view_has_a_mark)
