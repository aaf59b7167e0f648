"""The people of an organisation and their rights: invited, changed, ended, looked at again."""
