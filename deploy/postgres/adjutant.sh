#!/bin/sh
# Run once by the image when the cluster is made: Adjutant's own role and database beside Temporal's.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$ADJUTANT_DB_PASSWORD" -U "$POSTGRES_USER" -d postgres <<'SQL'
CREATE ROLE adjutant LOGIN PASSWORD :'password';
CREATE DATABASE adjutant OWNER adjutant;
SQL
