#!/usr/bin/env node
// Stays readable for old versions of Node, so that they get a sentence instead of a syntax error.
const REQUIRED_NODE = 26

if (Number(process.versions.node.split('.')[0]) < REQUIRED_NODE) {
  process.stderr.write(
    `error: grantry needs Node ${REQUIRED_NODE} or later, and this is ${process.version}.\n` +
      'Inside the repository, npx grantry uses the right one.\n',
  )
  process.exitCode = 1
} else {
  await import('../dist/cli.mjs')
}
