import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument, visit } from 'yaml';
import type { KeyPath, Problem } from './problem.ts';

/** A YAML text with the line of everything in it. */
export interface YamlFile {
  /** Plain data; undefined when the text is no YAML. */
  readonly content: unknown;
  /** Lines of the text that are no YAML. */
  readonly syntax: readonly { readonly line: number; readonly message: string }[];
  /** The line of the key or item at the path, or of the nearest thing above it that the file has. */
  lineOf(path: Problem['path']): number;
}

export function readYaml(text: string): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineAt = (offset: number) => Math.max(1, counter.linePos(offset).line);
  const errors = document.errors.map(({ code, pos }) => ({ line: lineAt(pos[0]), message: SYNTAX[code] ?? ANY_OTHER }));
  const aliases = unresolvedAliases(document).map((offset) => ({ line: lineAt(offset), message: UNKNOWN_ALIAS }));
  const syntax = firstOfEachLine([...errors, ...aliases]);
  return {
    content: syntax.length > 0 ? undefined : plainData(document),
    syntax,
    lineOf: (path) => lineAt(offsetOf(document, path)),
  };
}

/** One mistake makes several errors of the parser in one line; the first is the nearest to it. */
function firstOfEachLine(errors: YamlFile['syntax']): YamlFile['syntax'] {
  return [...Map.groupBy(errors, ({ line }) => line).values()].flatMap(([first]) => (first ? [first] : []));
}

/** `*name`: to the parser a reference, and no error until it is followed. */
function unresolvedAliases(document: Document): readonly number[] {
  const found: number[] = [];
  if (document.errors.length > 0) return found;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) found.push(alias.range?.[0] ?? 0);
    },
  });
  return found;
}

/** Undefined, which no configuration is, where references within references would fill the memory. */
function plainData(document: Document): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

const MISSING_COMMA =
  'il manque une virgule entre deux éléments, ou un crochet, une accolade ou un guillemet ouvert plus haut n’est pas fermé';
const QUOTES = 'mettez le texte entre guillemets';
const UNKNOWN_ALIAS = `un texte commence par « * »\u00a0: ${QUOTES}`;
const ANY_OTHER =
  'ligne illisible\u00a0: attendu «\u00a0clé: valeur\u00a0», le retrait aligné sur les lignes voisines, crochets, accolades et guillemets fermés';

/** The mistakes people make, by the code of the parser: what it expected. */
const SYNTAX: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'cette clé est écrite deux fois',
  TAB_AS_INDENT: 'tabulation dans le retrait\u00a0: mettez des espaces',
  BAD_INDENT: 'le retrait (les espaces en début de ligne) n’est pas régulier, ou un crochet ou une accolade n’est pas fermé',
  MISSING_CHAR: MISSING_COMMA,
  BLOCK_IN_FLOW: MISSING_COMMA,
  MULTILINE_IMPLICIT_KEY:
    'attendu «\u00a0clé: valeur\u00a0» (deux-points, puis une espace), ou il manque une virgule entre deux éléments\u00a0; vérifiez aussi le retrait',
  BLOCK_AS_IMPLICIT_KEY: `deux-points inattendus\u00a0: ${QUOTES}, ou corrigez le retrait (les espaces en début de ligne)`,
  UNEXPECTED_TOKEN: `signe inattendu (une virgule de trop\u00a0?)\u00a0: retirez-le, ou ${QUOTES}`,
  BAD_SCALAR_START: `un texte ne peut pas commencer par ce signe\u00a0: ${QUOTES}`,
  BAD_DQ_ESCAPE: 'barre oblique inverse entre guillemets doubles\u00a0: doublez-la, ou mettez des guillemets simples',
  BAD_DIRECTIVE: `un texte ne peut pas commencer par «\u00a0%\u00a0»\u00a0: ${QUOTES}`,
  BAD_ALIAS: UNKNOWN_ALIAS,
  MULTIPLE_DOCS: 'ligne «\u00a0---\u00a0»\u00a0: attendu un seul document, retirez-la',
  TAG_RESOLVE_FAILED: `un texte commence par «\u00a0!\u00a0»\u00a0: ${QUOTES}`,
};

function offsetOf(document: Document, path: KeyPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const key of path) {
    const entry = entryOf(resolved(node, document), key);
    if (!entry) return offset;
    offset = startOf(entry.at) ?? offset;
    node = entry.value;
  }
  return offset;
}

function entryOf(node: unknown, key: string | number): { readonly at: unknown; readonly value: unknown } | null {
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return item === undefined ? null : { at: item, value: item };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find((candidate: Pair) => String(isScalar(candidate.key) ? candidate.key.value : candidate.key) === String(key));
  return pair ? { at: pair.key, value: pair.value } : null;
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}
