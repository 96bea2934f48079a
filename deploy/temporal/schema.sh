#!/bin/sh
# Temporal's databases: made when missing, their tables brought to the version of this image. Safe to run again.
set -eu
for database in temporal temporal_visibility; do
  folder=temporal
  [ "$database" = temporal ] || folder=visibility
  tool="temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u temporal --db $database"
  $tool create
  $tool setup-schema -v 0.0
  $tool update-schema -d "/etc/temporal/schema/postgresql/v12/$folder/versioned"
done
