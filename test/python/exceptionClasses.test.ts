// Asks CPython whether the standard library's exceptions descend from what we believe them to.
// Skipped where there is no Python, except under CI=true.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { canonicalName, knownAncestors, knownExceptions } from '../../server/src/infer/exceptionClasses';
import { ensurePython } from '../host/python.mjs';

const SCRIPT = `
import builtins, importlib, json, sys
def find(name):
    module, _, last = name.rpartition('.')
    try:
        return getattr(importlib.import_module(module) if module else builtins, last)
    except (ImportError, AttributeError):
        return None
answers = {}
for name, ancestors in json.load(sys.stdin).items():
    found = find(name)
    if isinstance(found, type):
        classes = {find(each) for each in ancestors} - {None}
        own = {each for each in found.__mro__ if each.__module__ == 'builtins' and issubclass(each, BaseException)}
        answers[name] = own <= classes <= set(found.__mro__)
json.dump(answers, sys.stdout)
`;

describe('exceptions that are known', function () {
  this.timeout(60_000);

  it('descend from what CPython says', function () {
    const { python, reason } = ensurePython();
    if (python === null) {
      if (process.env.CI === 'true') throw new Error(`CI must run these tests: ${reason}.`);
      this.skip();
    }
    const asked = Object.fromEntries(
      knownExceptions()
        .filter((name) => !/^(fastapi|starlette|pydantic)\./.test(name))
        .map((name) => [name, knownAncestors(name)]),
    );
    const { stdout, stderr } = spawnSync(python, ['-c', SCRIPT], { input: JSON.stringify(asked), encoding: 'utf8' });
    assert.equal(stderr, '');
    const answers = JSON.parse(stdout) as Record<string, boolean>;
    // Some come and go with Python's versions; most are there.
    assert.ok(Object.keys(answers).length > 0.9 * Object.keys(asked).length);
    assert.deepEqual(
      Object.keys(answers).filter((name) => !answers[name]),
      [],
    );
  });

  it('are known by one name', () => {
    for (const name of knownExceptions()) assert.equal(canonicalName(name), name);
  });
});
