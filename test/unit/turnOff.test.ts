// What "Turn rule off for this project" writes into a pyproject.toml.
import assert from 'node:assert/strict';
import { applyEdits } from '../../server/src/linter/edits';
import { turnOffEdit } from '../../server/src/linter/turnOff';

function turnOff(text: string): string | null {
  const edit = turnOffEdit(text, 'verb-in-path');
  return edit && applyEdits(text, [edit]);
}

describe('turning a rule off', () => {
  it('begins a file', () => {
    assert.equal(turnOff(''), '[tool.fastidious.rules]\nverb-in-path = "off"\n');
  });

  it('adds a section at the end, line breaks as they are', () => {
    assert.equal(
      turnOff('[project]\r\nname = "a"'),
      '[project]\r\nname = "a"\r\n\r\n[tool.fastidious.rules]\r\nverb-in-path = "off"\r\n',
    );
  });

  it('adds a section behind our own', () => {
    assert.equal(
      turnOff('[tool.fastidious]\npreset = "skill"\n\n# Ruff\n[tool.ruff]\n'),
      '[tool.fastidious]\npreset = "skill"\n\n[tool.fastidious.rules]\nverb-in-path = "off"\n\n# Ruff\n[tool.ruff]\n',
    );
  });

  it('joins the section that is there', () => {
    assert.equal(
      turnOff('[tool.fastidious.rules] # ours\nuntested = "on"\n[tool.ruff]\n'),
      '[tool.fastidious.rules] # ours\nverb-in-path = "off"\nuntested = "on"\n[tool.ruff]\n',
    );
    assert.equal(turnOff('["tool" . fastidious.rules]\n'), '["tool" . fastidious.rules]\nverb-in-path = "off"\n');
  });

  it('replaces a value', () => {
    assert.equal(
      turnOff('[tool.fastidious.rules]\nverb-in-path = "error"\n'),
      '[tool.fastidious.rules]\nverb-in-path = "off"\n',
    );
    assert.equal(
      turnOff('[tool.fastidious]\nrules.verb-in-path = "on" # yes\n'),
      '[tool.fastidious]\nrules.verb-in-path = "off" # yes\n',
    );
  });

  it('joins inline tables and dotted keys', () => {
    assert.equal(
      turnOff('[tool.fastidious]\nrules = { a = "on" }\n'),
      '[tool.fastidious]\nrules = { verb-in-path = "off", a = "on" }\n',
    );
    assert.equal(turnOff('[tool.fastidious]\nrules = {}\n'), '[tool.fastidious]\nrules = { verb-in-path = "off" }\n');
    assert.equal(
      turnOff('[tool.fastidious]\nrules.a = "on"\n'),
      '[tool.fastidious]\nrules.verb-in-path = "off"\nrules.a = "on"\n',
    );
  });

  it('leaves alone what it cannot write to', () => {
    assert.equal(turnOff('[tool.fastidious\n'), null);
    assert.equal(turnOff('tool = { fastidious = { preset = "skill" } }\n'), null);
    assert.equal(turnOff('[tool.fastidious]\nrules = "off"\n'), null);
  });
});
