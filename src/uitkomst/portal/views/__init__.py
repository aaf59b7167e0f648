"""The views: each names its permission, asks one service, and renders one template."""
