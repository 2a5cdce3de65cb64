#!/usr/bin/env node
import { runCommandLine } from '../src/command-line.ts'

await runCommandLine(process.argv.slice(2))
