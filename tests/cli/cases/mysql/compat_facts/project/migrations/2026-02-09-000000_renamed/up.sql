ALTER TABLE users RENAME INDEX email TO users_email;
