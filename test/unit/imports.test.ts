// Where a fix's imports go, and what a name is called that is imported already (linter/imports.ts, linter/importEdits.ts).
import assert from 'node:assert/strict';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { applyEdits, newlineOf } from '../../server/src/linter/edits';
import { importEdits } from '../../server/src/linter/importEdits';
import { collectImports } from '../../server/src/linter/imports';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';

/** The text with the imports that `wanted` asks for; each line is `import a.b` or `from a.b import c`. */
function add(text: string, ...wanted: string[]): string {
  const file = new SourceFile('app/module.py', text);
  const requests = wanted.map((line) => {
    const [, from, name] = /^from (\S+) import (\S+)$/.exec(line) ?? [];
    return from ? { module: from, name: name! } : { module: line.replace('import ', ''), name: null };
  });
  const result = applyEdits(text, importEdits(file, requests, newlineOf(text)));
  file.close();
  const after = new SourceFile('app/module.py', result);
  assert.ok(after.parses, result);
  after.close();
  return result;
}

describe('imports that a fix adds', () => {
  describe('in a file without imports', () => {
    const optional = 'from typing import Optional';

    it('come first in plain code, with a blank line behind', () => {
      assert.equal(add('x = 1\n', optional), `${optional}\n\nx = 1\n`);
      assert.equal(add('\nx = 1\n', optional), `${optional}\n\nx = 1\n`);
    });

    it('are all there is in an empty file', () => {
      assert.equal(add('', optional), `${optional}\n`);
    });

    it('stand behind the docstring, a blank line before and behind', () => {
      assert.equal(add('"""Doc."""\nx = 1\n', optional), `"""Doc."""\n\n${optional}\n\nx = 1\n`);
      assert.equal(add('"""Doc."""\n\nx = 1\n', optional), `"""Doc."""\n\n${optional}\n\nx = 1\n`);
      assert.equal(
        add('"""Doc.\n\nMore.\n"""\n\n\ndef f(): ...\n', optional),
        `"""Doc.\n\nMore.\n"""\n\n${optional}\n\n\ndef f(): ...\n`,
      );
    });

    it('stand behind a docstring without a line break at the end', () => {
      assert.equal(add('"""Doc."""', optional), `"""Doc."""\n\n${optional}\n`);
    });

    it('stand behind a docstring with a comment on its line', () => {
      assert.equal(add('"""Doc."""  # noqa\nx = 1\n', optional), `"""Doc."""  # noqa\n\n${optional}\n\nx = 1\n`);
    });

    it('stand behind the shebang, the encoding line and a licence comment', () => {
      assert.equal(
        add('#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nx = 1\n', optional),
        `#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n${optional}\n\nx = 1\n`,
      );
      assert.equal(
        add('#!/usr/bin/env python\n"""Doc."""\nx = 1\n', optional),
        `#!/usr/bin/env python\n"""Doc."""\n\n${optional}\n\nx = 1\n`,
      );
      assert.equal(
        add('# Copyright 2026\n# MIT\n\n"""Doc."""\n\nx = 1\n', optional),
        `# Copyright 2026\n# MIT\n\n"""Doc."""\n\n${optional}\n\nx = 1\n`,
      );
      assert.equal(
        add('# Copyright 2026\n# MIT\n\nx = 1\n', optional),
        `# Copyright 2026\n# MIT\n\n${optional}\n\nx = 1\n`,
      );
    });

    it('stand in front of a comment that belongs to the code', () => {
      assert.equal(add('# The answer.\nx = 42\n', optional), `${optional}\n\n# The answer.\nx = 42\n`);
    });

    it('stand behind all there is where there are only comments', () => {
      assert.equal(add('# Nothing here.\n', optional), `# Nothing here.\n\n${optional}\n`);
      assert.equal(add('# Nothing here.', optional), `# Nothing here.\n\n${optional}\n`);
    });

    it('stand behind a docstring and before code on its line', () => {
      assert.equal(add('"""Doc."""; x = 1\n', optional), `"""Doc."""; x = 1\n\n${optional}\n`);
    });
  });

  describe('in a file with imports', () => {
    it('join the line of their module, in order', () => {
      assert.equal(
        add('from typing import Any, cast\n', 'from typing import Optional'),
        'from typing import Any, Optional, cast\n',
      );
      assert.equal(
        add('from typing import Any\n', 'from typing import Optional'),
        'from typing import Any, Optional\n',
      );
      assert.equal(add('from typing import cast\n', 'from typing import Any'), 'from typing import Any, cast\n');
      assert.equal(
        add('from typing import cast, Any\n', 'from typing import Optional'),
        'from typing import cast, Any, Optional\n',
      );
      assert.equal(
        add('from typing import Callable, cast\n', 'from typing import Any', 'from typing import Optional'),
        'from typing import Any, Callable, Optional, cast\n',
      );
    });

    it('are not asked for twice', () => {
      assert.equal(
        add('import os\n', 'from typing import Any', 'from typing import Any'),
        'import os\nfrom typing import Any\n',
      );
      assert.equal(add('from typing import Any\n', 'from typing import Any'), 'from typing import Any\n');
      assert.equal(add('import typing\n', 'import typing'), 'import typing\n');
    });

    it('join a parenthesized list in its shape', () => {
      assert.equal(
        add('from typing import (\n    Any,\n    cast,\n)\n', 'from typing import Optional'),
        'from typing import (\n    Any,\n    Optional,\n    cast,\n)\n',
      );
      assert.equal(
        add('from typing import (\n    Any,\n)\n', 'from typing import Optional'),
        'from typing import (\n    Any,\n    Optional,\n)\n',
      );
      assert.equal(
        add('from typing import (\n    Any,\n    List\n)\n', 'from typing import Optional'),
        'from typing import (\n    Any,\n    List,\n    Optional\n)\n',
      );
      assert.equal(
        add('from typing import (Any, cast)\n', 'from typing import Optional'),
        'from typing import (Any, Optional, cast)\n',
      );
      assert.equal(
        add('from typing import (\n    Any, List,\n    cast,\n)\n', 'from typing import Optional'),
        'from typing import (\n    Any, List,\n    Optional,\n    cast,\n)\n',
      );
    });

    it('leave comments in a list with their names', () => {
      assert.equal(
        add('from typing import (\n    Any,  # any\n    List,  # list\n)\n', 'from typing import Optional'),
        'from typing import (\n    Any,  # any\n    List,  # list\n    Optional,\n)\n',
      );
      assert.equal(
        add('from typing import Any  # noqa\n', 'from typing import Optional'),
        'from typing import Any, Optional  # noqa\n',
      );
    });

    it('join a list that goes on behind a backslash', () => {
      assert.equal(
        add('from typing import Any, \\\n    List\n', 'from typing import Optional'),
        'from typing import Any, \\\n    List, Optional\n',
      );
    });

    it('make a line of their own beside a star or a relative import', () => {
      assert.equal(
        add('from typing import *\n', 'from typing import Any'),
        'from typing import *\nfrom typing import Any\n',
      );
      assert.equal(
        add('from .typing import x\n', 'from typing import Any'),
        'from typing import Any\n\nfrom .typing import x\n',
      );
    });

    it('go where isort would have them', () => {
      const before =
        'import os\nimport sys\nfrom pathlib import Path\n\nimport fastapi\nfrom sqlalchemy import text\n\nfrom .db import get\n';
      assert.equal(add(before, 'import re').replace('import re\n', ''), before);
      assert.match(add(before, 'import re'), /import os\nimport re\nimport sys\n/);
      assert.match(add(before, 'from typing import Any'), /Path\nfrom typing import Any\n\nimport fastapi/);
      assert.match(
        add(before, 'from fastapi import Depends'),
        /import fastapi\nfrom fastapi import Depends\nfrom sqlalchemy/,
      );
      assert.match(add(before, 'from asyncio import sleep'), /import sys\nfrom asyncio import sleep\nfrom pathlib/);
    });

    it('stand in a section of their own, a blank line around', () => {
      assert.equal(add('import fastapi\n', 'import os'), 'import os\n\nimport fastapi\n');
      assert.equal(add('import os\n\nx = 1\n', 'import fastapi'), 'import os\n\nimport fastapi\n\nx = 1\n');
      assert.equal(
        add('import os\n\nfrom . import db\n', 'import fastapi'),
        'import os\n\nimport fastapi\n\nfrom . import db\n',
      );
    });

    it('never stand before a __future__ import', () => {
      assert.equal(
        add('"""Doc."""\nfrom __future__ import annotations\n\nx = 1\n', 'from abc import ABC'),
        '"""Doc."""\nfrom __future__ import annotations\n\nfrom abc import ABC\n\nx = 1\n',
      );
      assert.equal(
        add('from __future__ import annotations\nimport zlib\n', 'import abc'),
        'from __future__ import annotations\nimport abc\nimport zlib\n',
      );
      assert.equal(
        add('from __future__ import annotations\n\nimport zlib\n', 'import abc'),
        'from __future__ import annotations\n\nimport abc\nimport zlib\n',
      );
      assert.equal(
        add('x = 1\n', 'from __future__ import annotations', 'import abc'),
        'from __future__ import annotations\n\nimport abc\n\nx = 1\n',
      );
    });

    it('ignore what is under TYPE_CHECKING, in a try or in a function', () => {
      const guarded = 'from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from fastapi import Depends\n';
      assert.match(
        add(guarded, 'from fastapi import Depends'),
        /^from typing import TYPE_CHECKING\n\nfrom fastapi import Depends\n\nif/,
      );
      const tried = 'try:\n    import re2\nexcept ImportError:\n    re2 = None\n';
      assert.match(add(tried, 'import re'), /^import re\n\ntry:/);
      assert.equal(add('def f():\n    import re\n', 'import re'), 'import re\n\ndef f():\n    import re\n');
    });

    it('come behind a line of several statements', () => {
      assert.equal(add('import os; x = 1\n', 'import re'), 'import os; x = 1\nimport re\n');
    });

    it('come behind a last line without a line break', () => {
      assert.equal(add('import os', 'import re'), 'import os\nimport re');
    });

    it('find imports behind code that precedes them', () => {
      assert.equal(add('x = 1\nimport os\nimport sys\n', 'import re'), 'x = 1\nimport os\nimport re\nimport sys\n');
    });
  });

  it('never lean on imports behind the code that needs them', () => {
    const text = 'def f(a): ...\n\n\nfrom typing import cast\nimport os\n';
    const file = new SourceFile('app/module.py', text);
    const wanted = [{ module: 'typing', name: 'Any' }];
    assert.equal(applyEdits(text, importEdits(file, wanted, '\n', 0)), `from typing import Any\n\n${text}`);
    assert.equal(collectImports(file, new Project().view('x'), 0).use('os', 'PathLike'), 'PathLike');
    file.close();
  });

  it('stand behind a string that ends on their line', () => {
    assert.equal(
      add('import os; x = """a\nb"""\ny = 1\n', 'import re'),
      'import os; x = """a\nb"""\nimport re\ny = 1\n',
    );
    assert.equal(add('"""Doc."""; import os\n', 'import abc'), '"""Doc."""; import os\nimport abc\n');
  });

  it('keep CRLF and the byte order mark', () => {
    assert.equal(
      add('import os\r\nx = 1\r\n', 'from typing import Any'),
      'import os\r\nfrom typing import Any\r\nx = 1\r\n',
    );
    assert.equal(
      add('from typing import (\r\n    Any,\r\n)\r\n', 'from typing import Optional'),
      'from typing import (\r\n    Any,\r\n    Optional,\r\n)\r\n',
    );
    assert.equal(add('\ufeffx = 1\n', 'import re'), '\ufeffimport re\n\nx = 1\n');
    assert.equal(
      add('\ufeff"""Doc."""\r\nx = 1\r\n', 'import re'),
      '\ufeff"""Doc."""\r\n\r\nimport re\r\n\r\nx = 1\r\n',
    );
    assert.equal(add('\ufeffimport os\n', 'import abc'), '\ufeffimport abc\nimport os\n');
  });

  it('sort several new lines among themselves', () => {
    assert.equal(
      add('x = 1\n', 'from fastapi import Depends', 'from typing import Annotated', 'import os'),
      'import os\nfrom typing import Annotated\n\nfrom fastapi import Depends\n\nx = 1\n',
    );
    assert.equal(
      add('"""Doc."""\n', 'from typing import Optional', 'from typing import Any'),
      '"""Doc."""\n\nfrom typing import Any, Optional\n',
    );
    assert.equal(
      add('import abc\n', 'from fastapi import Depends', 'from typing import Annotated'),
      'import abc\nfrom typing import Annotated\n\nfrom fastapi import Depends\n',
    );
  });
});

