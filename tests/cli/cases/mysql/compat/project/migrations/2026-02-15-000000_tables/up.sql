RENAME TABLE archive TO old_archive, tickets TO archive;
