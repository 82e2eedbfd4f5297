// Names of fields that no client may see, told by their last words.
// Must not know models. (rules.md, models, `sensitive-response-field`.)

const SENSITIVE =
  /(^|_)(password|passwd|hashed_password|encrypted_password|password_hash|passwd_hash|secret|client_secret|secret_key|api_secret|app_secret|private_key|token_hash|secret_hash|ssn|social_security_number|card_number|cvv|cvc)$/;

/** What is about a secret and no secret: whether there is one, when it changed. */
const ABOUT =
  /^(has|is|had|can|must|should|needs|require|requires|required|no|num|allow|allows|enable|enabled|use|uses|show|hide|masked|redacted)_/;

/** Whether a field holds what must not leave the server, by its name; camel case counts as snake case. */
export function isSensitiveName(field: string): boolean {
  const name = field.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return SENSITIVE.test(name) && !ABOUT.test(name);
}

/** Whether a type keeps its value to itself, or is none that could hold a secret. */
export function isMasked(annotation: string | null, value: string | null): boolean {
  const said = `${annotation ?? ''} ${value ?? ''}`;
  return (
    /\b(SecretStr|SecretBytes|Secret\s*\[|EncryptedStr)|\bexclude\s*=\s*True/.test(said) ||
    /^(typing\.)?(bool|int|float|datetime|date|None)(\s*\|\s*None)?$/.test((annotation ?? '').trim()) ||
    /^Optional\[(bool|int|float|datetime|date)\]$/.test((annotation ?? '').trim())
  );
}
