-- Format 3: what is counted of a site's rules is counted of one set of rules. `schema.sql` says what each column is.

ALTER TABLE rule_health ADD COLUMN rules TEXT;
