// Mocha's spec reporter that also writes the totals to the file named by FASTIDIOUS_TOTALS, for test/run.mjs.
// Knows nothing of the tests.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class Totals extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.FASTIDIOUS_TOTALS;
    if (!file) return;
    runner.once('end', () => {
      const { passes: passed, failures: failed, pending: skipped } = runner.stats;
      writeFileSync(file, JSON.stringify({ passed, failed, skipped }));
    });
  }
};
