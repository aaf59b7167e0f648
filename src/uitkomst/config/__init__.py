"""The fuse box: settings, root urls, the embedded database."""
