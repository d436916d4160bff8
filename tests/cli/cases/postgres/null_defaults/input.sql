CREATE DOMAIN nothing AS varchar(10) DEFAULT NULL;
CREATE DOMAIN something AS text DEFAULT 'x';
CREATE TABLE things (
    id bigint PRIMARY KEY,
    short varchar(10) NOT NULL DEFAULT NULL,
    number numeric(5, 2) NOT NULL DEFAULT NULL,
    fixed char(3) NOT NULL DEFAULT (NULL),
    at timestamp(3) NOT NULL DEFAULT NULL,
    of_a_domain something NOT NULL DEFAULT NULL,
    by_a_domain nothing NOT NULL,
    optional varchar(10) DEFAULT NULL,
    filled varchar(10) NOT NULL DEFAULT 'NULL',
    is_null boolean NOT NULL DEFAULT (NULL::text IS NULL),
    computed text NOT NULL DEFAULT coalesce(NULL::text, 'x')
);
