// Which requirements on Pydantic are ones on its first version.
// Must not know where they are written.
import assert from 'node:assert/strict';
import { isOnV1 } from '../../server/src/infer/models/pydanticVersion';

describe('the version of Pydantic', () => {
  it('is told by a requirement', () => {
    for (const old of [
      '<2',
      '<2.0',
      '<2.0.0',
      '>=1.10,<2',
      '==1.10.13',
      '~=1.10',
      '^1.10',
      '<=1.10.9',
      '<1.10.15',
      '1.10.*',
      '~1.10',
    ])
      assert.equal(isOnV1(old), true, old);
    for (const other of ['', '>=1.10', '>=2', '>=2.0,<3', '==2.4', '^2.1', '<3', '<2.5', '>1.10,!=2.0', undefined])
      assert.equal(isOnV1(other), false, String(other));
  });
});
