CREATE SCHEMA audit;
CREATE TABLE audit.logs (id integer PRIMARY KEY, code text UNIQUE);
CREATE TABLE parents (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE children (
    id integer PRIMARY KEY,
    pb integer, pa integer,
    log_id integer REFERENCES audit.logs ON DELETE SET NULL ON UPDATE CASCADE,
    code text REFERENCES audit.logs (code) ON DELETE RESTRICT ON UPDATE SET DEFAULT,
    me integer CONSTRAINT "to me" REFERENCES children DEFERRABLE,
    deferred integer REFERENCES children DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT composite FOREIGN KEY (pa, pb) REFERENCES parents (a, b) ON DELETE SET DEFAULT
);
ALTER TABLE children ADD CONSTRAINT unchecked FOREIGN KEY (id) REFERENCES audit.logs NOT VALID;
ALTER TABLE audit.logs ADD COLUMN child integer REFERENCES children;
