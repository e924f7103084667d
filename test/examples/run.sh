#!/usr/bin/env bash
# Packs the package, installs it into a fresh copy of each example as a user would, and runs the example's one test command.
# Usage: test/examples/run.sh [NAME…]   (all that have a package.json, unless named)
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

(cd "$root" && npm pack --silent --pack-destination "$folder") >&2
tarball=$(echo "$folder"/*.tgz)
cd "$root/examples"
[ $# -gt 0 ] || set -- */package.json
passed=0 failed=()
for name; do
  name=${name%/package.json}
  cp -R "$name" "$folder/$name"
  cd "$folder/$name"
  rm -rf node_modules package-lock.json
  echo "— examples/$name"
  if npm install --silent --no-audit --no-fund --prefer-offline --save-dev "$tarball" && npm test --silent; then
    passed=$((passed + 1))
  else
    failed+=("$name")
  fi
  cd "$root/examples"
done
echo "$passed examples passed, ${#failed[@]} failed${failed[*]:+: ${failed[*]}}"
[ ${#failed[@]} -eq 0 ]
