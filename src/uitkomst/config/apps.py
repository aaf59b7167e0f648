"""What must be in place once Django has loaded: the check on the marks of views, the listeners."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The fuse box as a Django app; it has no tables."""

    name = "uitkomst.config"
    verbose_name = "Uitkomst"

    def ready(self) -> None:
        """Register our system checks, and who listens to what allauth does."""
        from django.core.checks import register

        from uitkomst.config.checks import ready_for_people
        from uitkomst.services.deelnemers import account_log, adapters  # noqa: F401
        from uitkomst.services.guard import every_view_has_a_mark

        register(every_view_has_a_mark)
        register(ready_for_people, deploy=True)
