const repository = 'https://github.com/ostris/ai-toolkit/blob';
const oldLink = /\[(`[^`\]]+`)\]\(https:\/\/github\.com\/ostris\/ai-toolkit\/blob\/[^)\s]*\)/g;
const lines = String.raw`\d+(?:-\d+)?`;
const codeSpan = new RegExp(
  String.raw`\`((?:[\w-]+\/)*[\w-]+\.py):(${lines}(?:, ${lines})*)\`((?:(?:, | and |,\n| and\n)\`${lines}\`)*)`,
  'g',
);

/**
 * Makes each citation in a Markdown text a link to the cited lines; links that are there already are renewed.
 *
 * @param {string} markdown citations are code, such as `toolkit/config.py:47-50`; lists of lines are allowed
 * @param {string} commit of ai-toolkit
 * @param {(path: string) => string | undefined} resolve gives the path from ai-toolkit's root
 * @returns {string}
 */
export function linkCitations(markdown, commit, resolve) {
  return markdown.replace(oldLink, '$1').replace(codeSpan, (whole, path, first, others) => {
    const target = resolve(path);
    if (target === undefined) return whole;
    const link = (text, range) => `[\`${text}\`](${repository}/${commit}/${target}#${fragment(range)})`;
    const [head, ...rest] = first.split(', ');
    const start = [link(`${path}:${head}`, head), ...rest.map((range) => link(range, range))].join(', ');
    return start + others.replace(/`([\d-]+)`/g, (_, range) => link(range, range));
  });
}

/** The part of the address that marks the lines: `L47-L50`. */
function fragment(range) {
  return range
    .split('-')
    .map((line) => `L${line}`)
    .join('-');
}