describe('names of imported things', () => {
  function use(text: string, module: string, name: string): [string, string[]] {
    const file = new SourceFile('app/module.py', text);
    const project = new Project();
    project.set(readModule(file.path, file.regions));
    const imports = collectImports(file, project.view(file.path));
    const written = imports.use(module, name);
    file.close();
    return [
      written,
      imports.requested.map((each) => (each.name === null ? each.module : `${each.module}:${each.name}`)),
    ];
  }

  it('ask for an import where there is none', () => {
    assert.deepEqual(use('', 'typing', 'Any'), ['Any', ['typing:Any']]);
  });

  it('are the local ones', () => {
    assert.deepEqual(use('from typing import Any\n', 'typing', 'Any'), ['Any', []]);
    assert.deepEqual(use('from typing import Any as A\n', 'typing', 'Any'), ['A', []]);
    assert.deepEqual(use('import typing\n', 'typing', 'Any'), ['typing.Any', []]);
    assert.deepEqual(use('import typing as t\n', 'typing', 'Any'), ['t.Any', []]);
    assert.deepEqual(use('import collections.abc\n', 'collections.abc', 'Iterator'), ['collections.abc.Iterator', []]);
    assert.deepEqual(use('from collections import abc\n', 'collections.abc', 'Iterator'), ['abc.Iterator', []]);
  });

  it('are dotted where the name means something else here', () => {
    assert.deepEqual(use('class Any: ...\n', 'typing', 'Any'), ['typing.Any', ['typing']]);
    assert.deepEqual(use('from other import Any\n', 'typing', 'Any'), ['typing.Any', ['typing']]);
    assert.deepEqual(use('from typing import Any\nAny = 1\n', 'typing', 'Any'), ['typing.Any', ['typing']]);
  });

  it('do not lean on an import that may not run', () => {
    const guarded = 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from fastapi import Depends\n';
    assert.deepEqual(use(guarded, 'fastapi', 'Depends'), ['Depends', ['fastapi:Depends']]);
    assert.deepEqual(use('def f():\n    from fastapi import Depends\n', 'fastapi', 'Depends'), [
      'Depends',
      ['fastapi:Depends'],
    ]);
  });

  it('take another way where the module is hidden too', () => {
    assert.deepEqual(use('import typing\ntyping = 1\n', 'typing', 'Any'), ['Any', ['typing:Any']]);
  });

  it('come through a star import only by being asked for', () => {
    assert.deepEqual(use('from typing import *\n', 'typing', 'Any'), ['Any', ['typing:Any']]);
  });

  it('are asked for once', () => {
    const file = new SourceFile('app/module.py', '');
    const imports = collectImports(file, new Project().view(file.path));
    imports.use('typing', 'Any');
    imports.use('typing', 'Any');
    assert.equal(imports.requested.length, 1);
    file.close();
  });
});
