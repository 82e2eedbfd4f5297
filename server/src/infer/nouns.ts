// Nouns in path segments: their plurals, and whether a segment names a collection in the singular.
// Must not know rules; `rules.md`, "singular-collection-path", is the source, the lists say what FastAPI developers expect.
import pluralize from 'pluralize';

/** Plurals that developers write and the library does not. */
const PLURALS: Readonly<Record<string, string>> = {
  schema: 'schemas',
  index: 'indexes',
  matrix: 'matrices',
  vertex: 'vertices',
  virus: 'viruses',
  formula: 'formulas',
  datum: 'data',
  cookie: 'cookies',
  movie: 'movies',
};

/** Mass nouns, collective nouns and areas of an application: in the plural they would be odd or something else. */
const UNCOUNTABLE = new Set(
  `feedback inventory history auth authentication authorization administration analytics audio content info information
  metadata data media health help support documentation knowledge weather software hardware equipment staff personnel
  money cash music news traffic storage security usage billing pricing access progress research work homework advice
  evidence spam trash telemetry observability compliance governance infrastructure marketing retail finance payroll mail
  memory static public private protected internal external open local remote live legacy new old latest current default
  active inactive recent popular random top best hot all any self own mine other more full partial raw bulk daily weekly
  monthly yearly hourly annual available incoming outgoing onboarding training learning logging monitoring testing parsing
  processing hosting shipping manufacturing engineering accounting banking gaming networking messaging me status settings
  config configuration version search stats summary misc general common shared global core root base home main
  production staging development sandbox ai ml llm ui web mobile rest rpc graphql sse mcp oauth sso saml oidc scim ldap
  rag crm cms erp iot gis seo faq kyc aml pii gdpr iam acl rbac crud etl sql nosql json xml yaml csv pdf html markdown text
  lookup autocomplete autosave realtime offline online upstream downstream inbound outbound manual auto automatic`.split(
    /\s+/,
  ),
);

/** Attributes: `/users/email/{email}` finds by one, it is no collection of them. */
const ATTRIBUTES = new Set(
  `name email slug username id uuid guid key code year month week day date time timestamp hash page type kind title phone
  url uri path domain ip isbn sku token language lang locale color size level period range season term query text hostname
  symbol ticker handle label value field attribute column param parameter nickname identifier number index offset limit
  position rank score price amount state role gender age alias hex bin barcode lat lon zip postcode zipcode`.split(
    /\s+/,
  ),
);

/** Areas, actions and proper names: a collection only when the parameter says so, `/app/{app_id}`, but not `/app/{path}`. */
const DOUBTFUL = new Set(
  `app admin api system platform cache proxy preview render detail overview debug test demo sample example mock stripe
  github gitlab google slack openai azure aws facebook twitter apple microsoft discord telegram paypal world universe call
  check verify download find query ask generate analyze analyse predict compute calculate convert compare translate
  transcribe summarize classify detect extract embed train evaluate infer score rank filter sort scan crawl scrape notify
  alert warn trace watch poll wait sleep echo hello hi greet welcome callback redirect uptime heartbeat calendar inbox
  outbox dashboard`.split(/\s+/),
);

/** Single things that hold many: a `GET` that returns a list, or a create, need not make them a collection. */
const COLLECTIVE = new Set(
  `cart basket wallet feed timeline catalog library queue schedule roster directory archive portfolio leaderboard menu log
  wishlist batch tree map grid view image file stream chat report track top`.split(/\s+/),
);

/** What one thing has one of: a create below it is no collection. */
const ONE_OF_EACH = new Set(
  `profile avatar photo picture logo thumbnail cover banner icon preference account wallet cart basket signature
  description owner parent creator author manager leader plan schedule location address biography bio password secret
  session subscription vote like favorite favourite bookmark follow membership dashboard calendar budget balance quota
  snapshot backup checkpoint state onboarding consent survey checkout payment login`.split(/\s+/),
);

