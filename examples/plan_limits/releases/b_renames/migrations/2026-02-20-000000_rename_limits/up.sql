ALTER TABLE plans RENAME COLUMN limits TO plan_limits;
