ALTER TABLE users DROP FOREIGN KEY users_team_id_fkey;
ALTER TABLE users ADD CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL;
ALTER TABLE users ADD CHECK (level > 0);
ALTER TABLE tickets ADD FOREIGN KEY (id) REFERENCES users (id);
