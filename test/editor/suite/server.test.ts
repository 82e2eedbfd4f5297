// The server's life as the user sees it: status item, commands, settings, a killed server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import {
  closeAll,
  editorWindow,
  extension,
  hasWindow,
  problemOn,
  problems,
  sampleFile,
  show,
  showsLogs,
  status,
  until,
} from '../support';

const FINES = 'src/app/fines.py';

/** The process of the server: the child of this extension host that runs our bundle. */
function serverProcess(): number | undefined {
  const list = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  for (const line of list.split('\n')) {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === process.pid && /dist[\\/]server\.js/.test(command ?? '')) return Number(pid);
  }
  return undefined;
}

describe('the server', () => {
  before(async () => {
    await show(FINES);
    await status('ready');
  });
  after(closeAll);

  it('is told of in the language status item', async function () {
    if (!hasWindow) return this.skip();
    await show(FINES);
    await editorWindow.click('.statusbar-item[id="status.languageStatus"] a');
    const texts = await until('the status item', async () => {
      const found = await editorWindow.texts('.hover-language-status');
      return found.some((text) => text.includes('Fastidious')) && found;
    });
    assert.ok(
      texts.some((text) => text.includes('Show Output')),
      texts.join('\n'),
    );
    await editorWindow.screenshot('status-item');
    await editorWindow.press('Escape');
  });

  it('comes back when it was killed', async function () {
    if (process.platform === 'win32') return this.skip();
    await show(FINES);
    const killed = await until('the server process', serverProcess);
    process.kill(killed, 'SIGKILL');
    const fresh = await until('another server process', () => {
      const found = serverProcess();
      return found !== killed && found;
    });
    assert.notEqual(fresh, killed);
    await status('ready');
    // The new server knows the open file: a problem that is made now is found.
    const editor = await show(FINES);
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(editor.document.lineCount, 0), '\n\ndef back():\n    return 1\n'),
    );
    await problemOn(editor.document.uri, 'missing-return-type', 'back');
  });

  it('restarts on command', async function () {
    if (process.platform === 'win32') return this.skip();
    const before = await until('the server process', serverProcess);
    await vscode.commands.executeCommand('fastidious.restartServer');
    await until('another server process', () => {
      const found = serverProcess();
      return found !== before && found;
    });
    await status('ready');
  });

  it('stops while fastidious.enable is off, and says so', async () => {
    const uri = sampleFile(FINES);
    const settings = vscode.workspace.getConfiguration('fastidious');
    await show(FINES);
    await problemOn(uri, 'missing-docstring', 'fine');
    await settings.update('enable', false, vscode.ConfigurationTarget.Global);
    try {
      assert.match((await status('off')).message, /fastidious\.enable/);
      await until('the problems to go', () => problems(uri).length === 0);
    } finally {
      await settings.update('enable', undefined, vscode.ConfigurationTarget.Global);
    }
    await status('ready');
    await problemOn(uri, 'missing-docstring', 'fine');
  });

  it('is given up after five crashes in a row, with a word on what to do, and starts again on command', async function () {
    if (process.platform === 'win32') return this.skip();
    const api = await extension();
    let last: number | undefined;
    for (let crash = 0; crash < 5 && api.status().state !== 'error'; crash++) {
      last = await until('a fresh server process', () => {
        if (api.status().state === 'error') return -1;
        const found = serverProcess();
        return found !== last && api.status().state === 'ready' && found;
      });
      if (last > 0) process.kill(last, 'SIGKILL');
      await until('the crash to be seen', () => api.status().state !== 'ready');
    }
    assert.match((await status('error')).message, /Restart Server/);
    await vscode.commands.executeCommand('fastidious.restartServer');
    await status('ready');
  });
});

describe('the trace', () => {
  after(closeAll);

  it('writes the messages into the output while fastidious.trace.server asks for it', async function () {
    if (!hasWindow || !showsLogs) return this.skip();
    const settings = vscode.workspace.getConfiguration('fastidious');
    await show(FINES);
    await status('ready');
    await vscode.commands.executeCommand('fastidious.showOutput');
    await settings.update('trace.server', 'messages', vscode.ConfigurationTarget.Global);
    try {
      const { document } = await show('src/app/models.py');
      // The setting reaches the client after it is written: what was said before leaves no trace, so something is asked each time.
      await until('a message in the output', async () => {
        await vscode.commands.executeCommand(
          'vscode.executeCodeActionProvider',
          document.uri,
          new vscode.Range(0, 0, 0, 0),
        );
        return (await editorWindow.texts('.panel .view-line')).some((line) => /textDocument.codeAction/.test(line));
      });
      await editorWindow.screenshot('trace');
    } finally {
      await settings.update('trace.server', undefined, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand('workbench.action.closePanel');
    }
  });
});

describe('commands without a Python file', () => {
  before(closeAll);
  afterEach(() => vscode.commands.executeCommand('notifications.clearAll'));

  it('Fix All in File says what it needs', async () => {
    await vscode.commands.executeCommand('fastidious.fixAll');
    if (!hasWindow) return;
    // VS Code shows no toasts while it runs tests; the message is in the list behind the bell.
    await vscode.commands.executeCommand('notifications.showList');
    await until('the message', async () =>
      (await editorWindow.texts('.notification-list-item-message')).some((text) => text.includes('Open a Python file')),
    );
  });

  it('Show Output shows the output', async () => {
    await vscode.commands.executeCommand('fastidious.showOutput');
    if (hasWindow) {
      await until(
        'the output panel',
        async () => (await editorWindow.texts('.output-view, .panel .output')).length > 0,
      );
      await editorWindow.screenshot('output');
    }
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });
});
