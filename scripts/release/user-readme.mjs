import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../run-command.mjs';

/**
 * The page of the extension, made from the repository's README: without the parts between `<!-- repository -->` and
 * `<!-- /repository -->`, with the texts in `<!-- page` comments, with the pictures inside, so that they show offline, and
 * without links to files that the package does not have.
 *
 * @param {string} readme the repository's README
 * @param {(path: string) => Promise<string>} embed gives a picture of the repository as a `data:` uri
 * @returns {Promise<string>}
 */
export async function userReadme(readme, embed) {
  const chosen = readme
    .replaceAll('\r\n', '\n')
    .replace(/<!-- repository -->\n[\s\S]*?<!-- \/repository -->\n/g, '')
    .replace(/<!-- page\n([\s\S]*?)-->\n/g, '$1');
  const paths = new Set([...chosen.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, path]) => path ?? ''));
  let page = chosen;
  for (const path of paths) {
    if (!/^\w+:/.test(path)) page = page.replaceAll(`](${path})`, `](${await embed(path)})`);
  }
  // A link in brackets says only "more"; another one is text that reads on without it.
  return page
    .replace(/ \(\[[^\]]*\]\((?!https?:|data:|#)[^)\s]+\)\)/g, '')
    .replace(/(?<!!)\[([^\]]*)\]\((?!https?:|data:|#)[^)\s]+\)/g, '$1');
}

/** A picture of the repository, small enough for a page: WebP of at most 900 pixels in width. */
export async function embedPicture(path) {
  const { default: sharp } = await import('sharp');
  const picture = await sharp(readFileSync(join(repositoryRoot, path)))
    .resize({ width: 900, withoutEnlargement: true })
    .webp({ quality: 70 })
    .toBuffer();
  return `data:image/webp;base64,${picture.toString('base64')}`;
}
