"""Backups: a stream of the books and the sealed objects, encrypted to a key that is kept offline.

`making` writes one and `restoring` puts it back; `archive` is what is in it, `agefile` the lock on
it, `postgres` the dump inside, `shelf` how the files are called and how long they stay. `drill`
tries it all beside the portal, `reopening` says when a restored portal may open.
"""
