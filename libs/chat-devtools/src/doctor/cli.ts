#!/usr/bin/env node
import { runCommand } from './command.js';

void runCommand(process.argv.slice(2), process).then((exitCode) => {
  process.exitCode = exitCode;
});
