ALTER TABLE archive RENAME TO old_archive;
ALTER TABLE tickets RENAME TO archive;
