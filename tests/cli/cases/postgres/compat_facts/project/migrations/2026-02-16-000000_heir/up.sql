CREATE TABLE admins (level integer) INHERITS (users);
CREATE TABLE owners () INHERITS (admins);