/** Nouns that name collections wherever they stand before a parameter. */
const COMMON = new Set(
  `user item product order post article comment book author customer category tag task todo project team company
  organization organisation employee department student teacher course lesson movie film song album artist playlist event
  ticket booking reservation hotel room restaurant recipe ingredient invoice payment transaction account card vehicle car
  driver trip route city country currency region store shop warehouse supplier vendor review rating message conversation channel
  notification device sensor job run workflow pipeline model dataset experiment document folder note page question answer
  quiz exam patient doctor appointment pet animal blog game player match tournament hero character skill role permission
  agent contact lead deal campaign subscription plan coupon member participant person child group`.split(/\s+/),
);

/** Things that have names: `/bucket/{name}` is one of many. */
const NAMED = new Set(
  `tier bucket namespace cluster collection index table database schema secret skill tool function package repo repository
  branch commit release image container service node host domain zone volume network policy topic queue template feature
  flag setting variable environment version worker group list`.split(/\s+/),
);

/** Words that, in front of a noun, make it what is done to it: `/purge-user/{user_id}`. */
const DOING = new Set(
  `purge end set generate mark move switch change check compute enable disable rename reset query search hide show toggle
  apply grant revoke accept start stop make build sign send notify sync run find download upload import export cancel close
  open approve reject assign unassign invite join leave verify validate confirm process submit execute trigger schedule
  clear clean flush refresh reload rebuild retry resend copy clone merge publish archive restore activate deactivate block
  unblock lock unlock ban unban follow unfollow like unlike pause resume transfer convert calculate preview test`.split(
    /\s+/,
  ),
);

/** What several things are said to be; no things themselves. */
const ADJECTIVES = new Set(
  `minimal multiple empty full tactical executive async sync single double simple basic advanced complete valid invalid
  unique nested flat visible hidden flagged anonymous personal official required optional unread unused similar related
  nearest upcoming future past overdue`.split(/\s+/),
);

/** The plural of a noun; what is plural, uncountable or single of its kind stays. */
export function pluralOf(noun: string): string {
  if (PLURALS[noun]) return PLURALS[noun];
  return UNCOUNTABLE.has(noun) || pluralize.isPlural(noun) ? noun : pluralize.plural(noun);
}

/** The singular of a noun. */
export function singularOf(noun: string): string {
  const irregular = Object.entries(PLURALS).find(([, plural]) => plural === noun);
  return irregular?.[0] ?? (UNCOUNTABLE.has(noun) ? noun : pluralize.singular(noun));
}

/** Whether a word may be a countable noun in the singular. */
function isSingular(word: string, uncountable: readonly string[]): boolean {
  if (word.length < 3 || /\d/.test(word) || UNCOUNTABLE.has(word) || ADJECTIVES.has(word) || uncountable.includes(word))
    return false;
  if (pluralize.isPlural(word) || pluralOf(word) === word) return false;
  return !NO_NOUN.test(word) || NOUN_FORMS.test(word);
}

/** Participles, adjectives and adverbs. */
const NO_NOUN = /(ing|ed|able|ible|ly|ful|less|ous)$/;
const NOUN_FORMS =
  /^(building|listing|meeting|booking|rating|setting|mapping|posting|recording|warning|drawing|painting|hearing|finding|holding|filing|offering|heading|greeting|ranking|embedding|ending|wedding|string|thing|ring|king|wing|spring|feed|seed|bed|embed|breed|speed|shed|table|cable|variable|deliverable|family|assembly|supply|reply|ally|bully|fly|jelly|belly)$/;

/**
 * Whether a segment directly before a parameter names a collection in the singular.
 * @param words of the segment, in lower case
 * @param parameter the parameter's name
 * @param before the fixed segment before it, if that is what stands there
 * @param uncountable further nouns without a plural
 */
