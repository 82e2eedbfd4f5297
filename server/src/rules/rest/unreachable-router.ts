// unreachable-router: a router with routes that no application includes.
import { readExports } from '../../facts/exports';
import type { Edit, FixContext, RegionRule } from '../../linter/rule';
import type { Inclusion } from '../../project/view';
import { closest, innermostNode, type Span } from '../../syntax/node';

export const unreachableRouter: RegionRule = {
  id: 'unreachable-router',
  family: 'rest',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'A router with routes that no application includes',
  why: `Its routes answer 404, and nothing says so: the module is imported, the handlers are tested one by one, and the
documentation just lacks them.`,
  bad: `from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/api/v1/users")


@router.get("/{user_id}")
async def read_user(user_id: int) -> dict[str, int]:
    """Return a user."""
    return {"id": user_id}
`,
  good: `from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/api/v1/users")


@router.get("/{user_id}")
async def read_user(user_id: int) -> dict[str, int]:
    """Return a user."""
    return {"id": user_id}


app.include_router(router)
`,
  fixText: `Adds the \`include_router\` line, with its import: beside the includes of the other routers of the folder, else in the only
application. It is not safe: the routes become public. Where it belongs is not clear, there is no fix.`,
  notes: `Of routers that include one another the outermost is named. Silent in a project without an application or with an include
that cannot be followed, about routers that are handed to something unknown, that an application of the tests includes, or that a function
makes which nobody calls.`,
  *check(region, context) {
    if (context.file.isTest) return;
    for (const { call, name } of context.project.looseRouters(readExports(region), context.occurrence)) {
      const node = innermostNode(region.node, call);
      const assignment = closest(node, (each) => each.type === 'assignment');
      const target = assignment?.child('left');
      const span: Span = target ?? node.child('function') ?? node;
      const what = name === '' ? 'this router' : `"${name}"`;
      yield {
        span,
        message: `No application includes ${what}: its routes are never reached.`,
        data: { call: call.start },
      };
    }
  },
  fix(problem, region, context) {
    const { call } = problem.data as { call: number };
    const router = context.project
      .looseRouters(readExports(region), context.occurrence)
      .find((each) => each.call.start === call);
    const inclusion = router && context.project.inclusionOf(router.place);
    if (!inclusion) return [];
    const isOwn = inclusion.path === context.file.path;
    const where = isOwn ? '' : ` in ${inclusion.path.slice(inclusion.path.lastIndexOf('/') + 1)}`;
    const edits = editsOf(inclusion, context, isOwn);
    return [
      {
        title: `Include it in "${inclusion.receiver}"${where} (its routes become public)`,
        safe: false,
        edits: isOwn ? edits : [],
        ...(isOwn ? {} : { otherFiles: { [inclusion.path]: edits } }),
      },
    ];
  },
};

/** The call and the import; in the file at hand offsets count from the region's start. */
function editsOf({ call, import: line }: Inclusion, { regionStart }: FixContext, isOwn: boolean): Edit[] {
  const from = isOwn ? regionStart : 0;
  return [call, ...(line ? [line] : [])].map(({ at, text }) => ({ start: at - from, end: at - from, newText: text }));
}
