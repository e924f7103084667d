#!/usr/bin/env bash
# Packs the package, installs it into a fresh copy of each example as a user would, and runs the example's one test command;
# of a CI configuration, the scripts too. What needs a tool that is not everywhere is named as not run.
# Usage: test/examples/run.sh [NAME…]   (all that have a package.json, unless named)
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# What an example lacks here; nothing where it can be run.
lacks() {
  case $1 in
    csharp) command -v dotnet >/dev/null || echo "dotnet is not here" ;;
    docker) docker info >/dev/null 2>&1 || echo "no Docker daemon is here" ;;
  esac
}

try() {
  npm install --silent --no-audit --no-fund --prefer-offline --save-dev "$tarball" || return 1
  if [ "$1" = docker ]; then # the image takes the package as it would be published
    cp "$tarball" poligon.tgz
    sed -i 's|^RUN npm install --global poligon$|COPY poligon.tgz /tmp/\nRUN npm install --global /tmp/poligon.tgz|' Dockerfile
  fi
  npm test --silent || return 1
  for file in .gitlab-ci.yml .github/workflows/*.yml; do
    [ ! -e "$file" ] || node "$root/test/examples/ci.mjs" "$file" || return 1
  done
}

(cd "$root" && npm pack --silent --pack-destination "$folder") >&2
tarball=$(echo "$folder"/*.tgz)
cd "$root/examples"
[ $# -gt 0 ] || set -- */package.json
passed=0 failed=() left=()
for name; do
  name=${name%/package.json}
  echo "— examples/$name"
  why=$(lacks "$name")
  if [ -n "$why" ]; then
    echo "not run: $why"
    left+=("$name, as $why")
    continue
  fi
  cp -R "$name" "$folder/$name"
  cd "$folder/$name"
  rm -rf node_modules package-lock.json
  if try "$name"; then
    passed=$((passed + 1))
  else
    failed+=("$name")
  fi
  cd "$root/examples"
done
for one in "${left[@]}"; do echo "not run: $one"; done
echo "$passed examples passed, ${#failed[@]} failed${failed[*]:+: ${failed[*]}}, ${#left[@]} not run"
[ ${#failed[@]} -eq 0 ]
