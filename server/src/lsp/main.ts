// Entry point of the language server under Node: connection, grammars and files; the rest is `server.ts`'s.
// Must not know any request.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { loadGrammars } from '../host/grammars';
import { wholeMessages } from '../host/messageStream';
import { nodeFileSystem } from '../host/nodeFileSystem';
import { serve } from './server';

void start();

async function start(): Promise<void> {
  // Without a transport on the command line, as in `node server.js`, the standard streams are meant.
  const connection = process.argv.some((each) => /^--(node-ipc|socket|pipe)\b/.test(each))
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, process.stdin, wholeMessages(process.stdout));
  let version = '';
  try {
    version = JSON.parse(await readFile(join(__dirname, '../package.json'), 'utf8')).version;
    await loadGrammars(__dirname);
  } catch (error) {
    process.stderr.write(`Fastidious cannot read its own files: ${(error as Error).message}\n`);
    process.exit(1);
  }
  serve(connection, { files: nodeFileSystem, defer: (callback) => setImmediate(callback) }, version);
}