export function isSingularBefore(
  words: readonly string[],
  parameter: { readonly name: string; readonly converter: string },
  before: string | null,
  uncountable: readonly string[],
): boolean {
  const noun = words.at(-1);
  if (noun === undefined || isAdverbial(words) || uncountable.includes(words.join('-'))) return false;
  if (!isSingular(noun, uncountable)) return false;
  // `/purge-user/{user_id}`
  if (words.length > 1 && DOING.has(words[0]!)) return false;
  const own = parameter.name.toLowerCase();
  const parts = own.split('_');
  const isIdentifier = parts.length > 1 && IDENTIFIER.test(parts.at(-1)!);
  const isNamed = parts.includes(noun) || own.replaceAll('_', '').startsWith(words.join(''));
  const isOwn = isNamed && (parts.length === 1 || isIdentifier || own === words.join('_'));
  // `/users/role/{role}` and `/name/{name}` find by an attribute.
  if (own === words.join('_') && (before !== null || ATTRIBUTES.has(noun))) return false;
  if (ATTRIBUTES.has(noun) && (before !== null || !isOwn || parts.length < 2)) return false;
  if (parameter.converter === 'path' || DOUBTFUL.has(noun)) return isOwn && isIdentifier;
  if (isOwn || GENERIC.test(own)) return true;
  if (NAMED.has(noun)) return BY_NAME.test(own);
  // `/tickets/{task_id}` would be tickets of a task.
  return COMMON.has(noun) && !isIdentifier;
}

const GENERIC = /^(id|pk|uuid|guid|oid|slug|identifier|num|number|no|ref)$/;
const BY_NAME = /^(name|key|code|title|hash)$/;
const IDENTIFIER = /^(id|ids|pk|uuid|guid|oid|slug|name|key|code|number|no|num|ref|hash|identifier)$/;

/** `by-tag`, `for-user`, `lookup`: how something is found. */
function isAdverbial(words: readonly string[]): boolean {
  return words.some(
    (word, i) => /^(by|for|from|with|of|in|on|at|to|as|via|per|lookup)$/.test(word) && i < words.length,
  );
}

/**
 * Whether the last segment of a path names in the singular what the operation makes one of, or returns many of.
 * @param words of the segment, in lower case
 * @param told the nouns of what is made or returned, as `nounsTold` gives them
 * @param before the fixed segment before it
 * @param isList whether many are returned
 */
export function isSingularCollection(
  words: readonly string[],
  told: readonly string[],
  before: string | null,
  isList: boolean,
  uncountable: readonly string[],
): boolean {
  const noun = words.at(-1);
  if (noun === undefined || isAdverbial(words) || uncountable.includes(words.join('-'))) return false;
  if (!isSingular(noun, uncountable) || words.some((word) => word === 'no' || word === 'non')) return false;
  if (DOUBTFUL.has(noun) || COLLECTIVE.has(noun) || (!isList && ONE_OF_EACH.has(noun))) return false;
  if (words.length > 1 && DOING.has(words[0]!)) return false;
  // `/categories/empty`, `/users/me/verification`: some of them, or one of somebody's.
  if (before !== null && (/^(me|self|current)$/.test(before) || isPlural(before))) return false;
  return told.includes(noun);
}

function isPlural(word: string): boolean {
  return pluralize.isPlural(word) && pluralize.singular(word) !== word;
}

/** What ends names of models and says nothing of the thing. */
const SUFFIXES =
  /^(response|responses|out|output|read|public|schema|model|dto|info|details?|base|in|list|page|paginated|summary|snapshot|view|result|results|payload|data|record|entity|orm|db|internal|external|simple|full|minimal|with|count)$/;

/**
 * The nouns of what an operation makes or returns, in the singular.
 * @param handler words of the handler's name
 * @param models words of each model that is returned
 * @param isList whether many are returned: then the handler's name must say so by a plural, `list` or `all`
 */
export function nounsTold(
  handler: readonly string[],
  models: readonly (readonly string[])[],
  isList: boolean,
): readonly string[] {
  const told: string[] = [];
  const end = handler.findIndex((word, i) => i > 0 && /^(by|for|from|of|in|with|to|on|at)$/.test(word));
  const phrase = (end < 0 ? handler : handler.slice(0, end)).slice(1);
  const bare = phrase.filter((word) => !/^(list|all|endpoint|handler|api|route|view|async|v\d+)$/.test(word));
  const noun = bare.at(-1);
  const saysMany = bare.length < phrase.length || (noun !== undefined && isPlural(noun)) || handler[0] === 'list';
  if (noun !== undefined && (!isList || saysMany)) told.push(singularOf(noun));
  if (isList) {
    for (const model of models) {
      const own = [...model];
      while (own.length > 1 && SUFFIXES.test(own.at(-1)!)) own.pop();
      if (own.length > 0) told.push(singularOf(own.at(-1)!));
    }
  }
  return told;
}
