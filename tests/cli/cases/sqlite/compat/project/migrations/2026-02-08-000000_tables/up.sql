ALTER TABLE archive RENAME TO old_archive;
ALTER TABLE news RENAME TO archive;
