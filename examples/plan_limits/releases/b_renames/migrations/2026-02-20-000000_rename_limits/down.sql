ALTER TABLE plans RENAME COLUMN plan_limits TO limits;
