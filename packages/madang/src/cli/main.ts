#!/usr/bin/env node
// The command. It looks at Node's version before anything else is loaded: an older Node cannot run the rest.
import module from 'node:module';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `Found: Node ${process.versions.node}.\n` +
      'Expected: Node 24 or newer.\n' +
      'Next: install it from nodejs.org, or run "npx -p node@24 -p madang madang". In a clone, "npm ci" brings its own: use "npm run madang -- <operation>".\n',
  );
  process.exitCode = 2;
} else {
  module.enableCompileCache();
  const { start } = await import('./start.ts');
  await start(process.argv.slice(2));
}
