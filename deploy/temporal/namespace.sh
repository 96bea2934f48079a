#!/bin/sh
# The namespace of this installation, with the time for which closed histories are kept.
set -eu
for _ in $(seq 60); do
  temporal operator namespace describe -n "$NAMESPACE" >/dev/null 2>&1 && exit 0
  temporal operator namespace create -n "$NAMESPACE" --retention "$RETENTION" && exit 0
  sleep 2
done
echo "Temporal at $TEMPORAL_ADDRESS does not answer" >&2
exit 1
