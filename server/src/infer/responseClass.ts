// Tells FastAPI's and Starlette's responses, and classes made from them, from models that are called `UserResponse`.
// Must not know rules.
import { lastName } from '../facts/expressions';
import type { ProjectView } from '../project/view';

/** Starlette's and FastAPI's own (starlette.responses, fastapi.responses), and those of well-known packages. */
const OWN =
  /^(JSON|ORJSON|UJSON|HTML|PlainText|File|Streaming|Redirect|EventSource|Template|_Template|MsgSpecJSON|XML)?Response$/;

/** Whether a dotted name, as it is written in the file, is a response class and no model. */
export function isResponseClass(name: string, project: ProjectView): boolean {
  const last = lastName(name);
  const definition = project.resolve(name);
  const ancestry = definition?.path ? project.ancestors(name) : null;
  if (!ancestry) {
    if (!/Response$/.test(last)) return false;
    if (OWN.test(last)) return true;
    // A class that lies outside the project is what the module's name says.
    return /(^|\.)(responses?|fastapi|starlette)\./.test(definition?.qualifiedName ?? '');
  }
  return ancestry.outside.some((each) => OWN.test(lastName(each)));
}
