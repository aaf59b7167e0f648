"""The pages: urls, views, forms, templates and styles."""
