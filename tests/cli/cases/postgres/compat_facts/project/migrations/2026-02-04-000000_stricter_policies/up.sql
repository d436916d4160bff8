DROP POLICY own ON users;
CREATE POLICY others ON users AS RESTRICTIVE FOR SELECT USING (name <> '');
DROP POLICY everybody ON notes;
