// The language servers that are compared: how each is installed and started.
// Must not measure.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { ROOT, WORK } from '../host/packages.mjs';
import { ensurePython, programOf } from '../host/python.mjs';
import { FULL } from '../protocol/client';

/** Options of Node for our server, to look into it: `FASTIDIOUS_NODE_OPTIONS=--cpu-prof`. */
const OPTIONS = process.env.FASTIDIOUS_NODE_OPTIONS?.split(' ') ?? [];
const PYRIGHT = '1.1.414';

/** How a server is started. */
export interface ServerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** Our server, and those of the others that can be had on this machine, with a word about each that cannot. */
export function findServers(): { commands: ServerCommand[]; missing: string[] } {
  const commands: ServerCommand[] = [
    { name: 'fastidious', command: process.execPath, args: [...OPTIONS, join(ROOT, 'dist/server.js'), '--stdio'] },
  ];
  const missing: string[] = [];
  const { reason } = ensurePython();
  if (reason) missing.push(`ruff server: ${reason}`);
  else commands.push({ name: 'ruff server', command: programOf('ruff'), args: ['server'] });
  const pyright = installPyright();
  if (pyright) commands.push({ name: 'pyright', command: process.execPath, args: [pyright, '--stdio'] });
  else missing.push('pyright: not to be had from the npm registry');
  return { commands, missing };
}

function installPyright(): string | null {
  const folder = join(WORK, `pyright-${PYRIGHT}`);
  const entry = join(folder, 'node_modules/pyright/langserver.index.js');
  if (existsSync(entry)) return entry;
  mkdirSync(folder, { recursive: true });
  const npm = process.env.npm_execpath;
  if (!npm) return null;
  const args = [npm, 'install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  spawnSync(process.execPath, [...args, `pyright@${PYRIGHT}`], { stdio: 'ignore', timeout: 300_000 });
  return existsSync(entry) ? entry : null;
}

/** The folder in which the servers work, with the settings of the others in it. */
export function workFolder(): string {
  const folder = join(WORK, 'bench-project');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ruff.toml'), '[lint]\nselect = ["ANN", "D", "S608", "FAST"]\n');
  writeFileSync(join(folder, 'pyrightconfig.json'), '{ "typeCheckingMode": "standard" }\n');
  writeFileSync(join(folder, 'pyproject.toml'), '[tool.fastidious]\npreset = "strict"\n');
  return folder;
}

/** An edit as `textDocument/didChange` tells it. */
export interface Keystroke {
  readonly range: Range;
  readonly text: string;
}

/** A running server with one document open. */
export class BenchedServer {
  version = 0;
  /** Whether it takes more than five seconds for the text, so that it must not hold up the others at each keystroke. */
  isSlow = false;
  private published: (() => void) | null = null;
  private last: readonly Diagnostic[] = [];
  private pulls = false;
  private resultId: string | undefined;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly connection: ProtocolConnection,
    private readonly uri: string,
  ) {}

  static async start({ name, command, args }: ServerCommand, folder: string): Promise<BenchedServer> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], cwd: folder });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const uri = pathToFileURL(join(folder, 'module.py')).toString();
    const server = new BenchedServer(name, child, connection, uri);
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('workspace/diagnostic/refresh', () => null);
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      if (params.uri !== uri || (params.version ?? server.version) < server.version) return;
      server.last = params.diagnostics;
      server.published?.();
    });
    connection.listen();
    const root = pathToFileURL(folder).toString();
    const result = await connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: root,
      workspaceFolders: [{ uri: root, name: 'bench' }],
      capabilities: FULL,
    });
    server.pulls = result.capabilities.diagnosticProvider !== undefined;
    await connection.sendNotification('initialized', {});
    return server;
  }

  get how(): string {
    return this.pulls ? 'pulled' : 'pushed';
  }

  /** Opens the document and waits for its diagnostics. */
  async open(text: string): Promise<readonly Diagnostic[]> {
    this.version = 1;
    const textDocument = { uri: this.uri, languageId: 'python', version: 1, text };
    const begun = performance.now();
    const found = await this.diagnosticsAfter('textDocument/didOpen', { textDocument });
    this.isSlow = performance.now() - begun > 5000;
    return found;
  }

  /** Makes edits, at once, and waits for the diagnostics of the text that they leave. */
  async type(contentChanges: readonly Keystroke[]): Promise<readonly Diagnostic[]> {
    this.version++;
    const textDocument = { uri: this.uri, version: this.version };
    return this.diagnosticsAfter('textDocument/didChange', { textDocument, contentChanges });
  }

  async stop(): Promise<void> {
    await Promise.race([this.connection.sendRequest('shutdown'), sleep(2000)]);
    const ended = new Promise((resolve) => this.child.on('exit', resolve));
    await this.connection.sendNotification('exit');
    await Promise.race([ended, sleep(2000)]);
    this.connection.dispose();
    this.child.kill();
  }

  private async diagnosticsAfter(method: string, params: object): Promise<readonly Diagnostic[]> {
    if (this.pulls) {
      await this.connection.sendNotification(method, params);
      const report = await this.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
        textDocument: { uri: this.uri },
        ...(this.resultId ? { previousResultId: this.resultId } : {}),
      });
      this.resultId = report.resultId;
      if (report.kind === 'full') this.last = report.items;
      return this.last;
    }
    const arrived = new Promise<void>((resolve) => {
      this.published = resolve;
    });
    await this.connection.sendNotification(method, params);
    await Promise.race([arrived, sleep(20_000)]);
    return this.last;
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
