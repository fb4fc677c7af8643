import ts from 'typescript';

const longest = 400;

/**
 * The texts in a TypeScript source that a person may read: strings and templates of at least two words, in the order of
 * the source, each once. Values that are filled in are shown as `{…}`.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function textsInSource(text) {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const found = new Set();
  const visit = (node) => {
    const shown = textOf(node);
    if (shown !== undefined && isProse(shown) && !isImport(node)) found.add(shown);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

function textOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return oneLine(node.text);
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(({ literal }) => `{…}${literal.text}`);
    return oneLine(node.head.text + spans.join(''));
  }
  return undefined;
}

function oneLine(text) {
  const line = text.replaceAll('\n', '\\n');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** Two words of letters with a space between them, which is not code such as YAML, CSS or HTML. */
function isProse(text) {
  const words = text.replaceAll('{…}', ' x ');
  if (!/\p{L}{2,}.* .*\p{L}{2,}|\p{L}{2,} \p{L}/u.test(words)) return false;
  return !/^[\s{}\w-]+: [\w"'{[]+[^.!?]*\\n|^<\w|^[.#][\w-]+[ ,>{]|;\s*$|^[\w-]+(?: [\w-]*-[\w-]*)+$/u.test(
    text,
  );
}

function isImport(node) {
  return ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent);
}
