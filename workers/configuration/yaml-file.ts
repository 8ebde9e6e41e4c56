import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument, visit } from 'yaml';
import type { KeyPath, Problem } from './problem.ts';
import { ANY_YAML_MISTAKE, UNKNOWN_YAML_ALIAS, yamlMistakes } from './words.ts';

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
  const errors = document.errors.map(({ code, pos }) => ({ line: lineAt(pos[0]), message: yamlMistakes[code] ?? ANY_YAML_MISTAKE }));
  const aliases = unresolvedAliases(document).map((offset) => ({ line: lineAt(offset), message: UNKNOWN_YAML_ALIAS }));
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
