// Every sentence of the skill has an answer, and every answer names something that there is.
// It must not know single sentences but to show that the check finds what is wrong.
import assert from 'node:assert/strict';
import { listRuleFiles, loadRules } from '../../server/scripts/catalog';
import { readSkill, skillTools } from '../../server/scripts/outputs';
import { SKILL_ANSWERS } from '../../server/scripts/skillCoverage';
import { checkAnswers, type SkillTools } from '../../server/scripts/skillPage';
import { splitSkill } from '../../server/scripts/skillSentences';

describe('the coverage of the skill', () => {
  let tools: SkillTools;
  before(async () => {
    tools = skillTools(await loadRules(listRuleFiles()));
  });

  it('has an answer to every sentence', () => {
    const sentences = splitSkill(readSkill());
    assert.ok(sentences.length > 70, `only ${sentences.length} sentences`);
    assert.deepEqual(checkAnswers(sentences, SKILL_ANSWERS, tools), []);
  });

  it('names every rule at some sentence', () => {
    const named = new Set(SKILL_ANSWERS.flatMap(({ rules = [] }) => rules));
    assert.deepEqual(
      [...tools.rules.keys()].filter((id) => !named.has(id)),
      [],
    );
  });

  it('misses the answer to a sentence that is new', () => {
    const more = `${readSkill()}\n- Never sleep in a handler\n`;
    assert.deepEqual(checkAnswers(splitSkill(more), SKILL_ANSWERS, tools), ['no answer: Never sleep in a handler']);
  });

  it('finds answers that name nothing, say nothing, or answer nothing', () => {
    const sentences = splitSkill('# A\n\nB. C.\n\n- D\n');
    const answers = [
      { sentence: 'A', why: ' ' },
      { sentence: 'B.', rules: ['no-such-rule'], snippets: ['fa-nothing'] },
      { sentence: 'C.', commands: ['fastidious.nothing'], tasks: ['sleep'] },
      { sentence: 'D', rules: ['missing-docstring'] },
      { sentence: 'D', rules: ['missing-docstring'] },
      { sentence: 'E', why: 'There is no such sentence.' },
    ];
    assert.deepEqual(checkAnswers(sentences, answers, tools), [
      'answered twice: D',
      'an empty answer: A',
      'no rule no-such-rule: B.',
      'no snippet fa-nothing: B.',
      'no command fastidious.nothing: C.',
      'no task sleep: C.',
      'not in the text: E',
    ]);
  });

  it('takes a text apart into its sentences', () => {
    const text = [
      '---',
      'name: x',
      'description: "One. Two, e.g. this."',
      '---',
      '# Title',
      '## Part',
      'Say it (see a.md). Then that:',
      '1. first',
      '- `second` — more',
      '| a | b |',
      '| --- | --- |',
      '| c | d |',
      '```python',
      'import a',
      'from b import c',
      '',
      'class D:',
      '    e = 1',
      '',
      '    f = 2',
      '',
      'def g(',
      '    h,',
      ') -> None: ...',
      '```',
      '```bash',
      'one',
      '',
      'two',
      '```',
    ].join('\n');
    assert.deepEqual(
      splitSkill(text).map(({ kind, section, text: each }) => [kind, section.join('/'), each]),
      [
        ['prose', '', 'x'],
        ['prose', '', 'One.'],
        ['prose', '', 'Two, e.g. this.'],
        ['heading', '', 'Title'],
        ['heading', '', 'Part'],
        ['prose', 'Part', 'Say it (see a.md).'],
        ['prose', 'Part', 'Then that:'],
        ['item', 'Part', 'first'],
        ['item', 'Part', '`second` — more'],
        ['item', 'Part', 'a | b'],
        ['item', 'Part', 'c | d'],
        ['code', 'Part', 'import a\nfrom b import c'],
        ['code', 'Part', 'class D:\n    e = 1\n\n    f = 2'],
        ['code', 'Part', 'def g(\n    h,\n) -> None: ...'],
        ['code', 'Part', 'one'],
        ['code', 'Part', 'two'],
      ],
    );
  });
});
