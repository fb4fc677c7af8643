/** The ai-toolkit whose keys the bundled schema describes; a test holds it against the schema's own word. */
export const bundledToolkitVersion = '0.12.26';
