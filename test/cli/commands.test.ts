// `rules`, `explain`, `server`, `--version`, `--help`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { RULES } from '../../server/src/rules';
import { fastidious, PROGRAM } from './run';

describe('fastidious', () => {
  it('tells its version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    assert.deepEqual(fastidious(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('helps when asked, and when used wrongly', () => {
    const help = fastidious(['--help']);
    assert.equal(help.code, 0);
    for (const command of ['check', 'rules', 'explain', 'server']) assert.match(help.stdout, new RegExp(command));
    assert.match(fastidious(['check', '--help']).stdout, /--stdin-filename/);
    assert.equal(fastidious([]).code, 2);
    const wrong = fastidious(['chek']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /check/);
  });

  it('lists every rule', () => {
    const { stdout, code } = fastidious(['rules']);
    assert.equal(code, 0);
    for (const { id } of RULES) assert.match(stdout, new RegExp(`^  ${id} `, 'm'));
    const json = JSON.parse(fastidious(['rules', '--format', 'json']).stdout) as Record<string, unknown>[];
    assert.deepEqual(
      json.map(({ id }) => id),
      RULES.map(({ id }) => id),
    );
    const keys = ['id', 'family', 'severity', 'preset', 'codes', 'summary', 'fixable', 'options', 'url'];
    for (const each of json) assert.deepEqual(Object.keys(each), keys);
  });

  it('explains a rule with its documentation page', () => {
    const { stdout, code } = fastidious(['explain', 'missing-return-type']);
    assert.equal(code, 0);
    const page = readFileSync(join(ROOT, 'docs/rules/missing-return-type.md'), 'utf8');
    assert.equal(stdout, page.replace(/^<!--.*-->\n/, ''));
    const wrong = fastidious(['explain', 'missing-return-typ']);
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /Did you mean "missing-return-type"\?/);
    assert.equal(fastidious(['explain']).code, 2);
  });

  it('runs the language server over standard input and output', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'server', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const send = (message: object): void => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message });
      child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    try {
      const params = { processId: null, rootUri: null, capabilities: {} };
      send({ id: 1, method: 'initialize', params });
      let output = '';
      for await (const chunk of child.stdout) {
        output += String(chunk);
        if (output.includes('"capabilities"')) break;
      }
      assert.match(output, /"id":1/);
      assert.match(output, /"capabilities"/);
    } finally {
      child.kill();
    }
  });
});
