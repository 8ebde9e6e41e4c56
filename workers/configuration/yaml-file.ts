import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml';
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
  const syntax = document.errors.map(({ code, pos }) => ({
    line: lineAt(pos[0]),
    message: SYNTAX[code] ?? `YAML illisible ici (${code})`,
  }));
  return {
    content: syntax.length > 0 ? undefined : document.toJS(),
    syntax,
    lineOf: (path) => lineAt(offsetOf(document, path)),
  };
}

/** The mistakes people make; the others are named by their code. */
const SYNTAX: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'cette clé est écrite deux fois',
  TAB_AS_INDENT: 'tabulation dans le retrait\u00a0: mettez des espaces',
  BAD_INDENT: 'le retrait (les espaces en début de ligne) n’est pas régulier, ou un crochet ou une accolade n’est pas fermé',
  MISSING_CHAR: 'il manque une virgule, un guillemet ou une accolade',
  BLOCK_AS_IMPLICIT_KEY: 'deux-points inattendus\u00a0: mettez le texte entre guillemets',
  UNEXPECTED_TOKEN: 'signe inattendu\u00a0: mettez le texte entre guillemets',
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
