// Bundles client, server and command line into dist/ and puts the pinned grammars beside them.
// Knows nothing of tests; `node esbuild.mjs --watch` keeps building.
import { rmSync } from 'node:fs';
import { build, context } from 'esbuild';
import { copyGrammars } from './grammars/copy.mjs';

const BUNDLE_URL = "const bundleUrl = require('node:url').pathToFileURL(__filename).href;";

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  loader: { '.scm': 'text' },
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  // web-tree-sitter asks for its own address, which a CommonJS bundle does not have.
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: BUNDLE_URL },
};

const bundles = [
  { ...shared, entryPoints: ['client/src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  { ...shared, entryPoints: ['server/src/lsp/main.ts'], outfile: 'dist/server.js' },
  {
    ...shared,
    entryPoints: ['server/src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: `#!/usr/bin/env node\n${BUNDLE_URL}` },
  },
];

rmSync('dist', { recursive: true, force: true });
copyGrammars('dist');
if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context({ ...bundle, minify: false })).watch();
} else {
  await Promise.all(bundles.map((bundle) => build(bundle)));
}
