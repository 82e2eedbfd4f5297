// Which calls write a log or an audit trail, told by the names in them: loggers of the standard library, structlog, loguru,
// audit services. Must not know projects: a function that logs under another name is for others to find.
import { nodesOfType, type SyntaxNode } from '../syntax/node';
import { lastName } from './expressions';
import { nameWords } from './nameWords';

const LEVEL =
  /^a?(debug|info|warning|warn|error|exception|critical|fatal|log|success|trace|notice|msg|event|emit|write|bind_warning|security|failure)$/;
const LOGGER = /^(log|logs|logger|loggers|logging|loguru|structlog|lg|audit|audits|auditor|auditlog|auditlogger)$/;
const NUMERIC = /^(math|cmath|np|numpy|jnp|torch|tf|K|scipy|sympy|sp|xp|nn|func|sa)$/;
/** What is said of an event beside the word, so that `create_event` of a calendar is none. */
const EVENT =
  /^(security|auth|audit|failure|failed|fail|login|signin|denied|access|attempt|attempts|unauthorized|forbidden|suspicious|intrusion|abuse)$/;

/** Whether a call writes a log. */
export function isLogCall(call: SyntaxNode): boolean {
  const callee = call.child('function');
  // Most calls are none: their text says so at once.
  if (!callee || !MAY_LOG.test(callee.text)) return false;
  const method = callee.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : lastName(callee.text);
  const receiver = callee.type === 'attribute' ? (callee.child('object')?.text ?? '') : '';
  if (NUMERIC.test(lastName(receiver))) return false;
  const receiverWords = nameWords(receiver.replace(/(["'])(?:(?!\1).)*\1/g, ''));
  if (LEVEL.test(method) && receiverWords.some((word) => LOGGER.test(word))) return true;
  if (
    receiverWords.some((word) => /^(audit|auditor|auditlog|auditlogger)$/.test(word)) &&
    !/^(get|find|list|query)/.test(method)
  )
    return true;
  const words = nameWords(method);
  if (/^_*(get|find|list|fetch|read|delete|is|has|query|count)_/.test(method)) return false;
  if (words.includes('audit') || /^capture_(message|exception|event)$/.test(method)) return true;
  // `log_event` and `write_log`, not `log_in`.
  if (words.some((word, i) => LOGS.test(word) && !/^(in|out|on|off|into)$/.test(words[i + 1] ?? ''))) return true;
  return words.some((word) => TELLS.test(word)) && words.some((word) => EVENT.test(word));
}

const LOGS = /^logs?$/;
const TELLS = /^(event|events|record|track|report|emit|alert|notify)$/;

const MAY_LOG = /log|audit|capture_|event|record|track|report|alert|notify|emit/i;

/** The calls in a stretch of code that write a log, in source order; those of nested functions are among them. */
export function logCallsIn(node: SyntaxNode): SyntaxNode[] {
  return MAY_LOG.test(node.source.slice(node.start, node.end)) ? nodesOfType(node, 'call').filter(isLogCall) : [];
}
